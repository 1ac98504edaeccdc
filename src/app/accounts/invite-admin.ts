import { type Admin, readAdminRole } from '../../domain/accounts/admin-role.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { parseAddress } from '../../domain/subscribers/address.ts';
import { dayMs } from '../../domain/time/units.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import { tokenHash } from '../secret-token.ts';
import type { AdminLink } from './account-stores.ts';
import { requirePassword } from './change-password.ts';
import { refuseFaulty } from './new-password.ts';
import { type Device, type OpenedSession, openSession } from './sessions.ts';

/** How long an invitation can be accepted. */
export const invitationDays = 7;

/**
 * Invites somebody by mail to be an admin with that role; an invitation that they have is replaced. Asks for the
 * password. Rejects with `invalid`, or with `forbidden` when `by` is no owner any more.
 */
export async function inviteAdmin(
  deps: Needs<'atomically' | 'now' | 'passwords', 'accounts'>,
  input: { by: Admin; present: string; email: string; role: string },
): Promise<void> {
  const { by } = input;
  const address = parseAddress(input.email);
  const role = readAdminRole(input.role);
  const wrong = (message: string) => invalid([{ field: 'email', message }]);
  if (!address.ok || role === null)
    throw invalid([
      ...(address.ok ? [] : [{ field: 'email', message: address.message }]),
      ...(role === null ? [{ field: 'role', message: 'is none of owner, editor and viewer' }] : []),
    ]);
  const { address: email } = address;
  await requirePassword(deps, by, input.present);
  const now = deps.now();
  await deps.atomically(async (stores) => {
    if (!(await stores.accounts.lockOwners()).includes(by.id))
      throw new DomainError('forbidden', 'You are not an owner any more.');
    if ((await stores.accounts.adminByEmail(email)) !== null) throw wrong('is an admin already');
    if (await stores.suppressions.isSuppressed(email))
      throw wrong('must not be mailed: it is suppressed. Lift that first, if the person agrees');
    const expiresAt = new Date(now.getTime() + invitationDays * dayMs);
    const link = await stores.adminLinks.invite({ email, role, invitedById: by.id, expiresAt, now });
    await stores.jobs.send('send-account-mail', { linkId: link.id });
    await recordAction(
      stores,
      { actor: adminActor(by), at: now },
      'invitation made',
      `invitation ${link.id}`,
      { role },
    );
  });
}

/** Takes an invitation back. Rejects with `not_found` when it was accepted or taken back before. */
export async function takeBackInvitation(
  deps: Pick<Deps, 'atomically' | 'now'>,
  input: { by: Admin; id: number },
): Promise<void> {
  await deps.atomically(async (stores) => {
    const link = await stores.adminLinks.byId(input.id);
    if (link?.kind !== 'invitation' || !(await stores.adminLinks.removeLink(input.id)))
      throw new DomainError('not_found', 'This invitation was accepted or taken back before.');
    await recordAction(
      stores,
      { actor: adminActor(input.by), at: deps.now() },
      'invitation taken back',
      `invitation ${input.id}`,
      { role: link.role },
    );
  });
}

type Invitation = AdminLink & { role: NonNullable<AdminLink['role']> };

/** The invitation that a link is; changes nothing. Rejects with `not_found` or `gone`. */
export async function readInvitation(deps: Needs<'now', 'adminLinks'>, token: string): Promise<Invitation> {
  const link = await deps.stores.adminLinks.byToken('invitation', tokenHash(token));
  if (link === null || link.role === null)
    throw new DomainError(
      'not_found',
      'This invitation was accepted, taken back or replaced by a newer one. If you have an account, sign in.',
    );
  if (link.expiresAt <= deps.now())
    throw new DomainError('gone', 'This invitation has expired. Ask for a new one where it came from.');
  return { ...link, role: link.role };
}

/**
 * Makes the account, once, with the password that its owner chose, and signs them in. Rejects with `invalid`,
 * `not_found`, `gone`, or `conflict` when there is an account by now.
 */
export async function acceptInvitation(
  deps: Needs<'atomically' | 'mailDomain' | 'now' | 'passwords' | 'vault', 'adminLinks'>,
  input: { token: string; password: string; device: Device },
): Promise<OpenedSession> {
  const { email } = await readInvitation(deps, input.token);
  await refuseFaulty(deps, input.password, email);
  const password = { hash: await deps.passwords.hash(input.password), madeAt: null };
  return await deps.atomically(async (stores) => {
    const link = await readInvitation({ ...deps, stores }, input.token);
    if (!(await stores.adminLinks.removeLink(link.id)))
      throw new DomainError('gone', 'This invitation was accepted before.');
    const { role } = link;
    if ((await stores.accounts.adminByEmail(email)) !== null)
      throw new DomainError('conflict', 'There is an account with this address by now. Please sign in.');
    const admin = await stores.accounts.addAdmin({ email, password, role });
    await recordAction(
      stores,
      { actor: adminActor(admin), at: deps.now() },
      'account added',
      `admin ${admin.id}`,
      { role, invitation: link.id },
    );
    return await openSession(deps, stores, { admin, device: input.device, by: 'invitation' });
  });
}
