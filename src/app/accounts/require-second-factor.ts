import type { Admin } from '../../domain/accounts/admin-role.ts';
import { DomainError } from '../../domain/errors.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import { requirePassword } from './change-password.ts';
import { hasSecondFactor } from './two-factor.ts';

/**
 * Says whether owners need a second factor: one without can do nothing but set one up then. Asks for the password, and
 * whoever turns it on must have one. Rejects with `invalid`, `forbidden` or `conflict`.
 */
export async function requireSecondFactor(
  deps: Needs<'atomically' | 'now' | 'passwords', 'accounts'>,
  input: { by: Admin; present: string; required: boolean },
): Promise<void> {
  const { by, required } = input;
  await requirePassword(deps, by, input.present);
  await deps.atomically(async (stores) => {
    if (!(await stores.accounts.lockOwners()).includes(by.id))
      throw new DomainError('forbidden', 'You are not an owner any more.');
    const before = await stores.settings.read();
    if (before.ownersNeedSecondFactor === required) return;
    if (required && !hasSecondFactor(await stores.accounts.adminById(by.id)))
      throw new DomainError('conflict', 'Set up a second factor of your own first: you would be locked out.');
    await stores.settings.write({ ownersNeedSecondFactor: required });
    const detail = { ownersNeedSecondFactor: required };
    await recordAction(
      stores,
      { actor: adminActor(by), at: deps.now() },
      'settings changed',
      'settings',
      detail,
    );
  });
}
