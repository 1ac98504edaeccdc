import { cut, longest } from '../../lengths.ts';
import { texToText } from '../../tex/tex.ts';
import { nameWords, parseName } from '../author-name.ts';
import type { Paper } from '../paper.ts';
import { stopWords } from '../search-words.ts';

/** What a citation says. */
export type Cited = Pick<
  Paper,
  'id' | 'title' | 'authors' | 'arxivId' | 'primaryCategory' | 'doi' | 'url' | 'journalRef' | 'publishedAt'
>;

/** Authors that an entry names; the others are "and others". */
const mostAuthors = 50;

/**
 * Signs that TeX or BibTeX take for more than themselves. BibTeX counts braces even behind a backslash, so that those
 * of a text become commands.
 */
const texOf: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  $: '\\$',
  '&': '\\&',
  '%': '\\%',
  '#': '\\#',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
};

function texOfText(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .replace(/[\\{}$&%#_^~<>|"]/g, (sign) => texOf[sign] ?? sign);
}

/** A title: what has capitals inside or digits is kept from styles that make small letters of them. */
function titleOf(title: string): string {
  return texToText(cut(title, longest.title))
    .split(' ')
    .map((word) => {
      const tex = texOfText(word);
      return /\p{Lu}/u.test(word.slice(1)) ? `{${tex}}` : tex;
    })
    .join(' ');
}

/** A name as BibTeX takes it apart: words, or `Family, Given`; a group is kept together. */
function nameOf(name: string): string {
  const text = texToText(cut(name, longest.typedAuthor));
  const isGroup =
    /\b(?:and|collaboration|team|group|consortium|project)\b/i.test(text) || text.split(',').length > 3;
  return isGroup ? `{${texOfText(text)}}` : texOfText(text);
}

/** Of what stands in an address as it is: what would end the field, or be read as TeX, percent-encoded. */
function addressOf(address: string): string {
  return cut(address, longest.url).replace(/[^\w.~:/?&=+;,@!*()-]/gu, (sign) =>
    encodeURIComponent(sign.toWellFormed()),
  );
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** `lovelace2026walking`: ASCII letters and digits. */
function keyOf({ id, title, authors, publishedAt }: Cited): string {
  const ascii = (words: readonly string[]) =>
    words.map((word) => word.replace(/[^a-z0-9]/g, '')).filter(Boolean);
  const family = ascii(parseName(authors[0] ?? '').family).join('');
  const word = ascii(nameWords(cut(texToText(cut(title, longest.title)), longest.author))).find(
    (one) => one.length > 2 && !stopWords.has(one),
  );
  return `${family || `paper${id}`}${publishedAt.getUTCFullYear()}${word ?? ''}`;
}

/**
 * A paper as an entry of BibTeX: `@article` where it says in which journal it is, else `@misc`, with `eprint`,
 * `archivePrefix` and `primaryClass` as arXiv asks for (https://info.arxiv.org/help/hypertex/bibstyles). In UTF-8;
 * whatever TeX would take for more than a letter is escaped, and braces are balanced, whatever stands in the title.
 */
export function bibtexOf(paper: Cited): string {
  const { authors, arxivId, primaryCategory, doi, url, journalRef, publishedAt } = paper;
  const names = authors.slice(0, mostAuthors).map(nameOf).filter(Boolean);
  const fields: [string, string | null][] = [
    ['title', `{${titleOf(paper.title)}}`],
    [
      'author',
      names.length === 0
        ? null
        : `{${[...names, ...(authors.length > mostAuthors ? ['others'] : [])].join(' and ')}}`,
    ],
    ['journal', journalRef === null ? null : `{${texOfText(texToText(cut(journalRef, longest.title)))}}`],
    ['year', `{${publishedAt.getUTCFullYear()}}`],
    ['month', months[publishedAt.getUTCMonth()] ?? null],
    ['eprint', arxivId === null ? null : `{${addressOf(arxivId)}}`],
    ['archivePrefix', arxivId === null ? null : '{arXiv}'],
    ['primaryClass', arxivId === null || primaryCategory === null ? null : `{${addressOf(primaryCategory)}}`],
    ['doi', doi === null ? null : `{${addressOf(doi)}}`],
    ['url', url === null || !/^https?:/i.test(url) ? null : `{${addressOf(url)}}`],
  ];
  const lines = fields.flatMap(([name, value]) => (value === null ? [] : `  ${name} = ${value}`));
  return `@${journalRef === null ? 'misc' : 'article'}{${keyOf(paper)},\n${lines.join(',\n')}\n}`;
}

const namesCited = 6;

/** A paper in a line of plain text, as one pastes it into a mail or a page. */
export function citationOf({ title, authors, arxivId, doi, url, journalRef, publishedAt }: Cited): string {
  const names = authors.slice(0, namesCited).map((name) => texToText(cut(name, longest.typedAuthor)));
  const who = `${names.join(', ')}${authors.length > namesCited ? ' et al.' : ''}`;
  const plain = texToText(cut(title, longest.title));
  const where =
    journalRef === null
      ? arxivId === null
        ? null
        : `arXiv:${arxivId}`
      : texToText(cut(journalRef, longest.title));
  const address =
    doi !== null ? `https://doi.org/${doi}` : url !== null && /^https?:/i.test(url) ? url : null;
  const parts = [
    ...(who === '' ? [] : [`${who} (${publishedAt.getUTCFullYear()}).`]),
    /[.?!]$/.test(plain) ? plain : `${plain}.`,
    ...(where === null ? [] : [`${where}.`]),
    ...(address === null ? [] : [address]),
  ];
  return parts.join(' ');
}
