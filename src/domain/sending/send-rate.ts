/** A look at a digest: `at` in milliseconds, messages handed over until then, and those still to come. */
export type ProgressSample = { at: number; handedOver: number; left: number };

/** Over which time the rate is told; looks before that are of no use. */
export const rateWindowMs = 60_000;
/** Between two looks that are closer than this, chance is larger than what is measured. */
const leastMs = 1_500;

export type SendRate = {
  /** Null until there are two looks far enough apart. */
  perSecond: number | null;
  /** At this rate; null when nothing moves or nothing is left. */
  secondsLeft: number | null;
};

/** How fast a digest goes, by looks at it in the order in which they were taken. */
export function sendRate(samples: readonly ProgressSample[]): SendRate {
  const last = samples.at(-1);
  if (last === undefined) return { perSecond: null, secondsLeft: null };
  const first = samples.find(({ at }) => last.at - at <= rateWindowMs);
  if (first === undefined || last.at - first.at < leastMs) return { perSecond: null, secondsLeft: null };
  // Trying failed ones again takes some back: that is no negative rate.
  const perSecond = Math.max(0, ((last.handedOver - first.handedOver) / (last.at - first.at)) * 1_000);
  const secondsLeft = perSecond > 0 && last.left > 0 ? last.left / perSecond : null;
  return { perSecond, secondsLeft };
}
