import { scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkPassword, hashPassword } from '../../../../src/adapters/crypto/secrets.ts';

/** The cost is not what this is about. */
const cheap = 2 ** 10;

test('a password is stored as scrypt makes it with N=2^17, r=8, p=1', async () => {
  const [scheme, salt = '', key = '', ...more] = (await hashPassword('correct horse battery')).split('$');
  const made = scryptSync('correct horse battery', Buffer.from(salt, 'base64url'), 32, {
    N: 2 ** 17,
    r: 8,
    p: 1,
    maxmem: 2 ** 28,
  });
  expect([scheme, key, more]).toEqual(['scrypt', made.toString('base64url'), []]);
});

test('a password that was stored at another cost is checked at that', async () => {
  const stored = await hashPassword('correct horse battery', cheap);
  expect(stored).toMatch(/\$1024$/);
  expect(await checkPassword('correct horse battery', stored)).toBe(true);
  expect(await checkPassword('correct horse batterz', stored)).toBe(false);
});

test('passwords are checked one at a time; beyond ten that wait, whoever comes is told to come back', async () => {
  const checks = Array.from({ length: 13 }, () => checkPassword('a guess', null, cheap));
  const answers = await Promise.allSettled(checks);
  expect(answers.slice(0, 11)).toEqual(Array(11).fill({ status: 'fulfilled', value: false }));
  for (const answer of answers.slice(11))
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryAfter: 5 } });
});
