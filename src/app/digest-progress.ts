import { setTimeout as wait } from 'node:timers/promises';
import type { DigestCounts } from '../domain/delivery.ts';
import { DomainError } from '../domain/errors.ts';
import type { Deps, DigestStatus } from './ports.ts';

export type DigestProgress = {
  id: number;
  status: DigestStatus;
  problem: string | null;
  counts: DigestCounts;
};

export async function digestProgress(deps: Pick<Deps, 'stores'>, id: number): Promise<DigestProgress> {
  const digest = await deps.stores.digests.byId(id);
  if (digest === null) throw new DomainError('not_found', `There is no digest ${id}.`);
  return { id, status: digest.status, problem: digest.problem, counts: await deps.stores.digests.counts(id) };
}

/** Whether nothing more will happen to a digest by itself. */
export function hasEnded({ status, counts }: DigestProgress): boolean {
  return (status === 'finished' || status === 'cancelled') && counts.sending === 0;
}

/** Yields a digest's progress now and each time it has changed, until it has ended or `signal` is aborted. */
export async function* followDigest(
  deps: Pick<Deps, 'stores'>,
  id: number,
  options: { everyMs: number; signal: AbortSignal },
): AsyncGenerator<DigestProgress> {
  let last = '';
  while (!options.signal.aborted) {
    const progress = await digestProgress(deps, id);
    const seen = JSON.stringify(progress);
    if (seen !== last) yield progress;
    last = seen;
    if (hasEnded(progress)) return;
    await wait(options.everyMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
}
