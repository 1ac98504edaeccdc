import type { FieldError } from '../errors.ts';
import { type LanguageTag, languageChoices } from '../languages/index.ts';
import { cut, longest } from '../lengths.ts';
import { oneLine } from '../one-line.ts';
import { longestSubject } from './announcement.ts';

/**
 * What an editor says in a digest, to the readers of one language: its subject, in which `{count}`, `{first}` and
 * `{date}` stand for what each reader's digest has, and its introduction in Markdown. Null: nothing is said.
 */
export type EditorsWords = { subject: string | null; introduction: string | null };

/** What is said in each language; never without any. */
export type WordsByLanguage = Partial<Record<LanguageTag, EditorsWords>>;

/** What a subject can hold the place of. */
export const subjectPlaces = ['count', 'first', 'date'] as const;
export type SubjectPlace = (typeof subjectPlaces)[number];

const place = /\{([^{}]*)\}/g;

function isPlace(name: string): name is SubjectPlace {
  return subjectPlaces.some((one) => one === name);
}

function readSubject(typed: string): { subject: string | null; wrong: string | null } {
  const refused = (wrong: string) => ({ subject: null, wrong });
  if (typed.length > 2 * longestSubject) return refused(`is longer than ${longestSubject} characters`);
  const subject = oneLine(typed);
  if (subject.length > longestSubject) return refused(`is longer than ${longestSubject} characters`);
  for (const [, name = ''] of subject.matchAll(place))
    if (!isPlace(name))
      return refused(`can hold {count}, {first} and {date}, but not {${cut(name.toWellFormed(), 40)}}`);
  return { subject: subject === '' ? null : subject, wrong: null };
}

function readIntroduction(typed: string): { introduction: string | null; wrong: string | null } {
  if (typed.length > 2 * longest.introduction)
    return {
      introduction: null,
      wrong: `is longer than ${longest.introduction.toLocaleString('en')} characters`,
    };
  const text = typed.replace(/\r\n?/g, '\n').toWellFormed().replaceAll('\0', '');
  if (text.length > longest.introduction)
    return {
      introduction: null,
      wrong: `is longer than ${longest.introduction.toLocaleString('en')} characters`,
    };
  return { introduction: text.trim() === '' ? null : text, wrong: null };
}

/**
 * An editor's words as they were typed, and every field of them that is wrong. `suffix` stands behind the fields' names
 * in what is told. Both empty: null.
 */
export function readWords(
  typed: { subject: string; introduction: string },
  suffix = '',
): { words: EditorsWords | null; errors: FieldError[] } {
  const { subject, wrong: wrongSubject } = readSubject(typed.subject);
  const { introduction, wrong: wrongIntroduction } = readIntroduction(typed.introduction);
  const errors: FieldError[] = [];
  if (wrongSubject !== null) errors.push({ field: `subject${suffix}`, message: wrongSubject });
  if (wrongIntroduction !== null) errors.push({ field: `introduction${suffix}`, message: wrongIntroduction });
  const isEmpty = subject === null && introduction === null;
  return { words: isEmpty ? null : { subject, introduction }, errors };
}

/** What a reader of `language` is told: in it, or, where nothing is said in it, in another one. */
export function wordsFor(all: WordsByLanguage, language: LanguageTag): EditorsWords {
  const order = [language, ...languageChoices.map(({ tag }) => tag)];
  const said = order.flatMap((tag) => all[tag] ?? []);
  return {
    subject: said.find(({ subject }) => subject !== null)?.subject ?? null,
    introduction: said.find(({ introduction }) => introduction !== null)?.introduction ?? null,
  };
}

/** A subject with each place filled; what is put in is not looked through for places again. */
export function filledSubject(subject: string, values: Readonly<Record<SubjectPlace, string>>): string {
  return cut(subject, longestSubject).replace(place, (whole, name: string) =>
    isPlace(name) ? values[name] : whole,
  );
}
