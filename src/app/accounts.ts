import { createHash, randomBytes } from 'node:crypto';
import { parseAddress } from '../domain/address.ts';
import { invalid } from '../domain/errors.ts';
import type { Admin, Deps } from './ports.ts';

const sessionDays = 14;
const leastPassword = 12;

const sha256 = (secret: string) => createHash('sha256').update(secret).digest();

/** A password that is easy to copy: 100 random bits. */
export function makePassword(): string {
  return randomBytes(15).toString('base64url');
}

/** Adds an admin; with a known address, sets the password anew and ends the sessions. Rejects with `invalid`. */
export async function createAdmin(
  deps: Deps,
  input: { email: string; password: string },
): Promise<Admin & { added: boolean }> {
  const address = parseAddress(input.email);
  const errors = [
    ...(address.ok ? [] : [{ field: 'email', message: address.message }]),
    ...(input.password.length >= leastPassword
      ? []
      : [{ field: 'password', message: `must have at least ${leastPassword} characters` }]),
  ];
  if (!address.ok || errors.length > 0) throw invalid(errors);
  const hash = await deps.passwords.hash(input.password);
  return await deps.atomically(async (stores) => {
    const known = await stores.accounts.adminByEmail(address.address);
    if (known === null) return { ...(await stores.accounts.addAdmin(address.address, hash)), added: true };
    await stores.accounts.setPassword(known.id, hash);
    return { id: known.id, email: known.email, added: false };
  });
}

/**
 * The first admin of a service that has none: from the configuration, with a made password when none is given.
 * Returns the password only when it was made, so that it can be shown once.
 */
export async function ensureFirstAdmin(
  deps: Deps,
  configured: { email: string | null; password: string | null },
): Promise<{ email: string; password: string } | null> {
  return await deps.alone('firstAdmin', async () => {
    if ((await deps.stores.accounts.adminCount()) > 0) return null;
    const email = configured.email ?? 'admin@localhost.localdomain';
    const password = configured.password ?? makePassword();
    await createAdmin(deps, { email, password });
    return configured.password === null ? { email, password } : null;
  });
}

/** Opens a session; null when address and password do not fit. Takes the same time for an unknown address. */
export async function login(
  deps: Deps,
  input: { email: string; password: string },
): Promise<{ admin: Admin; secret: string; expiresAt: Date } | null> {
  const found = await deps.stores.accounts.adminByEmail(input.email.trim());
  const fits = await deps.passwords.check(input.password, found?.passwordHash ?? null);
  if (found === null || !fits) return null;
  const secret = randomBytes(32).toString('base64url');
  const now = deps.now();
  const expiresAt = new Date(now.getTime() + sessionDays * 86_400_000);
  await deps.stores.accounts.openSession({ adminId: found.id, tokenHash: sha256(secret), expiresAt, now });
  return { admin: { id: found.id, email: found.email }, secret, expiresAt };
}

/** The admin whose session it is, or null. */
export async function sessionAdmin(deps: Deps, secret: string): Promise<Admin | null> {
  return await deps.stores.accounts.adminBySession(sha256(secret), deps.now());
}

export async function logout(deps: Deps, secret: string): Promise<void> {
  await deps.stores.accounts.closeSession(sha256(secret));
}
