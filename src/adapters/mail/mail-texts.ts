import { capitalised, listedTitles } from '../../domain/languages/formats.ts';
import type { Language } from '../../domain/languages/language.ts';
import { oneLine } from '../../domain/one-line.ts';
import { shorten } from '../../domain/papers/excerpt.ts';
import { filledSubject } from '../../domain/sending/editors-words.ts';

/**
 * One line of text without control characters and without the marks that turn the direction of what comes
 * after them: a title must not break a header or mirror its neighbours.
 */
export function safeLine(text: string): string {
  return oneLine(text.toWellFormed().replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ''));
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** A title that may run against the language's direction, kept from reordering the words around it (UAX #9, 2.5). */
function isolated(text: string, { dir }: Language): string {
  return text !== '' && (dir === 'rtl' || rightToLeft.test(text)) ? `\u2068${text}\u2069` : text;
}

/** A reason as a card shows it. */
export function reasonLine(reason: string, language: Language): string {
  return capitalised(shorten(safeLine(reason), 200), language);
}

/** What mail programs show of a subject on a desk; a phone shows less. */
const subjectLength = 60;
export const preheaderLength = 140;

/** The part of a title before the colon where that is a name, else the title. */
function nameOf(title: string): string {
  const name = title.split(': ', 1)[0] ?? '';
  return name.length >= 4 && name.length <= 44 ? name : title;
}

/** Words that only lead to what was cut off after them. Titles are in English, nearly all. */
const dangling =
  /[\s,;:–—(-]*(?:\s+(?:an?|the|of|for|and|or|in|on|to|with|without|via|from|by|at|as|is|are|using|towards?|under|through))+ …$/iu;

/** A title cut to fit, at a word after which something may be missing. */
function cutTitle(title: string, max: number): string {
  const cut = shorten(title, max);
  return cut === title ? cut : cut.replace(dangling, ' …');
}

/** A title that stands for itself: whole, else up to its colon where that says enough, else cut. */
function fittingTitle(title: string, max: number): string {
  const head = title.split(': ', 1)[0] ?? '';
  const isTelling = head.length >= 25 && head.length <= max;
  return title.length > max && isTelling ? head : cutTitle(title, max);
}

/** As many of the pieces as fit into the length of a preheader, with dots between. */
function preheaderOf(pieces: readonly string[]): string {
  let line = '';
  for (const piece of pieces) {
    const longer = line === '' ? piece : `${line} · ${piece}`;
    if (longer.length > preheaderLength) break;
    line = longer;
  }
  return line;
}

/**
 * A digest's subject and the line that mail programs show after it. The subject names the first two of `titles`
 * when both fit into 60 characters, else the first alone; the preheader goes on with the next ones, or with
 * `opening` when all are named.
 */
export function subjectAndPreheader(
  titles: readonly string[],
  opening: string,
  language: Language,
): { subject: string; preheader: string } {
  const [first = '', second] = titles;
  const naming = (...names: string[]) =>
    listedTitles(
      names.map((name) => isolated(name, language)),
      titles.length - names.length,
      language,
    );
  const pair = second === undefined ? null : naming(nameOf(first), nameOf(second));
  const named = pair !== null && pair.length <= subjectLength ? 2 : 1;
  const alone = () => {
    const room = subjectLength - naming('').length - 2;
    return naming(fittingTitle(first, room));
  };
  return {
    subject: named === 2 && pair !== null ? pair : alone(),
    preheader:
      titles.length > named
        ? preheaderNaming(titles.slice(named), language)
        : shorten(opening, preheaderLength),
  };
}

/** As many of the titles as fit into a preheader, shortened. */
export function preheaderNaming(titles: readonly string[], language: Language): string {
  return preheaderOf(titles.slice(0, 5).map((title) => isolated(cutTitle(nameOf(title), 50), language)));
}

/** Longer than this no mail program shows a subject. */
const shownSubject = 120;
const shortestTitle = 40;

/** An editor's subject with its places filled, a title in it cut so that the whole can be seen. */
export function editorsSubject(
  subject: string,
  values: { count: string; first: string; date: string },
  language: Language,
): string {
  const room = Math.max(shortestTitle, shownSubject - subject.length);
  const first = isolated(fittingTitle(values.first, room), language);
  return safeLine(filledSubject(subject, { ...values, first }));
}

/** Columns of a mail's plain text. */
const textWidth = 72;

/**
 * Each line of a plain text broken into lines of at most 72 UTF-16 units where words allow it. A line without
 * spaces, such as an address, stays whole.
 */
export function wrappedLines(text: string): string {
  const lines: string[] = [];
  for (const source of text.split('\n')) {
    let line = '';
    for (const word of source.trimEnd().split(' ')) {
      if (line !== '' && line.length + 1 + word.length > textWidth) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
  }
  return lines.join('\n');
}

/** Never more than one empty line. */
export function closedUp(text: string): string {
  return text.replace(/\n{3,}/g, '\n\n');
}

/** A plain text as a mail shows it: wrapped, paragraphs one empty line apart, one line break at the end. */
export function wrapped(text: string): string {
  return `${closedUp(wrappedLines(text)).trim()}\n`;
}
