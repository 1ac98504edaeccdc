import { DomainError, invalid } from '../../../domain/errors.ts';
import { pauseEnd, pauseWeeks } from '../../../domain/subscribers/pause.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { nextDueOf } from '../../../domain/time/schedule.ts';
import type { Deps } from '../../deps.ts';
import type { Stores } from '../../persistence.ts';

/**
 * Pauses a reader's digests for one, two or four weeks from now, in place of a pause that there is; what is queued for
 * them is stopped when its turn comes, and its papers come later. Rejects with `invalid` for another number of weeks
 * (field `weeks`), `conflict` for somebody who gets no digests anyway, `not_found`.
 */
export async function pauseDigests(
  deps: Pick<Deps, 'atomically' | 'now'>,
  { subscriberId, weeks }: { subscriberId: number; weeks: string },
): Promise<Subscriber> {
  const chosen = pauseWeeks.find((one) => String(one) === weeks.trim());
  if (chosen === undefined)
    throw invalid([{ field: 'weeks', message: `must be one of ${pauseWeeks.join(', ')}` }]);
  const now = deps.now();
  const until = pauseEnd(now, chosen);
  return await deps.atomically((stores) => setPause(stores, { subscriberId, until, kind: 'paused', now }));
}

/** Ends a pause: the next digest comes at the reader's next time. Rejects as `pauseDigests`. */
export async function goOn(
  deps: Pick<Deps, 'atomically' | 'now'>,
  subscriberId: number,
): Promise<Subscriber> {
  const now = deps.now();
  // Not forgotten: the next digest has the best of all the time that was paused.
  return await deps.atomically((stores) =>
    setPause(stores, { subscriberId, until: now, kind: 'pause ended', now }),
  );
}

async function setPause(
  { subscribers }: Pick<Stores, 'subscribers'>,
  pause: { subscriberId: number; until: Date; kind: string; now: Date },
): Promise<Subscriber> {
  const { subscriberId, until, kind, now } = pause;
  const before = await subscribers.byId(subscriberId);
  if (before === null) throw new DomainError('not_found', 'There is no such subscriber.');
  const due = nextDueOf({ ...before, pausedUntil: until }, now);
  const done = before.status === 'active' && (await subscribers.pause(subscriberId, until, due));
  if (!done) throw new DomainError('conflict', 'No digest comes at present, so there is nothing to pause.');
  await subscribers.addEvent(subscriberId, { kind, actor: 'reader', detail: { until }, at: now });
  return (await subscribers.byId(subscriberId)) ?? before;
}
