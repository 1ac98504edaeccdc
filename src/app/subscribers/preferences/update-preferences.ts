import { DomainError, invalid } from '../../../domain/errors.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { nextDueOf } from '../../../domain/time/schedule.ts';
import type { Needs } from '../../deps.ts';
import { type Forgotten, takeBack } from '../../interests/give-feedback.ts';
import { type RawChoices, readChoices } from '../choices.ts';

/** The longest name of a person, in characters. */
const longestName = 200;

/**
 * Replaces a subscriber's choices with the given ones, and forgets what is asked for of what was learned; all of it, or
 * nothing. Rejects with `not_found`, or `invalid` and every wrong field.
 */
export async function updatePreferences(
  deps: Needs<'atomically' | 'now', 'papers' | 'topics'>,
  input: RawChoices & {
    subscriberId: number;
    actor: 'reader' | 'admin';
    name?: string | null;
    forget?: Forgotten;
  },
): Promise<Subscriber> {
  const { subscriberId, actor, name, forget } = input;
  const { choices, errors } = await readChoices(deps.stores, input);
  if (name != null && name.length > longestName)
    errors.push({ field: 'name', message: `must have at most ${longestName} characters` });
  if (errors.length > 0) throw invalid(errors);
  const now = deps.now();
  return await deps.atomically(async (stores) => {
    const before = await stores.subscribers.byId(subscriberId);
    if (before === null) throw new DomainError('not_found', 'There is no such subscriber.');
    const due = before.status === 'active' ? nextDueOf({ ...before, ...choices }, now) : null;
    await stores.subscribers.choose(
      subscriberId,
      { ...choices, ...(name === undefined ? {} : { name }) },
      due,
    );
    if (forget !== undefined) await takeBack({ stores }, subscriberId, forget);
    await stores.subscribers.addEvent(subscriberId, { kind: 'preferences', actor, detail: choices, at: now });
    const after = await stores.subscribers.byId(subscriberId);
    return after ?? before;
  });
}
