import { coalesce } from '../coalesce.ts';
import type { Deps } from '../deps.ts';
import type { AskedSubscription } from './subscriber-stores.ts';

/** Requests in one transaction, at most. */
const most = 100;

/** What became of a request; `failed` when the database could not take it. */
type Taken = { kind: 'taken' | 'too many' } | { kind: 'failed'; error: unknown };

/**
 * Writes down requests to subscribe, those that come while others are being written together in one transaction: the
 * request, the subscriber, what happened, and the job that sees to the mail. Resolves with whether it was taken; one
 * that its network's limit refuses leaves nothing.
 */
export function openRequestWriter({ atomically }: Pick<Deps, 'atomically'>): Deps['writeRequest'] {
  async function write(requested: readonly AskedSubscription[]): Promise<Taken[]> {
    return await atomically(async (stores) => {
      const ids = await stores.requests.writeRequests(requested);
      await stores.jobs.sendAll(
        'send-subscription-mail',
        ids.flatMap((requestId) => (requestId === null ? [] : [{ kind: 'request', requestId } as const])),
      );
      return ids.map((id): Taken => ({ kind: id === null ? 'too many' : 'taken' }));
    });
  }

  async function writeOrSay(asked: readonly AskedSubscription[]): Promise<Taken[]> {
    try {
      return await write(asked);
    } catch (error) {
      if (asked.length === 1) return [{ kind: 'failed', error }];
      // What cannot be written must not be in the way of the others.
      const taken: Taken[] = [];
      for (const one of asked) taken.push(...(await writeOrSay([one])));
      return taken;
    }
  }

  const ofTopics = coalesce(most, writeOrSay);
  // These lock what they follow, in one order for each reader: several in one transaction could wait for each other.
  const ofMore = coalesce(1, writeOrSay);

  return async (asked) => {
    const onlyTopics = asked.choices.interests.every(({ kind }) => kind === 'topic');
    const taken = await (onlyTopics ? ofTopics(asked) : ofMore(asked));
    if (taken.kind === 'failed') throw taken.error;
    return taken.kind === 'taken';
  };
}
