import { execFileSync } from 'node:child_process';
import { chmod, chown, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/postgres/client.ts';
import { asLibpq } from '../../../src/config/database-url.ts';
import { type StoppablePostgres, startStoppablePostgres } from '../../support/postgres/stoppable-postgres.ts';

// A PostgreSQL with a certificate that nobody vouches for, as managed databases have them.

const fixtures = join(import.meta.dirname, '../../fixtures/tls');
let postgres: StoppablePostgres;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offprint-tls-'));
  await chmod(folder, 0o755);
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await copyFile(join(fixtures, 'first-cert.pem'), certificate);
  await copyFile(join(fixtures, 'first-key.pem'), key);
  await chmod(certificate, 0o644);
  await chmod(key, 0o600);
  // Run as root, the server is the account `postgres`, and takes no key that others can read.
  if (process.getuid?.() === 0)
    await chown(key, Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })), 0);
  postgres = await startStoppablePostgres({ ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key });
});
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function isEncrypted(parameters: string): Promise<boolean> {
  const database = openDatabase(asLibpq(`${postgres.url}?${parameters}`));
  try {
    const { rows } = await database.pool.query<{ ssl: boolean }>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    return rows[0]?.ssl === true;
  } finally {
    await database.close();
  }
}

test.each(['require', 'prefer', 'no-verify'])('sslmode=%s takes its certificate unchecked', async (mode) => {
  expect(await isEncrypted(`sslmode=${mode}`)).toBe(true);
});

test('sslmode=verify-full does not', async () => {
  await expect(isEncrypted('sslmode=verify-full')).rejects.toThrow(/self.signed|certificate/);
});

test('its own authority named, the certificate is checked', async () => {
  const own = join(folder, 'cert.pem');
  expect(await isEncrypted(`sslmode=verify-ca&sslrootcert=${own}`)).toBe(true);
  const another = join(fixtures, 'second-cert.pem');
  await expect(isEncrypted(`sslmode=require&sslrootcert=${another}`)).rejects.toThrow(
    /self.signed|certificate/,
  );
});

test.each(['disable', 'allow'])('sslmode=%s is without it', async (mode) => {
  expect(await isEncrypted(`sslmode=${mode}`)).toBe(false);
});
