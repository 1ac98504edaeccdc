import type { Admin } from '../../domain/accounts/admin-role.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { parseAddress } from '../../domain/subscribers/address.ts';
import { adminActor, commandLine } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { tokenHash } from '../secret-token.ts';
import type { AdminLink, StoredPassword } from './account-stores.ts';
import { refuseFaulty } from './new-password.ts';
import { countedCheck, triesOfAddress } from './sign-in-tries.ts';

/**
 * Rejects with `invalid` unless `present` is the admin's password: whatever protects an account asks for it again; and
 * with `too_many` after too many that were not.
 */
export async function requirePassword(
  deps: Needs<'atomically' | 'now' | 'passwords', 'accounts'>,
  admin: Admin,
  present: string,
): Promise<void> {
  const found = await deps.stores.accounts.adminById(admin.id);
  const whose = `present password of ${adminActor(admin)}`;
  const stored = found?.passwordHash ?? null;
  if (!(await countedCheck(deps, whose, () => deps.passwords.check(present, stored))))
    throw invalid([{ field: 'present', message: 'this is not your present password' }]);
}

/**
 * Sets a password and ends the account's sessions, save for the one that it is done in; links to reset it are void
 * then, and wrong ones before it are forgotten. Within a transaction.
 */
export async function replacePassword(
  stores: Pick<Stores, 'accounts' | 'adminLinks' | 'audit' | 'sessions' | 'signInTries'>,
  admin: Pick<Admin, 'id' | 'email'>,
  password: StoredPassword,
  about: { actor: string; at: Date; detail?: Record<string, unknown> },
  keptSessionId: number | null = null,
): Promise<void> {
  await stores.accounts.setPassword(admin.id, password);
  await stores.sessions.endAll(admin.id, keptSessionId);
  await stores.adminLinks.removeResets(admin.email);
  await stores.signInTries.forget(triesOfAddress(admin.email));
  const { actor, at, detail = {} } = about;
  await recordAction(stores, { actor, at }, 'password changed', `admin ${admin.id}`, detail);
}

/** An admin's own: asks the present one, and ends the other sessions. Rejects with `invalid`. */
export async function changePassword(
  deps: Needs<'atomically' | 'mailDomain' | 'now' | 'passwords', 'accounts'>,
  input: { admin: Admin; sessionId: number; present: string; password: string },
): Promise<void> {
  const { admin, password } = input;
  await refuseFaulty(deps, password, admin.email);
  await requirePassword(deps, admin, input.present);
  // One that this service made must not become one for good.
  if (password === input.present)
    throw invalid([{ field: 'password', message: 'must be another than the present one' }]);
  const hash = await deps.passwords.hash(password);
  const about = { actor: adminActor(admin), at: deps.now() };
  await deps.atomically((stores) =>
    replacePassword(stores, admin, { hash, madeAt: null }, about, input.sessionId),
  );
}

/**
 * By whoever runs the service; `made`: the password is for the next sign-in only. Rejects with `invalid`, or
 * `not_found`.
 */
export async function setPassword(
  deps: Pick<Deps, 'atomically' | 'mailDomain' | 'now' | 'passwords'>,
  input: { email: string; password: string; made: boolean },
): Promise<Admin> {
  await refuseFaulty(deps, input.password, input.email);
  const hash = await deps.passwords.hash(input.password);
  return await deps.atomically(async (stores) => {
    const admin = await knownAdmin(stores, input.email);
    const at = deps.now();
    const password = { hash, madeAt: input.made ? at : null };
    await replacePassword(stores, admin, password, { actor: commandLine, at });
    return admin;
  });
}

/** The admin with this address. Rejects with `not_found`. */
export async function knownAdmin(stores: Pick<Stores, 'accounts'>, email: string): Promise<Admin> {
  const admin = await stores.accounts.adminByEmail(email.trim());
  if (admin === null) throw new DomainError('not_found', `There is no admin ${email}.`);
  return admin;
}

/**
 * Somebody says that they forgot their password. What is done at once is the same whatever the address; a job finds out
 * whether there is an account to mail a link to. Rejects with `invalid` for what is no address.
 */
export async function askForReset(deps: Pick<Deps, 'atomically' | 'now'>, email: string): Promise<void> {
  const address = parseAddress(email);
  if (!address.ok) throw invalid([{ field: 'email', message: address.message }]);
  await deps.atomically(async (stores) => {
    const { id } = await stores.adminLinks.askForReset(address.address, deps.now());
    await stores.jobs.send('send-account-mail', { linkId: id });
  });
}

/** What a link to reset a password is for; changes nothing. Rejects with `not_found` or `gone`. */
export async function readReset(deps: Needs<'now', 'adminLinks'>, token: string): Promise<AdminLink> {
  const link = await deps.stores.adminLinks.byToken('reset', tokenHash(token));
  if (link === null)
    throw new DomainError(
      'not_found',
      'This link was used before, or replaced by a newer one. Ask for another.',
    );
  if (link.expiresAt <= deps.now()) throw new DomainError('gone', 'This link has expired. Ask for another.');
  return link;
}

/**
 * Sets the password of the account that a link was mailed for, once, and ends all its sessions. A second factor stays.
 * Rejects with `invalid`, `not_found` or `gone`.
 */
export async function resetPassword(
  deps: Needs<'atomically' | 'mailDomain' | 'now' | 'passwords', 'adminLinks'>,
  input: { token: string; password: string },
): Promise<void> {
  const { email } = await readReset(deps, input.token);
  await refuseFaulty(deps, input.password, email);
  const hash = await deps.passwords.hash(input.password);
  await deps.atomically(async (stores) => {
    const link = await readReset({ ...deps, stores }, input.token);
    const admin = (await stores.adminLinks.removeLink(link.id))
      ? await stores.accounts.adminByEmail(link.email)
      : null;
    if (admin === null) throw new DomainError('gone', 'This link was used before.');
    const about = { actor: adminActor(admin), at: deps.now(), detail: { by: 'link' } };
    await replacePassword(stores, admin, { hash, madeAt: null }, about);
  });
}
