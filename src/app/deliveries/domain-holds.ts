import { afterDeferral, type DomainHold, isHeld, noHold } from '../../domain/sending/domain-hold.ts';
import type { Outcome } from '../../domain/sending/outcome.ts';
import { keepRecent } from '../recent.ts';

/** The mail domains that put our mail off, as this process has seen them. */
export type DomainHolds = {
  /** Until when, in milliseconds, nothing is offered to the domain; null: now is fine. */
  heldUntil(domain: string, now: Date): number | null;
  /** Takes note of what came of a message. True when the domain is held from now on. */
  learn(domain: string, outcome: Outcome, now: Date): boolean;
};

/** Domains that are remembered; the one whose last deferral is longest ago is forgotten first. */
const limit = 10_000;

export function createDomainHolds(): DomainHolds {
  const holds = keepRecent<string, DomainHold>(limit);
  return {
    heldUntil(domain, now) {
      const hold = holds.peek(domain) ?? noHold;
      return isHeld(hold, now) ? hold.until : null;
    },
    learn(domain, outcome, now) {
      // Only a reply speaks of the domain; a lost connection speaks of the server in between, or of us.
      if (outcome.kind === 'unknown' || outcome.kind === 'about-us' || !/^[245]/.test(outcome.reply))
        return false;
      const before = holds.peek(domain) ?? noHold;
      if (outcome.kind !== 'retry') {
        holds.forget(domain);
        return false;
      }
      const hold = afterDeferral(before, now);
      holds.set(domain, hold);
      return hold.until > before.until;
    },
  };
}
