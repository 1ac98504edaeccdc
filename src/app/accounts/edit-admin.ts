import { type Admin, type AdminRole, readAdminRole } from '../../domain/accounts/admin-role.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { revokeTokensOf } from './api-tokens.ts';
import { endThose } from './sessions.ts';

/**
 * An owner who does something to an account: it may be their own. `sessionId`: which of their sessions they do it in.
 */
type ByOwner = { by: Admin; sessionId: number; id: number };

/**
 * Gives an account another role and ends its sessions, except the one that it is done in. Within a transaction; the
 * caller has checked that it is allowed. Who is no owner any more loses their API tokens. Rejects with `conflict` when
 * there would be no owner left.
 */
export async function giveRole(
  stores: Pick<Stores, 'accounts' | 'adminLinks' | 'audit' | 'sessions' | 'tokens'>,
  admin: Admin,
  role: AdminRole,
  about: { actor: string; at: Date },
  keptSessionId: number | null = null,
): Promise<void> {
  const owners = await stores.accounts.lockOwners();
  if (role !== 'owner') refuseLastOwner(owners, admin.id);
  await stores.accounts.setRole(admin.id, role);
  if (role !== 'owner') {
    await stores.adminLinks.removeInvitationsBy(admin.id);
    await revokeTokensOf(stores, admin, about);
  }
  await stores.sessions.endAll(admin.id, keptSessionId);
  const detail = { from: admin.role, to: role };
  await recordAction(stores, about, 'role changed', `admin ${admin.id}`, detail);
}

/** Rejects with `invalid`, `not_found`, `forbidden`, or `conflict` when there would be no owner left. */
export async function changeRole(
  deps: Pick<Deps, 'atomically' | 'now'>,
  input: ByOwner & { role: string },
): Promise<void> {
  const { by, id, sessionId } = input;
  const role = readAdminRole(input.role);
  if (role === null) throw invalid([{ field: 'role', message: 'is none of owner, editor and viewer' }]);
  await deps.atomically(async (stores) => {
    const { admin } = await asOwner(stores, by, id);
    if (admin.role === role) return;
    const about = { actor: adminActor(by), at: deps.now() };
    await giveRole(stores, admin, role, about, id === by.id ? sessionId : null);
  });
}

/**
 * Removes an account with its sessions, and revokes its API tokens. Rejects with `not_found`, `forbidden`, or
 * `conflict` for the last owner.
 */
export async function removeAdmin(
  deps: Pick<Deps, 'atomically' | 'now'>,
  { by, id }: Omit<ByOwner, 'sessionId'>,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const { admin, owners } = await asOwner(stores, by, id);
    refuseLastOwner(owners, id);
    await stores.adminLinks.removeInvitationsBy(id);
    await stores.adminLinks.removeResets(admin.email);
    const about = { actor: adminActor(by), at: deps.now() };
    await revokeTokensOf(stores, admin, about);
    await stores.accounts.removeAdmin(id);
    await recordAction(stores, about, 'account removed', `admin ${id}`, {
      role: admin.role,
    });
  });
}

/**
 * Ends one session of an account, or with null all of them, except the one that it is done in. Rejects with
 * `not_found` or `forbidden`.
 */
export async function endSessionsOf(
  deps: Pick<Deps, 'atomically' | 'now'>,
  { by, sessionId, id, which }: ByOwner & { which: number | null },
): Promise<void> {
  await deps.atomically(async (stores) => {
    const { admin } = await asOwner(stores, by, id);
    const ended = which === null ? { others: id === by.id ? sessionId : null } : { id: which };
    await endThose(stores, admin, ended, { actor: adminActor(by), at: deps.now() });
  });
}

/**
 * The account and all owners, which nobody else can change until the transaction ends. `by` may have lost the role in
 * the meantime.
 */
async function asOwner(
  stores: Pick<Stores, 'accounts'>,
  by: Admin,
  id: number,
): Promise<{ admin: Admin; owners: number[] }> {
  const owners = await stores.accounts.lockOwners();
  if (!owners.includes(by.id)) throw new DomainError('forbidden', 'You are not an owner any more.');
  const admin = await stores.accounts.lockAdmin(id);
  if (admin === null) throw new DomainError('not_found', 'There is no such account.');
  return { admin, owners };
}

function refuseLastOwner(owners: readonly number[], id: number): void {
  if (owners.length === 1 && owners[0] === id)
    throw new DomainError(
      'conflict',
      'This is the only owner, and somebody must be. Make another account an owner first.',
    );
}
