import type { Topic } from './topic.ts';
import type { Trend } from './trending.ts';

/** What the words need of a paper; counts and trend of one moment. */
type Told = {
  upvotes: number;
  primaryCategory: string | null;
  trend: Pick<Trend, 'gainPerDay' | 'timesUsual'> | null;
};

/** Why a paper is in a digest, in words that the reader can check. */
export function reasonInWords(topic: Pick<Topic, 'kind' | 'slug' | 'name'> | null, paper: Told): string {
  const place =
    topic === null
      ? 'trending in all fields'
      : `in ${topic.kind === 'curated' ? topic.name : topic.slug}, which you follow`;
  const { upvotes } = paper;
  const votes = upvotes === 0 ? null : `${numbers.format(upvotes)} ${upvotes === 1 ? 'upvote' : 'upvotes'}`;
  return [place, votes, trendInWords(paper)].filter((part) => part !== null).join(' · ');
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
