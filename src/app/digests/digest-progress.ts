import { setTimeout as wait } from 'node:timers/promises';
import { DomainError } from '../../domain/errors.ts';
import type { DigestCounts } from '../../domain/sending/delivery.ts';
import type { DigestStatus } from '../../domain/sending/digest-status.ts';
import type { Stores } from '../persistence.ts';

export type DigestProgress = {
  id: number;
  status: DigestStatus;
  problem: string | null;
  counts: DigestCounts;
};

export async function digestProgress(
  deps: { stores: Pick<Stores, 'digests'> },
  id: number,
): Promise<DigestProgress> {
  const digest = await deps.stores.digests.byId(id);
  if (digest === null) throw new DomainError('not_found', `There is no digest ${id}.`);
  return { id, status: digest.status, problem: digest.problem, counts: await deps.stores.digests.counts(id) };
}

/** Whether nothing more will happen to a digest by itself. */
export function hasEnded({ status, counts }: Pick<DigestProgress, 'status' | 'counts'>): boolean {
  return (status === 'finished' || status === 'cancelled') && counts.sending === 0;
}

/**
 * Yields what `read` tells of a digest now and each time it has changed, until the digest has ended or `signal` is
 * aborted; with `repeatMs`, also when nothing has changed for so long.
 */
export async function* follow<T extends Pick<DigestProgress, 'status' | 'counts'>>(
  read: () => Promise<T>,
  options: { everyMs: number; repeatMs?: number; signal: AbortSignal },
): AsyncGenerator<T> {
  const { everyMs, repeatMs = Number.POSITIVE_INFINITY, signal } = options;
  let last = '';
  let toldAt = 0;
  while (!signal.aborted) {
    const progress = await read();
    const seen = JSON.stringify(progress);
    if (seen !== last || performance.now() - toldAt >= repeatMs) {
      toldAt = performance.now();
      yield progress;
    }
    last = seen;
    if (hasEnded(progress)) return;
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** As `follow`, reading the digest each time. */
export function followDigest(
  deps: { stores: Pick<Stores, 'digests'> },
  id: number,
  options: { everyMs: number; signal: AbortSignal },
): AsyncGenerator<DigestProgress> {
  return follow(() => digestProgress(deps, id), options);
}
