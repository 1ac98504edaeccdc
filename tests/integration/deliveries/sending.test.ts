import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resolveDelivery } from '../../../src/app/deliveries/resolve-delivery.ts';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import type { Deps } from '../../../src/app/deps.ts';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { nextAttemptAt } from '../../../src/domain/sending/outcome.ts';
import type { MailServer } from '../../support/mail/mail-server.ts';
import { openSending, type Sending, storePaper } from '../../support/mail/sending.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { freePort } from '../../support/postgres/postgres-server.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { addReader } from '../../support/readers.ts';
import { testService } from '../../support/test-service.ts';
import { until } from '../../support/until.ts';

let sending: Sending;
let deps: Deps;
let server: MailServer;
beforeAll(async () => {
  sending = await openSending();
  ({ deps, server } = sending);
});
afterAll(() => sending.close());
beforeEach(() => sending.reset());

const stateOf = async (digestId: number, name: string) => (await sending.states(digestId))[name];

describe('a digest sent to a mail server', () => {
  const script = () => {
    server.script('gone@example.org', { at: 'rcpt', reply: '550 5.1.1 <gone@example.org> does not exist' });
    server.script('refused@example.org', { at: 'data', reply: '554 5.7.1 looks like spam' });
    server.script('busy@example.org', { at: 'data', reply: '450 4.2.1 try again' });
    server.script('silent@example.org', { at: 'data', close: true });
    server.script('dropped@example.org', { at: 'rcpt', close: true });
  };
  const names = ['fine', 'gone', 'refused', 'busy', 'silent', 'dropped'];

  test('says of each delivery what the server made of it', async () => {
    script();
    const id = await sending.planFor(...names);
    await sending.send(id);
    const after = await sending.deliveries(id);
    expect(await sending.states(id)).toEqual({
      fine: 'sent',
      gone: 'failed',
      refused: 'failed',
      busy: 'queued',
      silent: 'unknown',
      dropped: 'queued',
    });
    expect(await sending.counts(id)).toMatchObject({
      audience: 6,
      sent: 1,
      failed: 2,
      queued: 2,
      unknown: 1,
    });
    expect(after['refused']!.detail).toContain('554 5.7.1 looks like spam');
    expect(server.accepted()).toEqual(['fine@example.org']);
    expect(await sending.status(id)).toBe('sending');
    expect((await sending.run('SELECT sent_at FROM delivery WHERE sent_at IS NOT NULL')).length).toBe(1);
  });

  test('tries again what can be, later, and ends when nothing is left to do', async () => {
    script();
    const id = await sending.planFor(...names);
    await sending.send(id);
    const first = await sending.deliveries(id);
    expect(first['busy']).toMatchObject({ attempt: 1, next: new Date(sending.now.getTime() + 30_000) });
    const retry = (await sending.jobs()).at(-1)!;
    expect(retry.at).toEqual(first['busy']!.next);
    expect(retry.data.deliveryIds).toHaveLength(2);

    await sending.send(id);
    expect(await sending.deliveries(id)).toEqual(first);

    sending.later(30);
    await sending.send(id);
    expect(await sending.deliveries(id)).toMatchObject({
      busy: { state: 'sent', attempt: 2 },
      dropped: { state: 'sent', attempt: 2 },
    });
    expect(await sending.counts(id)).toMatchObject({ audience: 6, sent: 3, failed: 2, unknown: 1 });
    expect(await sending.status(id)).toBe('finished');
    const toBusy = server.received.filter(({ to }) => to === 'busy@example.org');
    expect(toBusy.map(({ messageId }) => messageId)).toEqual([
      first['busy']!.messageId,
      first['busy']!.messageId,
    ]);
    expect(new Set(server.received.map(({ messageId }) => messageId)).size).toBe(5);
  });

  test('bars an address that is gone, and only that one', async () => {
    script();
    const id = await sending.planFor(...names);
    await sending.send(id);
    const gone = (await deps.stores.subscribers.byEmail('gone@example.org'))!;
    expect(gone).toMatchObject({ status: 'bounced', nextDueAt: null });
    expect(await deps.stores.subscribers.events(gone.id)).toContainEqual(
      expect.objectContaining({
        kind: 'bounced',
        detail: { code: '550 5.1.1', digestId: id, reply: '550 5.1.1 [address] does not exist' },
      }),
    );
    expect(await deps.stores.suppressions.isSuppressed('GONE@example.org')).toBe(true);
    expect(await deps.stores.suppressions.list({ after: 0, limit: 10 })).toHaveLength(1);
    expect(await deps.stores.subscribers.byEmail('refused@example.org')).toMatchObject({ status: 'active' });
  });

  test('keeps no address in what it notes of a reply', async () => {
    script();
    const id = await sending.planFor(...names);
    await sending.send(id);
    const { gone } = await sending.deliveries(id);
    expect(gone!.detail).toContain('550 5.1.1');
    expect(JSON.stringify(await sending.run('SELECT detail FROM delivery'))).not.toContain('@example.org');
  });

  test('is given whole to another connection when the server closed an idle one', async () => {
    await sending.send(await sending.planFor('first'));
    const closeOnce = ['close'];
    server.onSender = () => closeOnce.pop() ?? null;
    const id = await sending.planFor('second');
    await sending.send(id);
    expect(await sending.deliveries(id)).toMatchObject({ second: { state: 'sent', attempt: 1 } });
    const [first, second] = server.received;
    expect(server.received).toHaveLength(2);
    expect(second!.raw).toContain(makeIncoming().title);
    expect(second!.raw.length / first!.raw.length).toBeCloseTo(1, 1);
  });

  test('adds up to its audience whenever one looks', async () => {
    script();
    const id = await sending.planFor(...names, 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8');
    const sums: number[] = [];
    server.onMessage = async () => {
      const { audience: _, ...states } = await sending.counts(id);
      sums.push(Object.values(states).reduce((sum, count) => sum + count, 0));
    };
    await sending.send(id);
    expect(sums.length).toBeGreaterThan(10);
    expect(new Set(sums)).toEqual(new Set([14]));
  });

  test('gives up after the last attempt; nothing was accepted', async () => {
    const id = await sending.planFor('busy');
    const refusals = Array.from({ length: 9 }, () => ({ at: 'data' as const, reply: '451 4.3.0 no' }));
    server.script('busy@example.org', ...refusals);
    const tries: Date[] = [];
    for (let attempt = 1; (await stateOf(id, 'busy')) === 'queued'; attempt++) {
      tries.push(deps.now());
      await sending.send(id);
      sending.service.clock.now = nextAttemptAt(attempt, deps.now()) ?? deps.now();
    }
    expect(await stateOf(id, 'busy')).toBe('failed');
    expect(tries).toHaveLength(7);
    expect(server.received).toHaveLength(7);
    expect(server.accepted()).toEqual([]);
    expect(await sending.status(id)).toBe('finished');

    server.reset();
    await controlDigest(deps, id, 'retry-failed');
    expect(await sending.status(id)).toBe('sending');
    await sending.send(id);
    expect(await stateOf(id, 'busy')).toBe('sent');
  });
});

describe('a delivery of which nobody knows', () => {
  let id: number;
  beforeEach(async () => {
    server.script('silent@example.org', { at: 'data', close: true });
    id = await sending.planFor('silent');
    await sending.send(id);
  });
  const deliveryId = async () => String((await sending.run('SELECT id FROM delivery'))[0]!['id']);

  test('is not sent again by anything but an admin’s word', async () => {
    sending.later(86_400);
    await sweep(deps);
    await controlDigest(deps, id, 'retry-failed');
    await sending.send(id, { ids: [await deliveryId()] });
    await planDigest(deps, id);
    expect(await stateOf(id, 'silent')).toBe('unknown');
    expect(server.received).toHaveLength(1);
    expect(await sending.status(id)).toBe('finished');
  });

  test('is sent once more, with the same Message-ID, when an admin says so', async () => {
    await resolveDelivery(deps, await deliveryId(), 'resend');
    expect(await sending.counts(id)).toMatchObject({ audience: 1, queued: 1, unknown: 0 });
    expect(await sending.status(id)).toBe('sending');
    await sending.send(id);
    expect(await sending.counts(id)).toMatchObject({ audience: 1, sent: 1 });
    expect(server.received).toHaveLength(2);
    expect(new Set(server.received.map(({ messageId }) => messageId)).size).toBe(1);
    await expect(resolveDelivery(deps, await deliveryId(), 'resend')).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('counts as sent when an admin says that it arrived', async () => {
    await resolveDelivery(deps, await deliveryId(), 'sent');
    expect(await sending.counts(id)).toMatchObject({ audience: 1, sent: 1, unknown: 0 });
    expect(server.received).toHaveLength(1);
  });
});

describe('several mail servers', () => {
  test('of which one refuses connections: the other one gets every message, once', async () => {
    const log = recordingLog();
    const dead = `smtp://127.0.0.1:${await freePort()}`;
    const other = await testService({ env: { SMTP_URL: `${dead} ${server.url}` }, log });
    try {
      other.clock.now = sending.now;
      await storePaper(other.deps);
      for (const name of ['a', 'b', 'c', 'd']) await addReader(other.deps, `${name}@example.org`);
      const { id } = await triggerDigest(other.deps, { origin: 'api' });
      await planDigest(other.deps, id);
      await sending.send(id, {
        ids: (await other.deps.stores.deliveries.queuedOfDigest(id)).map((queued) => queued.id),
        by: other.deps,
      });
      expect(await other.deps.stores.digests.counts(id)).toMatchObject({ audience: 4, sent: 4 });
    } finally {
      await other.close();
    }
    expect(server.accepted().sort()).toEqual(['a', 'b', 'c', 'd'].map((name) => `${name}@example.org`));
    const warned = log.lines.filter(({ message }) => message.includes('could not be used'));
    expect(warned).toHaveLength(1);
    expect(JSON.stringify(log.lines)).not.toContain('@example.org');
  });

  test('that are all down hold the digest back with a word of why, and no attempt is used up', async () => {
    const dead = `127.0.0.1:${await freePort()}`;
    const transport = await testService({ env: { SMTP_URL: `smtp://${dead}` } });
    const ending = new AbortController();
    try {
      const id = await sending.planFor('patient');
      const by = { ...deps, transport: transport.deps.transport };
      const waiting = sending.send(id, { by, signal: ending.signal });
      const { problem } = await until(async () => {
        const digest = (await deps.stores.digests.byId(id))!;
        return digest.problem !== null && digest;
      });
      expect(problem).toContain(dead);
      ending.abort();
      await waiting;
      expect(await deps.stores.digests.byId(id)).toMatchObject({ status: 'sending', problem: null });
      expect(await sending.deliveries(id)).toMatchObject({ patient: { state: 'queued', attempt: 0 } });
      await sending.send(id);
      expect(await sending.deliveries(id)).toMatchObject({ patient: { state: 'sent', attempt: 1 } });
    } finally {
      await transport.close();
    }
  });
});
