import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';

/** A line of a chart: its name is the class of its colour too; `path` is an SVG path. */
export type ChartLine = { name: string; path: string; last: string };

/** For an SVG of 100 by 100 that is stretched to its place; the words stand around it as text. */
export type LineChart = {
  lines: ChartLine[];
  /** Of the vertical axis, from its top to its bottom, which is 0; the same distance lies between all of them. */
  ticks: { y: number; text: string }[];
  from: string;
  to: string;
  /** The chart in words. */
  label: string;
};

/** How many parts the vertical axis has at most, or about so many. */
const parts = 4;

/**
 * A chart of series of whole numbers over the same places on the horizontal axis (`at`, ascending), each with a value
 * at each. `words` gives a value as people read it.
 */
export function lineChart(input: {
  at: readonly number[];
  series: readonly { name: string; values: readonly number[] }[];
  from: string;
  to: string;
  words: (value: number) => string;
}): LineChart {
  const { series, from, to, words } = input;
  // One look alone is a level line.
  const at = input.at.length === 1 ? [...input.at, (input.at[0] ?? 0) + 1] : input.at;
  const limit = Math.max(1, ...series.flatMap(({ values }) => values));
  const count = Math.min(parts, limit);
  const x = scaleLinear([at[0] ?? 0, at.at(-1) ?? 1], [0, 100]);
  const y = scaleLinear([0, limit], [100, 0]).nice(count);
  const draw = line<number>((value) => x(value)).digits(2);
  return {
    lines: series.map(({ name, values }) => {
      const last = values.at(-1) ?? 0;
      return { name, path: draw.y((_, index) => y(values[index] ?? last))(at) ?? '', last: words(last) };
    }),
    ticks: y
      .ticks(count)
      .toReversed()
      .map((tick) => ({ y: y(tick), text: words(tick) })),
    from,
    to,
    label: `${from} to ${to}. ${series
      .map(({ name, values }) => `${name}: from ${words(values[0] ?? 0)} to ${words(values.at(-1) ?? 0)}`)
      .join('; ')}.`,
  };
}
