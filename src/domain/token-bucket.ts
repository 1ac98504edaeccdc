/**
 * What a token bucket gives out: so many at once, and so many more for each second that passes (RFC 2697 has the idea).
 */
export type Allowance = { most: number; aSecond: number };

/** How much there was at a moment; milliseconds on the caller's clock. It may be less than nothing. */
export type Filling = { left: number; at: number };

/** What is in a bucket by now; a bucket that was never used is full. */
export function leftIn(bucket: Filling | undefined, { most, aSecond }: Allowance, at: number): number {
  if (bucket === undefined) return most;
  return Math.min(most, bucket.left + ((at - bucket.at) / 1000) * aSecond);
}

/** Whole seconds until there is `amount` in a bucket that has `left`. */
export function secondsUntil(amount: number, left: number, { aSecond }: Allowance): number {
  return Math.floor((amount - left) / aSecond) + 1;
}
