import { type Preferences, preferenceNames, preferences } from '../../../domain/subscribers/preferences.ts';
import { Prisma } from '../generated/client.ts';

/** The columns of a reader's preferences in the table `subscriber`, side by side. */
export const preferenceColumns = Prisma.raw(
  preferenceNames.map((name) => preferences[name].column).join(', '),
);

/** Preferences by the names of their columns: what `jsonb_populate_record(NULL::subscriber, …)` takes. */
export function asColumns(chosen: Preferences): Record<string, string | number> {
  return Object.fromEntries(preferenceNames.map((name) => [preferences[name].column, chosen[name]]));
}
