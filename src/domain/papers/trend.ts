/** How a paper does beside its field, in figures that a reader can check. */
export type Trend = {
  /** Upvotes gained in a day, up to the last visit to the source; null when that is not known. */
  gainPerDay: number | null;
  /** Points that papers of its field with votes usually gain in a day at its age; null when too few are known. */
  usualPerDay: number | null;
  /** How many times the usual, or 3 points if that is less, it gained, sudden rises damped; null when not known. */
  timesUsual: number | null;
};

/** What a reader is told of a paper's trend, as it stood when the digest was planned. */
export type ToldTrend = Pick<Trend, 'gainPerDay' | 'timesUsual'>;
