import { randomBytes } from 'node:crypto';
import type { Admin } from '../../domain/accounts/admin-role.ts';
import { waitAfter } from '../../domain/accounts/code-throttle.ts';
import {
  readRecoveryCode,
  readTotpCode,
  recoveryCodeBytes,
  writeRecoveryCode,
} from '../../domain/accounts/recovery-code.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { adminActor, commandLine } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { tokenHash } from '../secret-token.ts';
import type { AdminSecrets } from './account-stores.ts';
import { knownAdmin, requirePassword } from './change-password.ts';

const recoveryCodes = 10;

/** What a secret is bound to when it is sealed: one account's secret cannot be opened for another. */
const sealedAs = (adminId: number) => `totp of admin ${adminId}`;

/**
 * What came of a code. `waiting`: no code is accepted for so many seconds. `unreadable`: the secret cannot be opened
 * any more.
 */
export type CodeOutcome =
  | { kind: 'right'; by: 'code' | 'recovery code' }
  | { kind: 'wrong' | 'unreadable' }
  | { kind: 'waiting'; seconds: number };

/**
 * Takes a code from the authenticator or a recovery code; either is taken once. Within a transaction that has locked
 * the account, so that tries at once are counted one after the other.
 */
export async function takeCode(
  deps: Pick<Deps, 'log' | 'now' | 'oneTimePasswords' | 'vault'>,
  stores: Pick<Stores, 'accounts'>,
  admin: AdminSecrets,
  typed: string,
): Promise<CodeOutcome> {
  const now = deps.now();
  const { accounts } = stores;
  const recovery = readRecoveryCode(typed);
  if (recovery !== null && (await accounts.useRecoveryCode(admin.id, tokenHash(recovery), now))) {
    await accounts.noteCodeFailures(admin.id, 0, null);
    return { kind: 'right', by: 'recovery code' };
  }
  const code = readTotpCode(typed);
  // A secret that waits for its first code opens nothing yet.
  if (code === null || admin.totpSecret === null || admin.totpSince === null) return { kind: 'wrong' };
  if (admin.codeWaitUntil !== null && admin.codeWaitUntil > now)
    return { kind: 'waiting', seconds: Math.ceil((admin.codeWaitUntil.getTime() - now.getTime()) / 1000) };
  const secret = deps.vault.open(admin.totpSecret, sealedAs(admin.id));
  if (secret === null) {
    deps.log.error({ adminId: admin.id }, 'a second factor cannot be read: SECRET_KEY is not what it was');
    return { kind: 'unreadable' };
  }
  const step = deps.oneTimePasswords.stepOf(secret, code, now);
  if (step !== null && (await accounts.useTotpStep(admin.id, step))) {
    await accounts.noteCodeFailures(admin.id, 0, null);
    return { kind: 'right', by: 'code' };
  }
  const failures = admin.codeFailures + 1;
  const wait = waitAfter(failures);
  await accounts.noteCodeFailures(admin.id, failures, wait === 0 ? null : new Date(now.getTime() + wait));
  return { kind: 'wrong' };
}

/** Whether signing in to the account takes more than its password. */
export function hasSecondFactor(admin: Pick<AdminSecrets, 'passkeys' | 'totpSince'> | null): boolean {
  return admin !== null && (admin.totpSince !== null || admin.passkeys > 0);
}

/** How an account stands with its second factor; `pending`: its secret waits for a first code. */
export async function twoFactorState(
  deps: Needs<never, 'accounts'>,
  admin: Admin,
): Promise<{ state: 'off' | 'pending' | 'on'; since: Date | null; recoveryCodesLeft: number }> {
  const found = await deps.stores.accounts.adminById(admin.id);
  const since = found?.totpSince ?? null;
  const state = since !== null ? 'on' : found?.totpSecret == null ? 'off' : 'pending';
  const recoveryCodesLeft = hasSecondFactor(found)
    ? await deps.stores.accounts.recoveryCodesLeft(admin.id)
    : 0;
  return { state, since, recoveryCodesLeft };
}

/**
 * Makes a secret for the account's authenticator. Codes are required once the first one was entered. Rejects with
 * `invalid` or `conflict`.
 */
export async function startTwoFactor(
  deps: Needs<'atomically' | 'now' | 'oneTimePasswords' | 'passwords' | 'vault', 'accounts'>,
  input: { admin: Admin; present: string },
): Promise<void> {
  const { admin } = input;
  await requirePassword(deps, admin, input.present);
  const secret = deps.vault.seal(deps.oneTimePasswords.newSecret(), sealedAs(admin.id));
  await deps.atomically(async (stores) => {
    if ((await stores.accounts.lockAdmin(admin.id))?.totpSince != null) throw isOn();
    await stores.accounts.setTotp(admin.id, { secret, since: null });
  });
}

/** What to enter in the authenticator while the secret waits for its first code; null when none is waiting. */
export async function pendingTwoFactor(
  deps: Needs<'oneTimePasswords' | 'vault', 'accounts'>,
  admin: Admin,
): Promise<{ uri: string; typed: string } | null> {
  const found = await deps.stores.accounts.adminById(admin.id);
  if (found?.totpSecret == null || found.totpSince !== null) return null;
  const secret = deps.vault.open(found.totpSecret, sealedAs(admin.id));
  return secret === null ? null : deps.oneTimePasswords.describe(secret, admin.email);
}

