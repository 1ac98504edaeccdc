import type { Cadence } from '../../domain/time/cadence.ts';

/** The name of a digest on a page; an announcement is named by its subject. */
export function digestTitle(cadence: Cadence | null, subject: string | null = null): string {
  if (subject !== null) return subject;
  return cadence === null ? 'Special digest' : titles[cadence];
}

const titles: Record<Cadence, string> = {
  daily: 'Daily digest',
  weekly: 'Weekly digest',
  monthly: 'Monthly digest',
};
