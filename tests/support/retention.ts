import { tidy } from '../../src/app/retention/tidy.ts';
import type { TestService } from './test-service.ts';

export const tidyingNow = new Date('2026-11-24T10:00:00Z');
export const daysAgo = (days: number) => new Date(tidyingNow.getTime() - days * 86_400_000);

/** One night's tidying, to its end. */
export async function tidyAll(service: TestService): Promise<void> {
  await tidy(service.deps, new AbortController().signal);
}
