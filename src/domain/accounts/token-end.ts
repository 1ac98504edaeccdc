import { longest } from '../lengths.ts';
import { isDay } from '../sending/warm-up.ts';
import { dayMs } from '../time/units.ts';

const mostDays = 3_660;

/**
 * When a token ends whose last day (UTC) was typed as `2026-12-31`: with the end of that day; null for nothing, which
 * is never.
 */
export function tokenEnd(
  typed: string,
  now: Date,
): { ok: true; at: Date | null } | { ok: false; message: string } {
  const day = typed.length > longest.timezone ? '?' : typed.trim();
  if (day === '') return { ok: true, at: null };
  if (!isDay(day)) return { ok: false, message: 'must be a day such as 2026-12-31, or empty' };
  const at = new Date(Date.parse(`${day}T00:00:00Z`) + dayMs);
  if (at <= now) return { ok: false, message: 'must not be in the past' };
  if (at.getTime() > now.getTime() + mostDays * dayMs)
    return { ok: false, message: 'must be within ten years, or empty' };
  return { ok: true, at };
}
