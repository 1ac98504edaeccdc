import { dayMs } from '../time/units.ts';

/** Of GNU Mailman (bounce_score_threshold): a mailbox gets five chances, one a day. */
const mostSoftDays = 5;
/** Of GNU Mailman, too (bounce_info_stale_after): the least time in which a full mailbox may be emptied. */
const leastSpanDays = 7;

/**
 * Whether soft bounces are so many that the address counts as dead: on at least five separate days (UTC), a week or
 * more between the first and the last. `at`: those since the last message that got through.
 */
export function isWornOut(at: readonly Date[]): boolean {
  const days = new Set(at.map((moment) => Math.floor(moment.getTime() / dayMs)));
  return days.size >= mostSoftDays && Math.max(...days) - Math.min(...days) >= leastSpanDays;
}