/**
 * Turns the second factor on with a first code, and ends the other sessions. Returns the recovery codes: they are shown
 * now and never again. Rejects with `invalid` for a wrong code, and with `conflict`.
 */
export async function confirmTwoFactor(
  deps: Pick<Deps, 'atomically' | 'now' | 'oneTimePasswords' | 'vault'>,
  input: { admin: Admin; sessionId: number; code: string },
): Promise<string[]> {
  const { admin } = input;
  const at = deps.now();
  return await deps.atomically(async (stores) => {
    const found = await stores.accounts.lockAdmin(admin.id);
    if (found?.totpSince != null) throw isOn();
    const sealed = found?.totpSecret ?? null;
    const secret = sealed === null ? null : deps.vault.open(sealed, sealedAs(admin.id));
    if (sealed === null || secret === null)
      throw new DomainError('conflict', 'There is no secret to confirm any more. Please start again.');
    const code = readTotpCode(input.code);
    const step = code === null ? null : deps.oneTimePasswords.stepOf(secret, code, at);
    if (step === null)
      throw invalid([
        { field: 'code', message: 'this is not the present code; is the clock of your device right?' },
      ]);
    await stores.accounts.useTotpStep(admin.id, step);
    await stores.accounts.setTotp(admin.id, { secret: sealed, since: at });
    await stores.sessions.endAll(admin.id, input.sessionId);
    await note(stores, admin, 'two-factor turned on', at);
    return await newCodes(stores, admin);
  });
}

/** Ends codes as a second factor of an admin's own account; passkeys stay. Rejects with `invalid`. */
export async function endTwoFactor(
  deps: Needs<'atomically' | 'now' | 'passwords', 'accounts'>,
  input: { admin: Admin; present: string },
): Promise<void> {
  await requirePassword(deps, input.admin, input.present);
  await deps.atomically((stores) => turnOff(stores, input.admin, adminActor(input.admin), deps.now()));
}

/**
 * Ends it for somebody who lost the authenticator, the passkeys and the recovery codes: the password is all that is
 * asked for then. Rejects with `not_found`.
 */
export async function disableTwoFactor(
  deps: Pick<Deps, 'atomically' | 'now'>,
  email: string,
): Promise<{ admin: Admin; wasOn: boolean }> {
  return await deps.atomically(async (stores) => {
    const admin = await knownAdmin(stores, email);
    const removed = await stores.passkeys.removeAll(admin.id);
    if (removed > 0) {
      const by = { actor: commandLine, at: deps.now() };
      await recordAction(stores, by, 'passkey removed', `admin ${admin.id}`, { passkeys: removed });
    }
    const hadCodes = await turnOff(stores, admin, commandLine, deps.now());
    return { admin, wasOn: hadCodes || removed > 0 };
  });
}

/** Makes new recovery codes instead of those that there are. Rejects with `invalid` or `conflict`. */
export async function renewRecoveryCodes(
  deps: Needs<'atomically' | 'now' | 'passwords', 'accounts'>,
  input: { admin: Admin; present: string },
): Promise<string[]> {
  const { admin } = input;
  await requirePassword(deps, admin, input.present);
  return await deps.atomically(async (stores) => {
    if (!hasSecondFactor(await stores.accounts.lockAdmin(admin.id)))
      throw new DomainError('conflict', 'Without a second factor there is nothing to recover.');
    await note(stores, admin, 'recovery codes made', deps.now());
    return await newCodes(stores, admin);
  });
}

/** Makes recovery codes instead of those that there are, and returns them. Within a transaction. */
export async function newCodes(stores: Pick<Stores, 'accounts'>, admin: Admin): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodes }, () =>
    writeRecoveryCode(randomBytes(recoveryCodeBytes)),
  );
  await stores.accounts.setRecoveryCodes(admin.id, codes.map(tokenHash));
  return codes;
}

async function turnOff(
  stores: Pick<Stores, 'accounts' | 'audit'>,
  admin: Admin,
  actor: string,
  at: Date,
): Promise<boolean> {
  const wasOn = (await stores.accounts.lockAdmin(admin.id))?.totpSince != null;
  await stores.accounts.setTotp(admin.id, null);
  await forgetCodesOf(stores, admin);
  if (wasOn) await recordAction(stores, { actor, at }, 'two-factor turned off', `admin ${admin.id}`);
  return wasOn;
}

/** Recovery codes go with the last second factor. Within a transaction. */
export async function forgetCodesOf(stores: Pick<Stores, 'accounts'>, admin: Admin): Promise<void> {
  if (!hasSecondFactor(await stores.accounts.adminById(admin.id)))
    await stores.accounts.setRecoveryCodes(admin.id, []);
}

async function note(
  stores: Pick<Stores, 'audit'>,
  admin: Admin,
  action: 'two-factor turned on' | 'recovery codes made',
  at: Date,
): Promise<void> {
  await recordAction(stores, { actor: adminActor(admin), at }, action, `admin ${admin.id}`);
}

function isOn(): DomainError {
  return new DomainError('conflict', 'The second factor is on already.');
}
