import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countBarredBy, liftBounce, undoBounces } from '../../../src/app/bounces/lift-bounce.ts';
import { recordBounceMail } from '../../../src/app/bounces/record-bounce.ts';
import { confirm } from '../../../src/app/subscribers/confirm.ts';
import { confirmAgain } from '../../../src/app/subscribers/confirm-again.ts';
import { sendSubscriptionMail } from '../../../src/app/subscribers/send-subscription-mail.ts';
import { subscribe } from '../../../src/app/subscribers/subscribe.ts';
import { returnedMail } from '../../support/mail/returned-mail.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';

// Bounces are taken back: those of a digest, one by an owner, one by the reader; and mail to confirm that was refused.

let sending: Sending;
const gone = '550 5.1.1 User unknown';
beforeAll(async () => {
  sending = await openSending({ BOUNCE_DOMAIN: 'bounce.example.org' });
});
beforeEach(() => sending.reset());
afterAll(() => sending.close());

const reader = async (name: string) =>
  (await sending.deps.stores.subscribers.byEmail(`${name}@example.org`))!;
const status = async (name: string) => (await reader(name)).status;
const suppressed = async () => (await sending.run('SELECT id FROM suppression')).length;
const refuse = (...names: string[]) => {
  for (const name of names) sending.server.script(`${name}@example.org`, { at: 'rcpt', reply: gone });
};

