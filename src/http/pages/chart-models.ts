/** A line of a chart: its name is the class of its colour too. */
export type ChartLine = { name: string; points: string; last: string };

/** For an SVG of 100 by 100 that is stretched to its place; the words stand around it as text. */
export type LineChart = {
  lines: ChartLine[];
  /** At the top of the vertical axis; the bottom is 0. */
  top: string;
  from: string;
  to: string;
  /** The chart in words. */
  label: string;
};

/** The next round number that is not below `value`. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const halves = power >= 10 ? [1.5, 2.5] : [];
  const steps = [1, 2, 3, 4, 5, 6, 8, 10, ...halves].sort((a, b) => a - b);
  const step = steps.find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

/**
 * A chart of series over the same places on the horizontal axis (`at`, ascending), each with a value at each. `words`
 * gives a value as people read it.
 */
export function lineChart(input: {
  at: readonly number[];
  series: readonly { name: string; values: readonly number[] }[];
  from: string;
  to: string;
  words: (value: number) => string;
}): LineChart {
  const { at, series, from, to, words } = input;
  const top = roundUp(Math.max(0, ...series.flatMap(({ values }) => values)));
  const first = at[0] ?? 0;
  const span = (at.at(-1) ?? first) - first;
  const round = (value: number) => Math.round(value * 100) / 100;
  // One look alone is a level line.
  const x = (place: number) => (span === 0 ? 0 : ((place - first) / span) * 100);
  const y = (value: number) => 100 - (value / top) * 100;
  const lines = series.map(({ name, values }) => {
    const points = values.map((value, index) => [x(at[index] ?? first), y(value)] as const);
    const end = points.at(-1);
    const drawn = span === 0 && end !== undefined ? [...points, [100, end[1]] as const] : points;
    return {
      name,
      points: drawn.map(([left, up]) => `${round(left)},${round(up)}`).join(' '),
      last: words(values.at(-1) ?? 0),
    };
  });
  const label = `${from} to ${to}. ${lines
    .map(({ name, last }, index) => `${name}: from ${words(series[index]?.values[0] ?? 0)} to ${last}`)
    .join('; ')}.`;
  return { lines, top: words(top), from, to, label };
}
