import { categoryName } from '../catalogue/index.ts';
import { counted, numberInWords } from '../languages/formats.ts';
import type { Language } from '../languages/language.ts';
import {
  allFields,
  editorsPicks,
  type NamedSource,
  queryInQuotes,
  titleInQuotes,
} from '../papers/subject.ts';
import type { Trend } from '../papers/trend.ts';

/** What the words need of a paper; counts and trend of one moment. */
type Told = {
  upvotes: number;
  primaryCategory: string | null;
  trend: Pick<Trend, 'gainPerDay' | 'timesUsual'> | null;
};

/** Why a paper is in a digest, in words that the reader can check. `subject` null: see `placeInWords`. */
export function reasonInWords(
  subjectId: number,
  subject: NamedSource | null,
  paper: Told,
  language: Language,
): string {
  const standing = standingInWords(paper, language);
  const place = placeInWords(subjectId, subject, language);
  return standing === '' ? place : `${place} · ${standing}`;
}

/** What speaks for a paper whoever reads it: "38 upvotes · +12 in a day"; empty when there is nothing to say. */
export function standingInWords(paper: Told, language: Language): string {
  const votes = paper.upvotes === 0 ? null : counted(paper.upvotes, language.upvotes, language);
  return [votes, trendInWords(paper, language)].filter((part) => part !== null).join(' · ');
}

/** Fewer upvotes in a day are not worth a word: beside the usual, and without a comparison. */
const fewest = { compared: 3, alone: 10 } as const;

/**
 * How a paper does at present: "+38 in a day, ten times what Robotics papers usually get". Null when there is nothing
 * to say: not much more than is usual, or few upvotes where the usual is not known.
 */
export function trendInWords(
  { primaryCategory, trend }: Omit<Told, 'upvotes'>,
  language: Language,
): string | null {
  const { gainPerDay = null, timesUsual = null } = trend ?? {};
  if (gainPerDay === null || gainPerDay < fewest.compared) return null;
  const { reason } = language;
  const gain = reason.gain(numberInWords(gainPerDay, language));
  if (primaryCategory === null || timesUsual === null) return gainPerDay < fewest.alone ? null : gain;
  if (timesUsual < 2) return null;
  // Rounded down, so that no more is said than is so.
  const whole = Math.floor(timesUsual);
  const times = reason.times(whole, numberInWords(whole, language));
  return reason.compared({ gain, times, category: categoryName(primaryCategory) });
}

/** What of the reader's interests a paper is there for; `subject` is null when nobody follows that any more. */
export function placeInWords(subjectId: number, subject: NamedSource | null, language: Language): string {
  const { reason } = language;
  if (subjectId === allFields) return reason.allFields;
  if (subjectId === editorsPicks) return reason.editorsPicks;
  if (subject === null) return reason.gone;
  switch (subject.kind) {
    case 'collection':
      return reason.collection(language.quoted(subject.name));
    case 'topic':
      return reason.topic(subject.topic.name);
    case 'query':
      return reason.query(queryInQuotes(subject.query, language));
    case 'author':
      return reason.author(subject.author);
    case 'paper':
      return reason.paper(titleInQuotes(subject.paper.title, language));
  }
}
