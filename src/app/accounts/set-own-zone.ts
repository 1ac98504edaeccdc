import type { Admin } from '../../domain/accounts/admin-role.ts';
import { invalid } from '../../domain/errors.ts';
import { isTimeZone } from '../../domain/time/zone.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';

/**
 * Sets the time zone (a name of the IANA database) in which the console shows and asks moments of an admin; empty:
 * none. Rejects with `invalid` (field `timezone`).
 */
export async function setOwnZone(
  deps: Needs<'atomically' | 'now', never>,
  admin: Admin,
  typed: string,
): Promise<void> {
  const timezone = typed === '' ? null : typed;
  if (timezone !== null && !isTimeZone(timezone))
    throw invalid([{ field: 'timezone', message: 'is no time zone of the list' }]);
  await deps.atomically(async (stores) => {
    await stores.accounts.setTimezone(admin.id, timezone);
    const by = { actor: adminActor(admin), at: deps.now() };
    await recordAction(stores, by, 'time zone changed', `admin ${admin.id}`, { timezone });
  });
}
