import { randomBytes } from 'node:crypto';
import type { Admin } from '../../domain/accounts/admin-role.ts';
import { browserFamily } from '../../domain/accounts/browser-family.ts';
import { madePasswordDays } from '../../domain/accounts/password.ts';
import { DomainError } from '../../domain/errors.ts';
import { ipPrefix } from '../../domain/subscribers/client-ip.ts';
import { dayMs, minuteMs } from '../../domain/time/units.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { tokenHash } from '../secret-token.ts';
import type { AdminSecrets, SessionRow } from './account-stores.ts';
import { type CodeOutcome, takeCode } from './two-factor.ts';

const sessionDays = 14;
/** How long the code may be waited for after the password. */
const ticketMs = 10 * minuteMs;
const ticketAbout = 'sign-in ticket';

/** What is told of the browser that signs in; of its address only the network is kept. */
export type Device = { userAgent: string; clientIp: string };
export type OpenedSession = { secret: string; expiresAt: Date };
/**
 * `code`: the password was right, and `ticket` says so to `signInWithCode`. `ended`: it was right, but this service made
 * it for a first sign-in that did not come in time.
 */
export type SignIn =
  | ({ kind: 'open' } & OpenedSession)
  | { kind: 'code'; ticket: string }
  | { kind: 'ended' | 'refused' };

/** Opens a session, or asks for a code. Takes the same time for an unknown address. */
export async function signIn(
  deps: Needs<'atomically' | 'now' | 'passwords' | 'vault', 'accounts'>,
  input: { email: string; password: string; device: Device },
): Promise<SignIn> {
  const found = await deps.stores.accounts.adminByEmail(input.email.trim());
  const fits = await deps.passwords.check(input.password, found?.passwordHash ?? null);
  if (found === null || !fits) return { kind: 'refused' };
  const ends = (found.passwordMadeAt?.getTime() ?? Infinity) + madePasswordDays * dayMs;
  if (ends <= deps.now().getTime()) return { kind: 'ended' };
  if (found.totpSince !== null) return { kind: 'code', ticket: writeTicket(deps, found) };
  const opened = await deps.atomically((stores) =>
    openSession(deps, stores, { admin: found, device: input.device, by: 'password' }),
  );
  return { kind: 'open', ...opened };
}

/** The second step. Rejects with `gone` when the ticket has expired or the password was changed since. */
export async function signInWithCode(
  deps: Pick<Deps, 'atomically' | 'log' | 'now' | 'oneTimePasswords' | 'vault'>,
  input: { ticket: string; code: string; device: Device },
): Promise<
  ({ kind: 'open'; left: number | null } & OpenedSession) | Exclude<CodeOutcome, { kind: 'right' }>
> {
  const adminId = readTicket(deps, input.ticket)?.adminId ?? 0;
  return await deps.atomically(async (stores) => {
    const admin = await stores.accounts.lockAdmin(adminId);
    if (admin === null || readTicket(deps, input.ticket)?.password !== passwordMark(admin))
      throw new DomainError('gone', 'That took too long. Please sign in again.');
    // Turned off since: the password is all that there is.
    const outcome: CodeOutcome =
      admin.totpSince === null
        ? { kind: 'right', by: 'code' }
        : await takeCode(deps, stores, admin, input.code);
    if (outcome.kind !== 'right') {
      if (outcome.kind === 'wrong')
        await recordAction(
          stores,
          { actor: adminActor(admin), at: deps.now() },
          'wrong code',
          `admin ${admin.id}`,
        );
      return outcome;
    }
    const opened = await openSession(deps, stores, { admin, device: input.device, by: outcome.by });
    const left = outcome.by === 'code' ? null : await stores.accounts.recoveryCodesLeft(admin.id);
    return { kind: 'open', left, ...opened };
  });
}

/** Opens a session for somebody who has proved to be this admin. Within a transaction. */
export async function openSession(
  deps: Pick<Deps, 'now'>,
  stores: Pick<Stores, 'audit' | 'sessions'>,
  { admin, device, by }: { admin: Admin; device: Device; by: string },
): Promise<OpenedSession> {
  const secret = randomBytes(32).toString('base64url');
  const now = deps.now();
  const expiresAt = new Date(now.getTime() + sessionDays * dayMs);
  const browser = browserFamily(device.userAgent);
  await stores.sessions.open({
    adminId: admin.id,
    tokenHash: tokenHash(secret),
    expiresAt,
    browser,
    ipPrefix: ipPrefix(device.clientIp),
    now,
  });
  await recordAction(stores, { actor: adminActor(admin), at: now }, 'signed in', `admin ${admin.id}`, {
    by,
    browser,
  });
  return { secret, expiresAt };
}

/** What somebody who is signed in must do before anything else: choose a password of their own. */
export type Duty = 'password';

/** The admin whose session it is, or null. */
export async function sessionAdmin(
  deps: Needs<'now', 'sessions'>,
  secret: string,
): Promise<{ admin: Admin; sessionId: number; duty: Duty | null } | null> {
  const found = await deps.stores.sessions.owner(tokenHash(secret), deps.now());
  if (found === null) return null;
  const { admin, sessionId, passwordMadeAt } = found;
  return { admin, sessionId, duty: passwordMadeAt === null ? null : 'password' };
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

/** Ends one of an admin's sessions, or, with `others`, all but the one that it is done in. Rejects with `not_found`. */
export async function endSessions(
  deps: Pick<Deps, 'atomically' | 'now'>,
  admin: Admin,
  which: { id: number } | { others: number },
): Promise<number> {
  return await deps.atomically(async (stores) => {
    const ended =
      'id' in which
        ? Number(await stores.sessions.end(admin.id, which.id))
        : await stores.sessions.endAll(admin.id, which.others);
    if (ended === 0 && 'id' in which) throw new DomainError('not_found', 'This session has ended already.');
    if (ended > 0)
      await recordAction(
        stores,
        { actor: adminActor(admin), at: deps.now() },
        'sessions ended',
        `admin ${admin.id}`,
        { sessions: ended },
      );
    return ended;
  });
}

/** Short for the password: a ticket is void once it was changed. */
function passwordMark(admin: AdminSecrets): string {
  return tokenHash(admin.passwordHash).toString('base64url', 0, 12);
}

function writeTicket(deps: Pick<Deps, 'now' | 'vault'>, admin: AdminSecrets): string {
  const ticket = `${admin.id} ${deps.now().getTime() + ticketMs} ${passwordMark(admin)}`;
  return Buffer.from(deps.vault.seal(Buffer.from(ticket), ticketAbout)).toString('base64url');
}

/** What a ticket says; null for one that has expired or was not written here. */
function readTicket(
  deps: Pick<Deps, 'now' | 'vault'>,
  ticket: string,
): { adminId: number; password: string } | null {
  const opened = deps.vault.open(Buffer.from(ticket, 'base64url'), ticketAbout);
  if (opened === null) return null;
  const [adminId, until, password = ''] = Buffer.from(opened).toString().split(' ');
  return Number(until) > deps.now().getTime() ? { adminId: Number(adminId), password } : null;
}
