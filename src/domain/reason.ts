import { allFields, editorsPicks, type NamedSubject, queryInQuotes, titleInQuotes } from './subject.ts';
import type { Trend } from './trending.ts';

/** What the words need of a paper; counts and trend of one moment. */
type Told = {
  upvotes: number;
  primaryCategory: string | null;
  trend: Pick<Trend, 'gainPerDay' | 'timesUsual'> | null;
};

/** Why a paper is in a digest, in words that the reader can check. `subject` null: see `placeInWords`. */
export function reasonInWords(subjectId: number, subject: NamedSubject | null, paper: Told): string {
  const { upvotes } = paper;
  const votes = upvotes === 0 ? null : `${numbers.format(upvotes)} ${upvotes === 1 ? 'upvote' : 'upvotes'}`;
  const parts = [placeInWords(subjectId, subject), votes, trendInWords(paper)];
  return parts.filter((part) => part !== null).join(' · ');
}

const numbers = new Intl.NumberFormat('en');
/** Fewer upvotes in a day are not worth a word: beside the usual, and without a comparison. */
const fewest = { compared: 3, alone: 10 } as const;
const words = ['three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** How often, rounded down so that no more is said than is so: "twice", "ten times", "38 times". */
function timesInWords(times: number): string {
  const whole = Math.floor(times);
  return whole === 2 ? 'twice' : `${words[whole - 3] ?? numbers.format(whole)} times`;
}

/**
 * How a paper does at present: "+38 in a day, ten times what cs.RO papers usually get". Null when there is nothing
 * to say: not much more than is usual, or few upvotes where the usual is not known.
 */
export function trendInWords({ primaryCategory, trend }: Omit<Told, 'upvotes'>): string | null {
  const { gainPerDay = null, timesUsual = null } = trend ?? {};
  if (gainPerDay === null || gainPerDay < fewest.compared) return null;
  const gain = `+${numbers.format(gainPerDay)} in a day`;
  if (primaryCategory === null || timesUsual === null) return gainPerDay < fewest.alone ? null : gain;
  if (timesUsual < 2) return null;
  return `${gain}, ${timesInWords(timesUsual)} what ${primaryCategory} papers usually get`;
}

/** What of the reader's interests a paper is there for; `subject` is null when nobody follows that any more. */
export function placeInWords(subjectId: number, subject: NamedSubject | null): string {
  if (subjectId === allFields) return 'trending in all fields';
  if (subjectId === editorsPicks) return 'picked by the editor';
  if (subject === null) return 'from what you followed then';
  switch (subject.kind) {
    case 'topic': {
      const { kind, name, slug } = subject.topic;
      return `in ${kind === 'curated' ? name : slug}, which you follow`;
    }
    case 'query':
      return `matches ${queryInQuotes(subject.query)}, which you follow`;
    case 'author':
      return `by ${subject.author}, whom you follow`;
    case 'paper':
      return `like ${titleInQuotes(subject.paper.title)}, which you chose`;
  }
}
