import { madePasswordDays } from '../../domain/accounts/password.ts';
import { DomainError } from '../../domain/errors.ts';
import { ipPrefix } from '../../domain/subscribers/client-ip.ts';
import { dayMs, hourMs, minuteMs } from '../../domain/time/units.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import { tokenHash } from '../secret-token.ts';
import type { AdminSecrets } from './account-stores.ts';
import { type Device, type OpenedSession, openSession } from './sessions.ts';
import { countedCheck, triesOfAddress, triesOfBrowser } from './sign-in-tries.ts';
import { type CodeOutcome, hasSecondFactor, takeCode } from './two-factor.ts';

/** How long the code may be waited for after the password. */
const ticketMs = 10 * minuteMs;
const ticketAbout = 'sign-in ticket';

/**
 * `code`: the password was right, and `ticket` says so to `signInWithCode`. `ended`: it was right, but this service
 * made it for a first sign-in that did not come in time.
 */
export type SignIn =
  | ({ kind: 'open' } & OpenedSession)
  | { kind: 'code'; ticket: string }
  | { kind: 'ended' | 'refused' };

/**
 * Opens a session, or asks for a code. Takes the same time for an unknown address. Rejects with `too_many` while no
 * password is looked at, after too many wrong ones for that address.
 */
export async function signIn(
  deps: Needs<'atomically' | 'log' | 'now' | 'passwords' | 'vault', 'accounts' | 'audit'>,
  input: { email: string; password: string; device: Device },
): Promise<SignIn> {
  const { email, password, device } = input;
  const found = await deps.stores.accounts.adminByEmail(email.trim());
  const known = device.known === null ? null : triesOfBrowser(deps, device.known, found?.id ?? 0);
  const whose = known ?? triesOfAddress(email);
  const stored = found?.passwordHash ?? null;
  const fits = await countedCheck(deps, whose, () => deps.passwords.check(password, stored));
  if (found === null || !fits) {
    await noteRefused(deps, found?.id ?? null, device);
    return { kind: 'refused' };
  }
  const ends = (found.passwordMadeAt?.getTime() ?? Infinity) + madePasswordDays * dayMs;
  if (ends <= deps.now().getTime()) return { kind: 'ended' };
  if (hasSecondFactor(found)) return { kind: 'code', ticket: writeTicket(deps, found) };
  const opened = await deps.atomically((stores) =>
    openSession(deps, stores, { admin: found, device, by: 'password' }),
  );
  return { kind: 'open', ...opened };
}

/**
 * A wrong password, or a passkey that does not fit, leaves a line in both logs, with the network that it came from and
 * without an address; those for no account one an hour and network in the log of changes, which strangers would fill
 * otherwise.
 */
export async function noteRefused(
  deps: Needs<'log' | 'now', 'audit'>,
  adminId: number | null,
  device: Device,
): Promise<void> {
  const at = deps.now();
  const network = device.clientIp === null ? 'unknown' : (ipPrefix(device.clientIp) ?? 'this machine');
  deps.log.warn({ adminId, network }, 'a sign-in was refused');
  const object = `admin ${adminId ?? 'unknown'}`;
  const line = { actor: 'somebody', action: 'sign-in refused' as const, object, detail: { network } };
  const since = new Date(at.getTime() - hourMs);
  if (adminId === null && (await deps.stores.audit.hasSince(line, since))) return;
  await recordAction(deps.stores, { actor: line.actor, at }, line.action, object, line.detail);
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
    const outcome: CodeOutcome = !hasSecondFactor(admin)
      ? { kind: 'right', by: 'code' }
      : await takeCode(deps, stores, admin, input.code);
    if (outcome.kind !== 'right') {
      deps.log.warn({ adminId: admin.id, network: ipPrefix(input.device.clientIp) }, 'a code was refused');
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
