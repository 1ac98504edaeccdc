import { DomainError } from '../../domain/errors.ts';
import type { DigestStatus } from '../../domain/sending/digest-status.ts';
import { type AuditAction, recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';
import type { Digest } from './digest-store.ts';
import { giveOut, giveOutInTime } from './give-out.ts';
import { skipSlot } from './move-due-times.ts';

export const digestCommands = ['pause', 'resume', 'cancel', 'retry-failed'] as const;

export type DigestCommand = (typeof digestCommands)[number];

const audited: Record<DigestCommand, AuditAction> = {
  pause: 'digest paused',
  resume: 'digest resumed',
  cancel: 'digest cancelled',
  'retry-failed': 'failed deliveries retried',
};

/** Throws `conflict` when nothing can be sent again, as it is not known any more to whom. */
export function requireKept({ id, tidiedAt }: Pick<Digest, 'id' | 'tidiedAt'>): void {
  if (tidiedAt === null) return;
  throw new DomainError(
    'conflict',
    `The deliveries of digest ${id} are no longer kept, as Retention in the settings says: none can be sent again.`,
  );
}

/**
 * Steers a digest. What is on its way when it is paused or cancelled still ends; nothing else starts. `actor`: who
 * asks, for the audit. Rejects with `not_found`, or `conflict` in the wrong state.
 */
export async function controlDigest(
  deps: Pick<Deps, 'atomically' | 'now'>,
  id: number,
  command: DigestCommand,
  actor: string | null = null,
): Promise<Digest> {
  const now = deps.now();
  const controlled = await deps.atomically(async (stores) => {
    const digest = await stores.digests.lock(id);
    if (digest === null) throw new DomainError('not_found', `There is no digest ${id}.`);
    const move = async (to: DigestStatus, from: DigestStatus[], problem: string | null = null) => {
      if (await stores.digests.setStatus(id, to, from, now, problem)) return;
      throw new DomainError(
        'conflict',
        `Digest ${id} is ${digest.status}; only a digest that is ${from.join(' or ')} can be told to ${command}.`,
      );
    };
    // A chunk of readers that is in hand is there whole by then, and none comes after.
    if (command === 'pause' || command === 'cancel') await stores.ranges.holdRanges(id);
    switch (command) {
      case 'pause':
        await move('paused', ['planning', 'sending'], 'paused by an admin');
        break;
      case 'resume':
        await move(digest.plannedAt === null ? 'planning' : 'sending', ['paused']);
        if (digest.plannedAt === null)
          await stores.jobs.send('plan-digest', { digestId: id }, { key: String(id) });
        await giveOutInTime(stores, id, await stores.deliveries.queuedOfDigest(id), now);
        await stores.digests.finishIfDone(id, now);
        break;
      case 'cancel':
        await move('cancelled', ['planned', 'planning', 'sending', 'paused']);
        await stores.deliveries.cancelQueued(id);
        break;
      case 'retry-failed':
        requireKept(digest);
        await move('sending', ['sending', 'finished']);
        await giveOut(stores, id, await stores.deliveries.requeueFailed(id));
        await stores.digests.finishIfDone(id, now);
        break;
    }
    if (actor !== null) {
      const object = `digest ${id}`;
      await recordAction(stores, { actor, at: now }, audited[command], object);
    }
    return (await stores.digests.byId(id)) ?? digest;
  });
  const { cadence, slot, plannedAt } = controlled;
  // Whoever was not planned yet is still due: the next tick would make another digest for them.
  if (command === 'cancel' && cadence !== null && slot !== null && plannedAt === null)
    await skipSlot(deps, cadence, slot);
  return controlled;
}
