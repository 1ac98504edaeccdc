import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordBounceMail } from '../../../src/app/bounces/record-bounce.ts';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { countRefusal } from '../../../src/app/digests/judge-digest.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { bounceFixture } from '../../support/mail/bounce-fixtures.ts';
import { returnedMail } from '../../support/mail/returned-mail.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { until } from '../../support/until.ts';
import { apiOf } from '../../support/web/api.ts';

let sending: Sending;
beforeAll(async () => {
  sending = await openSending({ BOUNCE_DOMAIN: 'bounce.example.org' });
});
afterAll(() => sending.close());
beforeEach(async () => {
  await emptyTables(sending.service.databaseUrl, ['bounce_event', 'audit_event'], { numbers: 'go on' });
  await sending.reset();
});

const named = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`);
const digest = async (id: number) => (await sending.deps.stores.digests.byId(id))!;
const returns = (id: number) => sending.deps.stores.returns.returnsOf(id);
const record = (raw: string) =>
  recordBounceMail(sending.deps, { origin: 'smtp', raw: Buffer.from(raw), sentTo: [] });
/** The envelope senders of what the server took, in its order. */
const returnPaths = () => sending.server.received.map(({ from }) => from);
/** The report that the reader of the message with this envelope sender is gone. */
const bounceTo = (to: string, id = to) => {
  const recipient = sending.server.received.find(({ from }) => from === to)?.to ?? '';
  return returnedMail({ to, recipient, id });
};
const complaintTo = (to: string, type = 'abuse') =>
  bounceFixture('arf-redacted')
    .toString()
    .replace('Feedback-Type: abuse', `Feedback-Type: ${type}`)
    .replaceAll('b+k7f3q2m4@bounce.example.org', to);
const refuse = (names: readonly string[]) => {
  for (const name of names)
    sending.server.script(`${name}@example.org`, { at: 'rcpt', reply: '550 5.1.1 no such user' });
};
/** A planned digest for so many readers, of which the first ones are sent. */
async function begun(readers: number, first: number): Promise<number> {
  const id = await sending.planFor(...named('reader', readers));
  await sending.send(id, { ids: (await sending.queued(id)).slice(0, first) });
  return id;
}

describe('a digest whose readers are gone', () => {
  test('stops by itself, says so, and goes on when an admin resumes it, to its end', async () => {
    const bad = named('bad', 14);
    refuse(bad);
    const id = await sending.planFor(...bad.slice(0, 12), ...named('reader', 40), ...bad.slice(12));
    const warnings: string[] = [];
    const log = { ...quietLog, warn: (fields: object) => void warnings.push(JSON.stringify(fields)) };
    // One is taken, so that refusals mean their readers; what else is on its way meanwhile takes its time.
    sending.server.onMessage = async ({ to }) => {
      if (to !== 'reader0@example.org') await until(async () => (await digest(id)).status === 'paused');
    };
    await sending.send(id, { by: { ...sending.deps, log } });

    const stopped = await digest(id);
    expect(stopped).toMatchObject({
      status: 'paused',
      problem: expect.stringMatching(
        /^stopped by itself: 1[0-2] hard bounces among its first 54 messages, more than 5 %\./,
      ),
    });
    const { sent, failed, queued, audience } = await sending.counts(id);
    expect(sent + failed + queued).toBe(audience);
    expect(queued).toBeGreaterThan(5);
    expect(warnings.join()).toContain('hard-bounces');
    const [audit] = await sending.deps.stores.audit.list({ before: null, limit: 5 });
    expect(audit).toMatchObject({
      actor: 'offprint',
      action: 'digest stopped',
      object: `digest ${id}`,
      detail: { reason: 'hard-bounces', sample: 54 },
    });
    const api = await apiOf(sending.service);
    expect((await api('GET', `/admin/digests/${id}`)).body).toMatchObject({
      status: 'paused',
      problem: stopped.problem,
    });

    sending.server.onMessage = null;
    await controlDigest(sending.deps, id, 'resume');
    expect(await digest(id)).toMatchObject({ status: 'sending', problem: null });
    await sending.send(id);
    expect(await sending.counts(id)).toMatchObject({ audience: 54, sent: 40, failed: 14, queued: 0 });
    expect(await digest(id)).toMatchObject({ status: 'finished' });
    expect(await returns(id)).toMatchObject({
      sample: 54,
      hardBounces: 14,
      sampleHardBounces: 14,
      stops: ['hard-bounces'],
    });
  });

  test('goes on while they are few, and for refusals of other kinds', async () => {
    refuse(named('bad', 9));
    for (const name of named('blocked', 12))
      sending.server.script(`${name}@example.org`, { at: 'rcpt', reply: '550 5.7.1 blocked by policy' });
    const id = await sending.planFor(...named('bad', 9), ...named('blocked', 12), ...named('reader', 4));
    await sending.send(id);
    expect(await digest(id)).toMatchObject({ status: 'finished', problem: null });
    expect(await returns(id)).toMatchObject({ sampleHardBounces: 9 });
  });

  test('stops as well by reports that come back later, of which each message counts once', async () => {
    const id = await begun(20, 12);
    const paths = returnPaths();
    for (const path of paths.slice(0, 9)) await record(bounceTo(path));
    await record(bounceTo(paths[0]!, 'another report of the same'));
    expect(await returns(id)).toMatchObject({ hardBounces: 9 });
    expect(await digest(id)).toMatchObject({ status: 'sending' });
    await record(bounceTo(paths[9]!));
    expect(await digest(id)).toMatchObject({
      status: 'paused',
      problem: expect.stringContaining('10 hard bounces among its first 20 messages'),
    });
  });
});

describe('a digest that readers complain of', () => {
  test('stops at the second complaint, and not again when it was resumed', async () => {
    const id = await begun(12, 6);
    const paths = returnPaths();
    await record(complaintTo(paths[0]!));
    await record(complaintTo(paths[0]!, 'fraud'));
    for (const path of paths.slice(1, 4)) await record(complaintTo(path, 'auth-failure'));
    expect(await returns(id)).toMatchObject({ complaints: 1 });
    expect(await digest(id)).toMatchObject({ status: 'sending', problem: null });
    // After a report about our signatures, a reader's own word counts.
    await record(complaintTo(paths[1]!));
    expect(await digest(id)).toMatchObject({
      status: 'paused',
      problem: expect.stringMatching(/^stopped by itself: 2 complaints among its first 12 messages/),
    });
    await controlDigest(sending.deps, id, 'resume');
    await record(complaintTo(paths[4]!));
    expect(await returns(id)).toMatchObject({ complaints: 3, stops: ['complaints'] });
    expect(await digest(id)).toMatchObject({ status: 'sending' });
  });

  test('keeps its status when it was over', async () => {
    const over = await begun(3, 3);
    const paths = returnPaths();
    for (const path of paths) await record(complaintTo(path));
    expect(await digest(over)).toMatchObject({ status: 'finished', problem: null });
    expect(await returns(over)).toMatchObject({ complaints: 3, stops: [] });
  });

  test('keeps the reason of an admin who paused it', async () => {
    const id = await begun(12, 6);
    await controlDigest(sending.deps, id, 'pause');
    for (const path of returnPaths().slice(0, 3)) await record(complaintTo(path));
    expect(await digest(id)).toMatchObject({ status: 'paused', problem: 'paused by an admin' });
  });

  test('shows in the metrics', async () => {
    await begun(12, 6);
    await record(complaintTo(returnPaths()[0]!));
    await record(bounceTo(returnPaths()[1]!));
    await record(bounceTo(returnPaths()[2]!));
    const { body } = await (await sending.service.app()).inject('/metrics');
    expect(body).toContain('offprint_returned{kind="complaint"} 1');
    expect(body).toContain('offprint_returned{kind="hard"} 2');
  });
});

describe('the first thousand', () => {
  test('are those that are planned first', async () => {
    const [{ id } = {}] = await sending.run(
      `INSERT INTO digest (origin, as_of, status) VALUES ('test', now(), 'planning') RETURNING id`,
    );
    const rows = await sending.run(
      `INSERT INTO delivery (digest_id, state) SELECT $1, 'queued' FROM generate_series(1, 1200) RETURNING id::text`,
      [id],
    );
    const ids = rows.map((row) => String(row['id']));
    const { returns: store } = sending.deps.stores;
    const digestId = Number(id);
    for (const at of [0, 500, 1_000]) await store.takeSample(digestId, ids.slice(at, at + 500));
    expect(await store.returnsOf(digestId)).toMatchObject({ sample: 1_000, hardBounces: 0, stops: [] });
    expect(await store.countReturn(ids[999]!, 'hard')).toMatchObject({
      hardBounces: 1,
      sampleHardBounces: 1,
    });
    expect(await store.countReturn(ids[1_000]!, 'hard')).toMatchObject({
      hardBounces: 2,
      sampleHardBounces: 1,
    });
    expect(await store.countReturn(ids[1_000]!, 'complaint')).toMatchObject({
      complaints: 1,
      sampleComplaints: 0,
    });
    expect(await store.countReturn(ids[0]!, 'complaint')).toMatchObject({
      complaints: 2,
      sampleComplaints: 1,
    });
  });

  test('are judged by their number as soon as it is known', async () => {
    const id = await sending.planFor(...named('reader', 30));
    await sending.run(`UPDATE digest SET status = 'planning', planned_at = NULL`);
    for (const delivery of (await sending.queued(id)).slice(0, 12))
      await countRefusal(sending.deps, delivery);
    expect(await digest(id)).toMatchObject({ status: 'planning' });
    await planDigest(sending.deps, id);
    expect(await digest(id)).toMatchObject({
      status: 'paused',
      plannedAt: expect.any(Date),
      problem: expect.stringContaining('12 hard bounces among its first 30 messages'),
    });
  });
});
