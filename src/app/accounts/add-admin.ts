import type { Admin, AdminRole } from '../../domain/accounts/admin-role.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { parseAddress } from '../../domain/subscribers/address.ts';
import { commandLine, serviceItself } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import { replacePassword } from './change-password.ts';
import { giveRole } from './edit-admin.ts';
import { makePassword, newPasswordFault } from './new-password.ts';

/**
 * Adds an admin, an owner unless another role is given. For a known address it sets a new password, and the role if one
 * is given, and ends the sessions. Rejects with `invalid`, and with `conflict` when there would be no owner left.
 */
export async function createAdmin(
  deps: Pick<Deps, 'atomically' | 'mailDomain' | 'now' | 'passwords'>,
  input: {
    email: string;
    password: string;
    /** The service made the password: it is for the first sign-in only. */
    made?: boolean;
    role?: AdminRole | undefined;
    actor?: string;
  },
): Promise<Admin & { added: boolean }> {
  const address = parseAddress(input.email);
  const fault = await newPasswordFault(deps, input.password, address.ok ? address.address : '');
  const errors = [
    ...(address.ok ? [] : [{ field: 'email', message: address.message }]),
    ...(fault === null ? [] : [{ field: 'password', message: fault }]),
  ];
  if (!address.ok || errors.length > 0) throw invalid(errors);
  const hash = await deps.passwords.hash(input.password);
  const password = { hash, madeAt: input.made === true ? deps.now() : null };
  return await deps.atomically(async (stores) => {
    const { accounts, audit } = stores;
    const known = await accounts.adminByEmail(address.address);
    const about = { actor: input.actor ?? commandLine, at: deps.now() };
    if (known === null) {
      const role = input.role ?? 'owner';
      const added = await accounts.addAdmin({ email: address.address, password, role });
      const object = `admin ${added.id}`;
      await recordAction({ audit }, about, 'account added', object, { role });
      return { ...added, added: true };
    }
    const role = input.role ?? known.role;
    if (role !== known.role) await giveRole(stores, known, role, about);
    await replacePassword(stores, known, password, about);
    return { id: known.id, email: known.email, role, added: false };
  });
}

/**
 * The first admin of a service that has none: from the configuration, with a made password when none is given.
 * Returns the password only when it was made, so that it can be shown once.
 */
export async function ensureFirstAdmin(
  deps: Needs<'alone' | 'atomically' | 'mailDomain' | 'now' | 'passwords', 'accounts'>,
  configured: { email: string | null; password: string | null },
): Promise<{ email: string; password: string } | null> {
  return await deps.alone('firstAdmin', async () => {
    if ((await deps.stores.accounts.adminCount()) > 0) return null;
    const email = configured.email ?? 'admin@localhost.localdomain';
    const password = configured.password ?? makePassword();
    const fault = configured.password === null ? null : await newPasswordFault(deps, password, email);
    if (fault !== null) throw new DomainError('invalid', `ADMIN_PASSWORD ${fault}.`);
    const made = configured.password === null;
    await createAdmin(deps, { email, password, made, actor: serviceItself });
    return made ? { email, password } : null;
  });
}