describe('the bounces of one digest', () => {
  test('end: readers are active and due again, suppressions lifted, with a line in the audit', async () => {
    refuse('ada', 'bob');
    const id = await sending.planFor('ada', 'bob', 'eve');
    await sending.send(id);
    expect([await status('ada'), await status('eve'), await suppressed()]).toEqual(['bounced', 'active', 2]);
    expect(await countBarredBy(sending.deps, id)).toBe(2);
    expect(await undoBounces(sending.deps, id, 'admin 1')).toBe(2);
    expect([await status('ada'), await status('bob'), await suppressed()]).toEqual(['active', 'active', 0]);
    expect((await reader('ada')).nextDueAt).not.toBeNull();
    const [line] = await sending.deps.stores.audit.list({ before: null, limit: 1 });
    expect(line).toMatchObject({ action: 'bounces undone', object: `digest ${id}`, detail: { readers: 2 } });
    expect(await undoBounces(sending.deps, id, 'admin 1')).toBe(0);
  });

  test('that came back by mail end, too; those of another digest, and complaints, do not', async () => {
    refuse('other');
    const first = await sending.planFor('other');
    await sending.send(first);
    const id = await sending.planFor('ada', 'cross');
    await sending.send(id);
    for (const name of ['ada', 'cross']) {
      const to = sending.server.received.find((mail) => mail.to === `${name}@example.org`)!.from;
      const raw = Buffer.from(returnedMail({ to, recipient: `${name}@example.org`, id: name }));
      await recordBounceMail(sending.deps, { origin: 'smtp', raw, sentTo: [] });
    }
    await sending.run("UPDATE subscriber SET status = 'complained' WHERE email = 'cross@example.org'");
    expect(await undoBounces(sending.deps, id, 'admin 1')).toBe(1);
    expect([await status('ada'), await status('other'), await status('cross')]).toEqual([
      'active',
      'bounced',
      'complained',
    ]);
  });

  test('of no digest are not found', async () => {
    await expect(undoBounces(sending.deps, 99, 'admin 1')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('an owner', () => {
  test('takes a bounce back with a note, which stands in the reader’s history', async () => {
    refuse('ada');
    await sending.send(await sending.planFor('ada'));
    const { id } = await reader('ada');
    const actor = 'admin 1';
    await expect(liftBounce(sending.deps, id, { note: ' ', actor })).rejects.toMatchObject({
      code: 'invalid',
    });
    await liftBounce(sending.deps, id, { note: 'wrote to us from it', actor });
    expect([await status('ada'), await suppressed()]).toEqual(['active', 0]);
    expect((await sending.deps.stores.subscribers.events(id)).at(-1)).toMatchObject({
      kind: 'bounce lifted',
      detail: { note: 'wrote to us from it' },
    });
    await expect(liftBounce(sending.deps, id, { note: 'again', actor })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('ends no complaint, and no other bar of the address', async () => {
    refuse('ada');
    await sending.send(await sending.planFor('ada'));
    const { id } = await reader('ada');
    await sending.run("UPDATE suppression SET reason = 'complaint'");
    await liftBounce(sending.deps, id, { note: 'works', actor: 'admin 1' });
    expect(await suppressed()).toBe(1);
    await sending.run("UPDATE subscriber SET status = 'complained', next_due_at = NULL");
    await expect(liftBounce(sending.deps, id, { note: 'works', actor: 'a' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

const fillIn = (name: string) =>
  subscribe(sending.deps, {
    email: `${name}@example.org`,
    form: 'home',
    clientIp: null,
    cadence: 'daily',
    timezone: 'UTC',
    hour: '8',
  });
async function mailRequests(): Promise<void> {
  for (const { data } of await sending.jobs('send-subscription-mail'))
    await sendSubscriptionMail(sending.deps, data as never);
  await sending.run("DELETE FROM pgboss.job WHERE name = 'send-subscription-mail'");
}
const token = (raw: string) => /confirm\/([\w-]+)/.exec(raw.replaceAll('=\r\n', ''))?.[1] ?? '';

describe('who fills in the form although mail to the address came back', () => {
  beforeEach(async () => {
    // Suppressions are dated by the database.
    sending.service.clock.now = null;
    refuse('ada');
    await sending.send(await sending.planFor('ada'));
    sending.server.received = [];
  });

  test('gets a mail that says so, and by its button is active again', async () => {
    await fillIn('ada');
    await mailRequests();
    const [mail] = sending.server.received;
    expect(mail!.raw).toContain('came back');
    expect([await status('ada'), await suppressed()]).toEqual(['bounced', 1]);
    await confirm(sending.deps, { token: token(mail!.raw), clientIp: null });
    expect([await status('ada'), await suppressed()]).toEqual(['active', 0]);
  });

  test('gets one a month, and none when somebody complained or an admin suppressed it', async () => {
    await fillIn('ada');
    await fillIn('ada');
    await mailRequests();
    expect(sending.server.received).toHaveLength(1);
    sending.service.clock.now = new Date(Date.now() + 20 * 86_400_000);
    await fillIn('ada');
    await mailRequests();
    expect(sending.server.received).toHaveLength(1);
    sending.service.clock.now = new Date(Date.now() + 31 * 86_400_000);
    await fillIn('ada');
    await mailRequests();
    expect(sending.server.received).toHaveLength(2);
    for (const reason of ['complaint', 'manual']) {
      await sending.run('UPDATE suppression SET reason = $1::suppression_reason', [reason]);
      sending.service.clock.now = new Date(Date.now() + 90 * 86_400_000);
      await fillIn('ada');
      await mailRequests();
      expect(sending.server.received).toHaveLength(2);
    }
  });

  test('does not come back by a link from before', async () => {
    const early = await sending.run(
      "UPDATE suppression SET created_at = now() + interval '1 day' RETURNING id",
    );
    expect(early).toHaveLength(1);
    await fillIn('ada');
    await mailRequests();
    const raw = sending.server.received[0]!.raw;
    await expect(confirm(sending.deps, { token: token(raw), clientIp: null })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('a mail to confirm', () => {
  test.each([
    [{ at: 'data', reply: '554 5.7.1 Rejected as spam' }, 'mail refused'],
    [{ at: 'data', close: true }, 'mail unknown'],
  ] as const)('that ended by %o is told, and who asks again gets another', async (step, kind) => {
    sending.server.script('new@example.org', step);
    await fillIn('new');
    await mailRequests();
    const events = await sending.deps.stores.subscribers.events((await reader('new')).id);
    expect(events.at(-1)).toMatchObject({ kind, actor: 'mail server' });
    sending.server.received = [];
    await fillIn('new');
    await mailRequests();
    expect(sending.server.accepted()).toEqual(['new@example.org']);
    await fillIn('new');
    await mailRequests();
    expect(sending.server.accepted()).toHaveLength(1);
  });

  test('is sent again by an admin, whatever was mailed before', async () => {
    await fillIn('new');
    await mailRequests();
    const { id } = await reader('new');
    await confirmAgain(sending.deps, id, 'admin 1');
    await mailRequests();
    expect(sending.server.accepted()).toHaveLength(2);
    await confirm(sending.deps, { token: token(sending.server.received[1]!.raw), clientIp: null });
    expect(await status('new')).toBe('active');
    await expect(confirmAgain(sending.deps, id, 'admin 1')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('waits without being forgotten while every server is held', async () => {
    sending.server.onSender = () => '454 4.7.0 Daily quota exceeded';
    await fillIn('new');
    const [first] = await sending.jobs('send-subscription-mail');
    await sending.run("DELETE FROM pgboss.job WHERE name = 'send-subscription-mail'");
    await sendSubscriptionMail(sending.deps, first!.data as never);
    const [hold] = await sending.deps.stores.serverHolds.list();
    const [job] = await sending.jobs('send-subscription-mail');
    expect(job).toMatchObject({ data: { ...first!.data, held: true }, at: hold!.nextProbeAt });
    sending.server.reset();
    sending.service.clock.now = hold!.nextProbeAt;
    await mailRequests();
    expect(sending.server.accepted()).toEqual(['new@example.org']);
    expect(await sending.deps.stores.serverHolds.list()).toEqual([]);
  });
});
