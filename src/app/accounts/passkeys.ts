import type { Admin } from '../../domain/accounts/admin-role.ts';
import { passkeyNameFault } from '../../domain/accounts/passkey-name.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { minuteMs } from '../../domain/time/units.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import { tokenHash } from '../secret-token.ts';
import type { PasskeyRequest } from './account-ports.ts';
import { requirePassword } from './change-password.ts';
import { type Device, type OpenedSession, openSession } from './sessions.ts';
import { noteRefused } from './sign-in.ts';
import { forgetCodesOf, hasSecondFactor, newCodes } from './two-factor.ts';

/** How long a browser may take to answer. */
const challengeMs = 5 * minuteMs;
const mostPasskeys = 20;
/** An answer without attestation has about a thousand characters. */
const longestResponse = 10_000;

/** A browser's session, or its visit before it has one: by its cookie's secret. */
type Bound = { secret: string };

/**
 * Asks for a new passkey of one's own account, and for the password. Returns what the browser makes it of. Rejects with
 * `invalid`, or with `conflict` where none can be made.
 */
export async function startPasskey(
  deps: Needs<'atomically' | 'now' | 'passkeys' | 'passwords', 'accounts' | 'passkeys'>,
  input: Bound & { admin: Admin; present: string; name: string },
): Promise<string> {
  const { admin } = input;
  refuseImpossible(deps);
  const fault = passkeyNameFault(input.name);
  if (fault !== null) throw invalid([{ field: 'name', message: fault }]);
  await requirePassword(deps, admin, input.present);
  const has = (await deps.stores.passkeys.list(admin.id)).map(({ credentialId }) => credentialId);
  if (has.length >= mostPasskeys)
    throw invalid([{ field: 'name', message: 'are twenty at most: remove one first' }]);
  return await keep(deps, input, await deps.passkeys.forNew({ id: admin.id, email: admin.email, has }));
}

/**
 * Adds the passkey that the browser made, and ends the other sessions. Returns recovery codes when it is the account's
 * first second factor: they are shown now and never again. Rejects with `invalid` or `conflict`.
 */
export async function addPasskey(
  deps: Needs<'atomically' | 'now' | 'passkeys', 'passkeys'>,
  input: Bound & { admin: Admin; sessionId: number; name: string; response: string },
): Promise<string[] | null> {
  const { admin } = input;
  const name = input.name.trim();
  const fault = passkeyNameFault(name);
  if (fault !== null) throw invalid([{ field: 'name', message: fault }]);
  const challenge = await take(deps, input);
  const made = challenge === null ? null : await deps.passkeys.readNew(bounded(input.response), challenge);
  if (made === null)
    throw new DomainError('conflict', 'This passkey could not be added. Please start again.');
  const now = deps.now();
  return await deps.atomically(async (stores) => {
    const isFirst = !hasSecondFactor(await stores.accounts.lockAdmin(admin.id));
    if (!(await stores.passkeys.add(admin.id, { ...made, name, now })))
      throw new DomainError('conflict', 'This passkey is there already.');
    await stores.sessions.endAll(admin.id, input.sessionId);
    const by = { actor: adminActor(admin), at: now };
    await recordAction(stores, by, 'passkey added', `admin ${admin.id}`, { name });
    return isFirst ? await newCodes(stores, admin) : null;
  });
}

/** Removes a passkey of one's own account, and asks for the password. Rejects with `invalid` or `not_found`. */
export async function removePasskey(
  deps: Needs<'atomically' | 'now' | 'passwords', 'accounts'>,
  input: { admin: Admin; sessionId: number; present: string; id: number },
): Promise<void> {
  const { admin } = input;
  await requirePassword(deps, admin, input.present);
  await deps.atomically(async (stores) => {
    await stores.accounts.lockAdmin(admin.id);
    if (!(await stores.passkeys.remove(admin.id, input.id)))
      throw new DomainError('not_found', 'This passkey was removed before.');
    await forgetCodesOf(stores, admin);
    await stores.sessions.endAll(admin.id, input.sessionId);
    const by = { actor: adminActor(admin), at: deps.now() };
    await recordAction(stores, by, 'passkey removed', `admin ${admin.id}`);
  });
}

/**
 * What a browser answers with any of its passkeys for this service. Rejects with `conflict` where there can be none.
 */
export async function startPasskeySignIn(
  deps: Needs<'now' | 'passkeys', 'passkeys'>,
  bound: Bound,
): Promise<string> {
  refuseImpossible(deps);
  return await keep(deps, bound, await deps.passkeys.forSignIn());
}

/**
 * Opens a session for whose passkey it is. It stands for both factors: the device, and what the device asks of its
 * owner. Null when it is not known, or does not answer what this visit was asked.
 */
export async function signInWithPasskey(
  deps: Needs<'atomically' | 'log' | 'now' | 'passkeys' | 'vault', 'accounts' | 'audit' | 'passkeys'>,
  input: Bound & { response: string; device: Device },
): Promise<OpenedSession | null> {
  const challenge = await take(deps, input);
  const response = bounded(input.response);
  const credential = deps.passkeys.named(response);
  const found = credential === null ? null : await deps.stores.passkeys.byCredential(credential);
  const used =
    challenge === null || found === null ? null : await deps.passkeys.check(response, challenge, found);
  const admin = found === null ? null : await deps.stores.accounts.adminById(found.adminId);
  if (found === null || used === null || admin === null) {
    await noteRefused(deps, admin?.id ?? null, input.device);
    return null;
  }
  return await deps.atomically(async (stores) => {
    await stores.passkeys.noteUse(found.id, used.signCount, deps.now());
    return await openSession(deps, stores, { admin, device: input.device, by: 'passkey' });
  });
}

function bounded(response: string): string {
  return response.length > longestResponse ? '' : response;
}

function refuseImpossible({ passkeys }: Needs<'passkeys', never>): void {
  if (!passkeys.isPossible)
    throw new DomainError(
      'conflict',
      'Browsers use passkeys only with https and a host name, or with localhost: PUBLIC_URL says where this service is.',
    );
}

async function keep(
  deps: Needs<'now', 'passkeys'>,
  { secret }: Bound,
  { options, challenge }: PasskeyRequest,
): Promise<string> {
  const expiresAt = new Date(deps.now().getTime() + challengeMs);
  await deps.stores.passkeys.setChallenge(tokenHash(secret), challenge, expiresAt);
  return options;
}

/** The challenge of that session or visit: once, so that an answer is good once. */
async function take(deps: Needs<'now', 'passkeys'>, { secret }: Bound): Promise<string | null> {
  return await deps.stores.passkeys.takeChallenge(tokenHash(secret), deps.now());
}
