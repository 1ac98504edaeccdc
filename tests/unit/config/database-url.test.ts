import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asLibpq, faultOfDatabaseUrl } from '../../../src/config/database-url.ts';

const base = 'postgresql://user:secret@db.example.org:5432/offprint';
/** As the driver reads it. */
const { parse } = createRequire(import.meta.url)('pg-connection-string') as {
  parse: (url: string) => { ssl?: unknown; database?: string; password?: string };
};
const certificate = join(import.meta.dirname, '../../fixtures/tls/certificate.pem');

describe('sslmode', () => {
  test.each([
    ['disable', false],
    ['allow', false],
    ['prefer', { rejectUnauthorized: false }],
    ['require', { rejectUnauthorized: false }],
    ['verify-full', {}],
  ])('%s is as libpq means it', (mode, ssl) => {
    const read = parse(asLibpq(`${base}?sslmode=${mode}&application_name=x`));
    expect(read).toMatchObject({ database: 'offprint', password: 'secret' });
    expect(read.ssl).toEqual(ssl);
  });
  test.each(['require', 'verify-ca'])('%s with an authority checks it, and not the name', (mode) => {
    const { ssl } = parse(asLibpq(`${base}?sslmode=${mode}&sslrootcert=${certificate}`));
    expect(ssl).toMatchObject({
      ca: expect.stringContaining('BEGIN'),
      checkServerIdentity: expect.anything(),
    });
    expect(ssl).not.toHaveProperty('rejectUnauthorized');
  });
  test('sslrootcert=system takes the machine’s authorities and checks the name', () => {
    expect(parse(asLibpq(`${base}?sslrootcert=system`)).ssl).toEqual({});
  });
  test('what names none, or the driver’s own, stays as it is', () => {
    for (const url of [base, `${base}?application_name=x`, `${base}?sslmode=no-verify`])
      expect(asLibpq(url)).toBe(url);
  });
});

test.each([
  ['mysql://host/x', 'must begin with postgresql://'],
  ['postgresql://off:zq/xk@host/x', 'percent-encode the / in the password as %2F'],
  ['postgresql://off:zq#xk@host/x', 'percent-encode the # in the password as %23'],
  [`${base}?sslmode=always`, 'sslmode must be one of disable, allow, prefer'],
  [`${base}?sslmode=verify-ca`, 'sslmode=verify-ca needs sslrootcert'],
])('what is wrong with %s is told without the password', (url, words) => {
  const fault = faultOfDatabaseUrl(url);
  expect(fault).toContain(words);
  expect(fault).not.toMatch(/zq|xk|secret/);
});
