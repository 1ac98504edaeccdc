import { expect, test } from 'vitest';
import { checkPassword } from '../../../../src/adapters/crypto/secrets.ts';

test('passwords are checked two at a time; beyond ten that wait, whoever comes is told to come back', async () => {
  const checks = Array.from({ length: 14 }, () => checkPassword('a guess', null));
  const answers = await Promise.allSettled(checks);
  expect(answers.slice(0, 12)).toEqual(Array(12).fill({ status: 'fulfilled', value: false }));
  for (const answer of answers.slice(12))
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryAfter: 5 } });
});
