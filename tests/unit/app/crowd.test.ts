import { expect, test } from 'vitest';
import { createCrowd } from '../../../src/app/subscribers/crowd.ts';

const limits = { calm: { most: 3, aSecond: 0.1 }, unproven: { most: 2, aSecond: 0.05 } };

function crowdAt() {
  let ms = 0;
  const spent = new Set<string>();
  const crowd = createCrowd(
    {
      now: () => ms,
      proofOfWork: {
        challenge: async () => ({ task: true }),
        solves: async (proof) =>
          proof.startsWith('solved') && !spent.has(proof) && spent.add(proof).has(proof),
      },
    },
    limits,
  );
  const ask = async (proof = '') => (await crowd.admit(proof)).taken();
  return { crowd, ask, pass: (seconds: number) => (ms += seconds * 1000) };
}

test('nothing is asked of anybody until there is a crowd, and no more once it has gone', async () => {
  const { crowd, ask, pass } = crowdAt();
  expect(await crowd.challenge()).toBeNull();
  for (let at = 0; at < 3; at += 1) await ask();
  expect(await crowd.challenge()).toEqual({ task: true });
  pass(10);
  expect(await crowd.challenge()).toBeNull();
  expect(crowd.counts()).toEqual({ calm: 3, proven: 0, unproven: 0, refused: 0 });
});

test('in a crowd a proof of work is let in each time, and of others only so many', async () => {
  const { crowd, ask, pass } = crowdAt();
  for (let at = 0; at < 3; at += 1) await ask();
  await ask();
  await ask('nonsense');
  await expect(ask()).rejects.toMatchObject({ code: 'too_many', retryAfter: 21 });
  await ask('solved 1');
  await ask('solved 2');
  await expect(ask('solved 2')).rejects.toMatchObject({ code: 'too_many' });
  expect(crowd.counts()).toEqual({ calm: 3, proven: 2, unproven: 2, refused: 2 });
  // The proofs kept it a crowd; after this there is room for one without.
  pass(9);
  await expect(ask()).rejects.toMatchObject({ code: 'too_many' });
  pass(12);
  await ask();
});

test('a request that was not taken after all leaves room for others', async () => {
  const { crowd, ask } = crowdAt();
  for (let at = 0; at < 10; at += 1) await crowd.admit('');
  expect(await crowd.challenge()).toBeNull();
  for (let at = 0; at < 3; at += 1) await ask();
  for (let at = 0; at < 10; at += 1) await crowd.admit('');
  await ask();
});
