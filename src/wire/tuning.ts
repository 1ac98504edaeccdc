import type { Timeouts } from '../adapters/smtp/timeouts.ts';
import type { MeaningLimits } from '../app/papers/embeddings/meaning.ts';
import type { CrowdLimits } from '../app/subscribers/crowd.ts';

/**
 * What is no matter of configuration, for each has one value that is right for every service. Tests, which would wait
 * for these times and compute these costs by the hundred, take smaller ones.
 */
export type Tuning = {
  /** How much work a password's hash is: scrypt's N. */
  passwordCost?: number;
  /** How often a source of papers that does not answer is asked. */
  sourceTries?: number;
  smtp?: Partial<Timeouts>;
  /** How long searches wait for their meaning, and the rest of it. */
  meaning?: Partial<MeaningLimits>;
  /** How many requests to subscribe are a crowd. */
  crowd?: CrowdLimits;
  /** How long a place outside that is told may take to answer. */
  outgoingTimeoutMs?: number;
  /** How often the jobs of workers that ended are looked for, in whole seconds. */
  orphanedJobsSeconds?: number;
  /** How often the deliveries that they had in hand are. */
  orphanedDeliveriesSeconds?: number;
  /** When digests that are due, and planned sends, are looked for (cron, with seconds if need be). */
  dueDigestsCron?: string;
};
