import type { JobName } from '../job-queue.ts';

/**
 * Jobs that nothing else would bring about again: digests and what integrations are told are found by what is written
 * of them, and sources are asked anyway.
 */
export const keptJobs: readonly JobName[] = [
  'send-subscription-mail',
  'send-link',
  'send-address-mail',
  'send-account-mail',
  'import-subscribers',
  'change-subscribers',
  'match-topic',
];
