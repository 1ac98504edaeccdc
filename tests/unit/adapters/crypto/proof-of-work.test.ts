import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { afterEach, expect, test, vi } from 'vitest';
import { openProofOfWork } from '../../../../src/adapters/crypto/proof-of-work.ts';

afterEach(() => vi.useRealTimers());

const key = 'a secret key for tests, long enough!';
const little = { iterations: 10, leastTries: 20, mostTries: 40 };
const proofOfWork = openProofOfWork(key, little);

/** What a browser sends. */
async function solved(from = proofOfWork) {
  const challenge = (await from.challenge()) as Challenge;
  const solution = await solveChallenge({ challenge, deriveKey });
  if (solution === null) throw new Error('not solved');
  return { challenge, solution };
}

test('a solution is good once, for every process with the same key and for no other', async () => {
  const proof = JSON.stringify(await solved());
  expect(await openProofOfWork('another secret key for tests, also long', little).solves(proof)).toBe(false);
  expect(await openProofOfWork(key, little).solves(proof)).toBe(true);
  expect(await proofOfWork.solves(proof)).toBe(true);
  expect(await proofOfWork.solves(proof)).toBe(false);
});

test('the work has to be done, for the challenge that was given', async () => {
  const { challenge, solution } = await solved();
  const { counter } = solution;
  const with_ = (change: object) => JSON.stringify({ challenge, solution, ...change });
  const easier = { ...challenge, parameters: { ...challenge.parameters, cost: 1 } };
  const wrong = [
    with_({ challenge: easier }),
    with_({ challenge: { ...challenge, signature: undefined } }),
    with_({ solution: { counter, derivedKey: `${solution.derivedKey.slice(0, -2)}zz` } }),
    with_({ solution: { counter, derivedKey: challenge.parameters.keyPrefix } }),
    with_({ solution: null }),
    with_({ challenge: null }),
  ];
  for (const proof of wrong) expect(await proofOfWork.solves(proof), proof).toBe(false);
  expect(await proofOfWork.solves(with_({}))).toBe(true);
});

test.each(['', 'null', '{}', '[]', '{', `"${'a'.repeat(100_000)}"`, '['.repeat(3_999)])(
  'what is no proof at all is none: %.20s',
  async (text) => {
    expect(await proofOfWork.solves(text)).toBe(false);
  },
);

test('a challenge is good for ten minutes', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T10:00:00Z') });
  const early = JSON.stringify(await solved());
  const late = JSON.stringify(await solved());
  vi.setSystemTime(new Date('2026-11-24T10:09:59Z'));
  expect(await proofOfWork.solves(early)).toBe(true);
  vi.setSystemTime(new Date('2026-11-24T10:10:02Z'));
  expect(await proofOfWork.solves(late)).toBe(false);
});
