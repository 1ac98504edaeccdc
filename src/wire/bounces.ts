import { openBounceReader } from '../adapters/apart/bounce-reader.ts';
import type { BounceReader } from '../app/bounces/bounce-reader.ts';
import type { Log } from '../app/log.ts';

/** Reads reports in a thread of its own, which is started now. It does not keep the process. */
export function openBounceReading(log: Log): BounceReader & { close(): Promise<void> } {
  const reader = openBounceReader(log);
  reader.start();
  return reader;
}
