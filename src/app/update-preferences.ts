import { nextDue } from '../domain/cadence.ts';
import { DomainError, invalid } from '../domain/errors.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import { type RawChoices, readChoices } from './choices.ts';
import type { Deps } from './ports.ts';

/** Replaces a subscriber's choices with the given ones. Rejects with `not_found`, or `invalid` and every wrong field. */
export async function updatePreferences(
  deps: Deps,
  input: RawChoices & { subscriberId: number; actor: 'reader' | 'admin'; name?: string | null },
): Promise<Subscriber> {
  const { subscriberId, actor, name } = input;
  const { choices, errors } = await readChoices(deps.stores, input);
  if (errors.length > 0) throw invalid(errors);
  const now = deps.now();
  return await deps.atomically(async (stores) => {
    const before = await stores.subscribers.byId(subscriberId);
    if (before === null) throw new DomainError('not_found', 'There is no such subscriber.');
    const due = before.status === 'active' ? nextDue(now, choices) : null;
    await stores.subscribers.choose(
      subscriberId,
      { ...choices, ...(name === undefined ? {} : { name }) },
      due,
    );
    await stores.subscribers.addEvent(subscriberId, { kind: 'preferences', actor, detail: choices, at: now });
    const after = await stores.subscribers.byId(subscriberId);
    return after ?? before;
  });
}
