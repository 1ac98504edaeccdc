import { randomBytes } from 'node:crypto';
import type { Admin } from '../../domain/accounts/admin-role.ts';
import { browserFamily } from '../../domain/accounts/browser-family.ts';
import { sessionDays, sessionEnd } from '../../domain/accounts/session-limits.ts';
import { DomainError } from '../../domain/errors.ts';
import { ipPrefix } from '../../domain/subscribers/client-ip.ts';
import { dayMs } from '../../domain/time/units.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { tokenHash } from '../secret-token.ts';
import type { SessionRow } from './account-stores.ts';
import { requirePassword } from './change-password.ts';
import { rememberBrowser } from './sign-in-tries.ts';

/**
 * What is told of the browser that signs in; of its address only the network is kept. `known`: what it was given when
 * somebody signed in with it before.
 */
export type Device = {
  userAgent: string;
  clientIp: string | null;
  known: string | null;
  /** The secret of the session that the browser has: it ends then. */
  replaces?: string | null;
};
/**
 * `expiresAt`: when the browser may forget the secret; the session can end before. `known`: what it is known by from
 * now on.
 */
export type OpenedSession = { secret: string; expiresAt: Date; known: string };

/** Opens a session for somebody who has proved to be this admin. Within a transaction. */
export async function openSession(
  deps: Pick<Deps, 'now' | 'vault'>,
  stores: Pick<Stores, 'audit' | 'sessions'>,
  { admin, device, by }: { admin: Admin; device: Device; by: string },
): Promise<OpenedSession> {
  const secret = randomBytes(32).toString('base64url');
  const now = deps.now();
  const browser = browserFamily(device.userAgent);
  if (device.replaces != null) await stores.sessions.close(tokenHash(device.replaces));
  await stores.sessions.open({
    adminId: admin.id,
    tokenHash: tokenHash(secret),
    expiresAt: sessionEnd(now, now),
    browser,
    ipPrefix: ipPrefix(device.clientIp),
    now,
  });
  await recordAction(stores, { actor: adminActor(admin), at: now }, 'signed in', `admin ${admin.id}`, {
    by,
    browser,
  });
  const expiresAt = new Date(now.getTime() + sessionDays * dayMs);
  return { secret, expiresAt, known: rememberBrowser(deps, admin.id) };
}

/**
 * What somebody who is signed in must do before anything else: choose a password of their own, or set up a second
 * factor.
 */
export type Duty = 'password' | 'second factor';

/** The admin whose session it is, or null. `timezone` null: the admin has said none. */
export async function sessionAdmin(
  deps: Needs<'now', 'sessions' | 'settings'>,
  secret: string,
): Promise<{ admin: Admin; sessionId: number; timezone: string | null; duty: Duty | null } | null> {
  const found = await deps.stores.sessions.owner(tokenHash(secret), deps.now());
  if (found === null) return null;
  const { admin, sessionId, timezone } = found;
  if (found.passwordMadeAt !== null) return { admin, sessionId, timezone, duty: 'password' };
  const lacks =
    admin.role === 'owner' &&
    !found.hasSecondFactor &&
    (await deps.stores.settings.read()).ownersNeedSecondFactor;
  return { admin, sessionId, timezone, duty: lacks ? 'second factor' : null };
}

export async function signOut(
  deps: Pick<Deps, 'atomically' | 'now'>,
  admin: Admin,
  secret: string,
): Promise<void> {
  await deps.atomically(async (stores) => {
    await stores.sessions.close(tokenHash(secret));
    await recordAction(
      stores,
      { actor: adminActor(admin), at: deps.now() },
      'signed out',
      `admin ${admin.id}`,
    );
  });
}

/** Where an admin is signed in, the latest first. */
export async function sessionsOf(deps: Needs<'now', 'sessions'>, admin: Admin): Promise<SessionRow[]> {
  return await deps.stores.sessions.list(admin.id, deps.now());
}

/**
 * Ends one of an admin's own sessions, or, with `others`, all but the one that it is done in; asks for the password.
 * Rejects with `invalid` or `not_found`.
 */
export async function endSessions(
  deps: Needs<'atomically' | 'now' | 'passwords', 'accounts'>,
  input: { admin: Admin; present: string; which: { id: number } | { others: number } },
): Promise<void> {
  const { admin, which } = input;
  await requirePassword(deps, admin, input.present);
  await deps.atomically((stores) =>
    endThose(stores, admin, which, { actor: adminActor(admin), at: deps.now() }),
  );
}

/** Ends those sessions of an admin. Within a transaction. Rejects with `not_found` when the one of an id has ended. */
export async function endThose(
  stores: Pick<Stores, 'audit' | 'sessions'>,
  admin: Pick<Admin, 'id'>,
  which: { id: number } | { others: number | null },
  by: { actor: string; at: Date },
): Promise<void> {
  const ended =
    'id' in which
      ? Number(await stores.sessions.end(admin.id, which.id))
      : await stores.sessions.endAll(admin.id, which.others);
  if (ended === 0 && 'id' in which) throw new DomainError('not_found', 'This session has ended already.');
  if (ended > 0) await recordAction(stores, by, 'sessions ended', `admin ${admin.id}`, { sessions: ended });
}
