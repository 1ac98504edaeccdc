import { scaleLinear, scaleTime } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { shortDate } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Moment } from '../../forms/words.ts';

/** Votes on a paper as a source told them. */
export type VoteCount = { at: Date; upvotes: number };

/** How the votes on a paper grew: a picture, and the same as a table; for an SVG of 100 by 40 that is stretched. */
export type VotesChart = { path: string; last: number; rows: { day: Moment; upvotes: number }[] };

/** A chart of the last count of each day; null when there is nothing to see: fewer than two days, or no change. */
export function votesChart(counts: readonly VoteCount[], language: Language): VotesChart | null {
  const byDay = new Map(counts.map((one) => [one.at.toISOString().slice(0, 10), one]));
  const days = [...byDay.values()];
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined || days.length < 2 || first.upvotes === last.upvotes)
    return null;
  const x = scaleTime([first.at, last.at], [0, 100]);
  const y = scaleLinear([0, Math.max(...days.map(({ upvotes }) => upvotes))], [40, 2]);
  const path = line<VoteCount>(
    ({ at }) => x(at),
    ({ upvotes }) => y(upvotes),
  )
    .curve(curveStepAfter)
    .digits(2)(days);
  return {
    path: path ?? '',
    last: last.upvotes,
    rows: days.map(({ at, upvotes }) => ({
      day: { iso: at.toISOString(), text: shortDate(at, 'UTC', language) },
      upvotes,
    })),
  };
}
