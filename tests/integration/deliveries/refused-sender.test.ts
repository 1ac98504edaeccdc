import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSending, type Sending } from '../../support/mail/sending.ts';

// What a mail server says of us counts against no reader.

let sending: Sending;
const readers = Array.from({ length: 12 }, (_, index) => `reader${index}`);

beforeAll(async () => {
  sending = await openSending();
});
beforeEach(() => sending.reset());
afterAll(() => sending.close());

const suppressed = async () => (await sending.run('SELECT id FROM suppression')).length;
const inactive = async () => (await sending.run("SELECT id FROM subscriber WHERE status <> 'active'")).length;

describe.each(['550 5.1.1 User unknown', '454 Throttling failure: Daily message quota exceeded.'])(
  'a server that answers MAIL FROM with %s',
  (reply) => {
    test('leaves every reader active and every delivery queued, and says at the digest why', async () => {
      const id = await sending.planFor(...readers);
      sending.server.onSender = () => reply;
      await sending.send(id);
      expect(await sending.counts(id)).toMatchObject({ queued: readers.length, failed: 0, sent: 0 });
      const details = Object.values(await sending.deliveries(id)).map(({ detail }) => detail);
      expect(details).toContain(`MAIL: ${reply}`);
      const digest = await sending.deps.stores.digests.byId(id);
      expect(digest).toMatchObject({ status: 'sending', problem: expect.stringContaining(`MAIL: ${reply}`) });
      expect([await suppressed(), await inactive()]).toEqual([0, 0]);
    });

    test('uses up no attempt, so that all of it goes out when it takes mail again', async () => {
      const id = await sending.planFor(...readers);
      sending.server.onSender = () => reply;
      for (let day = 1; day <= 8; day++) {
        await sending.send(id);
        sending.later(day * 3_600);
      }
      expect(await sending.counts(id)).toMatchObject({ queued: readers.length, failed: 0 });
      sending.server.reset();
      await sending.send(id);
      expect(await sending.counts(id)).toMatchObject({ sent: readers.length });
      expect(sending.server.accepted().sort()).toEqual(readers.map((name) => `${name}@example.org`).sort());
    });
  },
);

test('an attempt that did not count leaves those that do', async () => {
  const id = await sending.planFor('patient');
  sending.server.onSender = () => '454 4.7.0 quota';
  for (let time = 1; time <= 3; time++) {
    await sending.send(id);
    sending.later(time * 3_600);
  }
  sending.server.reset();
  sending.server.script('patient@example.org', { at: 'rcpt', reply: '450 4.2.1 busy' });
  await sending.send(id);
  const { patient } = await sending.deliveries(id);
  expect(patient).toMatchObject({ state: 'queued', attempt: 4, detail: 'RCPT: 450 4.2.1 busy' });
  // As after the first attempt: half a minute.
  const wait = (patient?.next?.getTime() ?? 0) - sending.service.clock.now!.getTime();
  expect(wait).toBeLessThanOrEqual(40_000);
});

test.each([
  ['rcpt', '550-Verification failed for <b+d1@bounce.example.org>\r\n550 Sender verify failed', 'queued'],
  ['data', '550 5.1.1 User unknown', 'failed'],
  ['data', '550 5.7.60 Client does not have permissions to send as this sender', 'queued'],
] as const)('nobody is suppressed for an answer at %s: %s', async (at, reply, state) => {
  const id = await sending.planFor('ada');
  sending.server.script('ada@example.org', { at, reply });
  await sending.send(id);
  expect(await sending.states(id)).toEqual({ ada: state });
  expect([await suppressed(), await inactive()]).toEqual([0, 0]);
});
