import { afterAll, expect, test } from 'vitest';
import { openApart } from '../../../../src/adapters/apart/apart.ts';
import { openBounceReader } from '../../../../src/adapters/apart/bounce-reader.ts';
import { readBounce } from '../../../../src/domain/bounces/bounce.ts';
import { bounceFixtures } from '../../../support/mail/bounce-fixtures.ts';
import { quietLog } from '../../../support/quiet-log.ts';

/** Answers a number with its double, and does what a word says. */
const script = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', (asked) => {
    if (asked === 'hang') for (;;);
    if (asked === 'rest') { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500); asked = 4; }
    if (asked === 'fail') throw new Error('it failed');
    if (asked === 'end') process.exit(3);
    if (asked === 'eat') for (const eaten = []; ; ) eaten.push(new Array(100_000).fill(asked));
    parentPort.postMessage(2 * asked);
  });`;
const givenUp: string[] = [];
const apart = openApart<number | string, number>(
  new URL(`data:text/javascript,${encodeURIComponent(script)}`),
  { timeoutMs: 1_000, memoryMb: 32, onGivenUp: (reason) => void givenUp.push(reason) },
);
afterAll(() => apart.close());

test('answers, several that ask at once too', async () => {
  expect(await Promise.all([1, 2, 3].map((one) => apart.run(one)))).toEqual([2, 4, 6]);
});

test.each([
  ['hang', /too long/],
  ['fail', /it failed/],
  ['end', /ended/],
  ['eat', /memory/],
])('gives up what does %s, tells why, and goes on', async (what, why) => {
  givenUp.length = 0;
  const [before, bad, after] = await Promise.all([apart.run(1), apart.run(what), apart.run(2)]);
  expect([before, bad, after]).toEqual([2, null, 4]);
  expect(givenUp).toEqual([expect.stringMatching(why)]);
});

test('gives nothing up for time in which the thread had no processor', async () => {
  givenUp.length = 0;
  expect([await apart.run('rest'), givenUp]).toEqual([8, []]);
});

test('reads reports as the domain does', async () => {
  const reader = openBounceReader(quietLog);
  for (const { file, raw } of bounceFixtures())
    expect(await reader.readBounce(raw), file).toEqual(readBounce(raw));
  await reader.close();
  expect(await reader.readBounce(Buffer.from('x'))).toBeNull();
});
