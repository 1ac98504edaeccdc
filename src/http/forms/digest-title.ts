import type { Cadence } from '../../domain/time/cadence.ts';

export function digestTitle(cadence: Cadence | null): string {
  return cadence === null ? 'Special digest' : titles[cadence];
}

const titles: Record<Cadence, string> = {
  daily: 'Daily digest',
  weekly: 'Weekly digest',
  monthly: 'Monthly digest',
};
