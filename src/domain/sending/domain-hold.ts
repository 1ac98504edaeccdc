import { minuteMs } from '../time/units.ts';

/**
 * What is known of how a mail domain takes our mail: how many of its last replies in a row put messages off, when it
 * did so last, and until when nothing more is offered to it, in milliseconds. One provider's deferrals stop only its
 * own addresses.
 */
export type DomainHold = { deferrals: number; lastAt: number; until: number };

/**
 * Deferrals in a row before a domain is left alone: greylisting of single readers must not look like a refusal of all.
 */
const bearable = 5;
const firstHoldMs = 30_000;
const longestHoldMs = 15 * minuteMs;
/**
 * Deferrals further apart than this are separate events: a single full mailbox, tried again and again, must not stop
 * its domain.
 */
const apartMs = 5 * minuteMs;

export const noHold: DomainHold = { deferrals: 0, lastAt: 0, until: 0 };

/** The state after a temporary refusal at `now`: from the fifth in a row on, held for 30 s, doubling up to 15 min. */
export function afterDeferral(hold: DomainHold, now: Date): DomainHold {
  // What was under way when the hold began says nothing new.
  if (isHeld(hold, now)) return hold;
  const at = now.getTime();
  const apart = at - Math.max(hold.lastAt, hold.until) > apartMs;
  const deferrals = apart ? 1 : hold.deferrals + 1;
  if (deferrals < bearable) return { deferrals, lastAt: at, until: 0 };
  const ms = Math.min(firstHoldMs * 2 ** Math.min(deferrals - bearable, 10), longestHoldMs);
  return { deferrals, lastAt: at, until: at + ms };
}

/** Whether nothing is offered to the domain at `now`. */
export function isHeld(hold: DomainHold, now: Date): boolean {
  return hold.until > now.getTime();
}
