import { ownLanguage, type TypedWords } from '../../../app/digests/letters/set-next-words.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type LanguageTag, languageChoices } from '../../../domain/languages/index.ts';
import { longest } from '../../../domain/lengths.ts';
import { longestSubject } from '../../../domain/sending/announcement.ts';
import type { WordsByLanguage } from '../../../domain/sending/editors-words.ts';
import { messagesFor } from '../../forms/field-messages.ts';
import { field } from '../../forms/form-body.ts';
import { number } from '../../forms/words.ts';
import type { HttpOptions } from '../../options.ts';

/** What is typed in the fields of an editor's words, by the fields' names. */
export type WordsValues = Readonly<Record<string, string>>;

/** The fields for readers of one language. */
export type WordsGroup = {
  subjectName: string;
  introductionName: string;
  /** Null: for everybody, or for those who have no words of their own. */
  language: { tag: string; name: string } | null;
  /** Something stands in them. */
  open: boolean;
  subject: string;
  introduction: string;
  subjectError: string | null;
  introductionError: string | null;
  subjectLength: number;
  introductionLength: string;
};

/** The installation's own language first: its fields have no suffix. */
export function wordsLanguages(deps: HttpOptions['deps']): LanguageTag[] {
  const own = ownLanguage(deps);
  return [own, ...languageChoices.map(({ tag }) => tag).filter((tag) => tag !== own)];
}

const suffixOf = (tag: LanguageTag, index: number) => (index === 0 ? '' : `-${tag}`);

/** The fields of an editor's words: as typed, and as what they ask for; undefined: nothing stands in any. */
export function readWordsForm(body: unknown, languages: readonly LanguageTag[]) {
  const values: Record<string, string> = {};
  const typed = languages.map((language, index): TypedWords => {
    const suffix = suffixOf(language, index);
    const subject = field(body, `subject${suffix}`);
    const introduction = field(body, `introduction${suffix}`).replaceAll('\r\n', '\n');
    if (subject !== '') values[`subject${suffix}`] = subject;
    if (introduction !== '') values[`introduction${suffix}`] = introduction;
    return { language, subject, introduction };
  });
  const isSaid = typed.some(
    ({ subject, introduction }) => subject.trim() !== '' || introduction.trim() !== '',
  );
  return { values, typed: isSaid ? typed : undefined };
}

/** What the fields hold of words that are kept. */
export function wordsValues(words: WordsByLanguage, languages: readonly LanguageTag[]): WordsValues {
  const values: Record<string, string> = {};
  for (const [index, tag] of languages.entries()) {
    const said = words[tag];
    if (said === undefined) continue;
    values[`subject${suffixOf(tag, index)}`] = said.subject ?? '';
    values[`introduction${suffixOf(tag, index)}`] = said.introduction ?? '';
  }
  return values;
}

/** The fields of the form: for the installation's own language, and for others that readers have. */
export function wordsGroups(input: {
  languages: readonly LanguageTag[];
  /** Those of readers. */
  spoken: readonly LanguageTag[];
  values: WordsValues;
  errors?: readonly FieldError[] | undefined;
}): WordsGroup[] {
  const { languages, spoken, values, errors = [] } = input;
  return languages.flatMap((tag, index) => {
    const suffix = suffixOf(tag, index);
    const names = [`subject${suffix}`, `introduction${suffix}`] as const;
    const [subject = '', introduction = ''] = names.map((name) => values[name]);
    const messages = messagesFor(names, errors);
    const isFilled = subject !== '' || introduction !== '';
    if (index > 0 && !spoken.includes(tag) && !isFilled) return [];
    const name = languageChoices.find((one) => one.tag === tag)?.name ?? tag;
    return {
      subjectName: names[0],
      introductionName: names[1],
      language: index === 0 ? null : { tag, name },
      open: isFilled,
      subject,
      introduction,
      subjectError: messages[names[0]] ?? null,
      introductionError: messages[names[1]] ?? null,
      subjectLength: longestSubject,
      introductionLength: number(longest.introduction),
    };
  });
}

/** Errors that stand beside no field of an editor's words. */
export function otherErrors(errors: readonly FieldError[]): FieldError[] {
  return errors.filter(({ field: name }) => !/^(?:subject|introduction)(?:-|$)/.test(name));
}
