import { randomBytes, scrypt } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGate } from '../gate.ts';
import { sameBytes } from './same-bytes.ts';

/** scrypt's N, with r=8 and p=1 (OWASP): 128 MiB and about a third of a second. */
const usualCost = 2 ** 17;

/**
 * Each takes 128 MiB and one of the four threads that also compress pages, read files, look names up and log in to
 * PostgreSQL: one after the other, whoever asks.
 */
const enter = createGate(
  { atOnce: 1, waiting: 10 },
  'Too many people are signing in just now. Please try again in a moment.',
);

/** Rejects with `unavailable` when too many are derived already. */
function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  return enter(
    () =>
      new Promise((resolve, reject) => {
        scrypt(
          password.normalize('NFKC'),
          salt,
          32,
          { N: cost, r: 8, p: 1, maxmem: 256 * 1024 * 1024 },
          (error, key) => (error === null ? resolve(key) : reject(error)),
        );
      }),
  );
}

/** A password as it is stored: `scrypt$<salt>$<key>`, and `$<cost>` when that is not the usual one. */
export async function hashPassword(password: string, cost = usualCost): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  const hash = `scrypt$${salt.toString('base64url')}$${key.toString('base64url')}`;
  return cost === usualCost ? hash : `${hash}$${cost}`;
}

/** Whether a password is the one that was stored. Takes the same time when there is no stored one. */
export async function checkPassword(
  password: string,
  stored: string | null,
  cost = usualCost,
): Promise<boolean> {
  const [scheme, salt, key, storedCost = stored === null ? cost : usualCost] = (
    stored ?? `scrypt$${Buffer.alloc(16).toString('base64url')}$`
  ).split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false;
  const derived = await derive(password, Buffer.from(salt, 'base64url'), Number(storedCost));
  const expected = Buffer.from(key, 'base64url');
  return sameBytes(derived, expected);
}

/** The secret key of a service that was given none: made once and kept in `home`, readable by its owner only. */
export async function localSecretKey(home: string): Promise<string> {
  const path = join(home, 'secret-key');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  await mkdir(home, { recursive: true });
  const key = randomBytes(32).toString('base64url');
  try {
    // `wx`: of several processes that start together one writes, the others read.
    await writeFile(path, `${key}\n`, { flag: 'wx', mode: 0o600 });
    await chmod(path, 0o600);
    return key;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return (await readFile(path, 'utf8')).trim();
  }
}
