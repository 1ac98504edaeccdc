import type { Tuning } from '../../src/wire/tuning.ts';

/** Nothing here needs a password that is safe, or a source that is not there to come back. */
export const cheap = { passwordCost: 2 ** 10, sourceTries: 1 } satisfies Tuning;

/** Of services that are killed and mail servers that say nothing: what is waited for comes sooner. */
export const impatient = {
  ...cheap,
  smtp: { connect: 4_000, greeting: 4_000 },
  orphanedJobsSeconds: 1,
  orphanedDeliveriesSeconds: 2,
  dueDigestsCron: '* * * * * *',
} satisfies Tuning;
