import { LRUCache } from 'lru-cache';
import { DomainError } from '../domain/errors.ts';
import { type Allowance, type Filling, leftIn } from '../domain/token-bucket.ts';

/** What a network may ask for without ever waiting: a visit with all its pages, and a page each second. */
export const freely: Allowance = { most: 30, aSecond: 1 };
/** Of so many networks it is known what they asked for; whoever is forgotten begins anew. */
const mostNetworks = 10_000;
/** Requests that wait, of all networks and of one. */
const mostWaiting = { all: 1_000, ofOne: 100 };
/** Let in at once at most, however long there was nothing to do. */
const mostAtOnce = 64;

/** How requests came in since the process began. `gone`: whoever asked did not wait. */
export type TurnCounts = Readonly<Record<'free' | 'waited' | 'refused' | 'gone', number>>;

export type Turns = {
  /**
   * Calls `enter` when it is this network's turn: at once, or in a later `tick`. With an error (`unavailable`) when too
   * many wait already. `isGone`: whether nobody waits for the answer any more. Says whether it has to wait.
   */
  ask(network: string, isGone: () => boolean, enter: (error?: DomainError) => void): boolean;
  /** Lets some of those that wait in, those first whose network asked for least. Says whether any are left. */
  tick(): boolean;
  counts(): TurnCounts;
};

/**
 * Whose turn it is while one process is asked for more than it can do. Whoever asks for little goes in at once, always.
 * Whoever asked for more than `freely` waits while the process is busy; of those one is let in a tick, and twice as
 * many as the time before while it is not, so that all of them together leave room for the others. The queue of each is
 * its own, in effect, as in RFC 970.
 */
export function createTurns({
  isBusy,
  now,
}: {
  /** Whether there was little time to spare since the last tick. */
  isBusy(): boolean;
  /** Milliseconds that only ever grow. */
  now(): number;
}): Turns {
  const asked = new LRUCache<string, Filling>({ max: mostNetworks });
  let waiting: { network: string; isGone(): boolean; enter(error?: DomainError): void }[] = [];
  const counts = { free: 0, waited: 0, refused: 0, gone: 0 };
  let share = 1;
  const leftOf = (network: string) => leftIn(asked.get(network), freely, now());

  return {
    ask(network, isGone, enter) {
      // What is owed is bounded, so that nobody waits for long after what they did.
      const left = Math.max(-freely.most, leftOf(network) - 1);
      asked.set(network, { left, at: now() });
      if (left >= 0 || (waiting.length === 0 && !isBusy())) {
        counts.free++;
        enter();
        return false;
      }
      const ofOne = waiting.reduce((sum, one) => (one.network === network ? sum + 1 : sum), 0);
      if (waiting.length >= mostWaiting.all || ofOne >= mostWaiting.ofOne) {
        counts.refused++;
        const words = 'Too much is asked for just now. Please try again in a moment.';
        enter(new DomainError('unavailable', words, { retryAfter: 5 }));
        return false;
      }
      waiting.push({ network, isGone, enter });
      return true;
    },
    tick() {
      share = isBusy() ? 1 : Math.min(mostAtOnce, share * 2);
      const here = waiting.filter(({ isGone }) => !isGone());
      counts.gone += waiting.length - here.length;
      // Stable: of those who asked for as much, who came first.
      here.sort((one, other) => leftOf(other.network) - leftOf(one.network));
      const next = here.splice(0, share);
      waiting = here;
      if (here.length === 0) share = 1;
      counts.waited += next.length;
      for (const { enter } of next) enter();
      return waiting.length > 0;
    },
    counts: () => ({ ...counts }),
  };
}
