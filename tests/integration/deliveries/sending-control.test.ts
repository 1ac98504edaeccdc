import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendDeliveries } from '../../../src/app/deliveries/send-deliveries.ts';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import type { Deps } from '../../../src/app/deps.ts';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { unsubscribe } from '../../../src/app/subscribers/unsubscribe.ts';
import type { MailServer } from '../../support/mail/mail-server.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { addReader } from '../../support/readers.ts';
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

/** More than one batch of a job. */
/** More than can be on their way at once. */
const crowd = Array.from({ length: 90 }, (_, index) => `reader${index}`);
const idOf = async (name: string) => (await deps.stores.subscribers.byEmail(`${name}@example.org`))!.id;
const held = () => {
  let release: () => void = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
};

describe('whoever may not be mailed any more when their turn comes', () => {
  test('is not mailed: unsubscribed, complained, suppressed or erased after the digest was planned', async () => {
    const names = ['stays', 'unsubscribes', 'complains', 'is-suppressed', 'is-erased'];
    const id = await sending.planFor(...names);
    await unsubscribe(deps, { subscriberId: await idOf('unsubscribes'), means: 'one-click' });
    await deps.stores.subscribers.deactivate(await idOf('complains'), 'complained', sending.now);
    await deps.stores.suppressions.suppress('Is-Suppressed@example.org', 'manual');
    await deps.stores.subscribers.erase(await idOf('is-erased'));
    await sending.send(id);
    expect(server.received.map(({ to }) => to)).toEqual(['stays@example.org']);
    expect(await sending.states(id)).toEqual({
      stays: 'sent',
      unsubscribes: 'suppressed',
      complains: 'suppressed',
      'is-suppressed': 'suppressed',
    });
    expect(await sending.counts(id)).toMatchObject({ audience: 5, sent: 1, suppressed: 4 });
    expect(await sending.status(id)).toBe('finished');
  });

  test('is not mailed between two attempts either', async () => {
    server.script('reader@example.org', { at: 'data', reply: '451 4.3.0 later' });
    const id = await sending.planFor('reader');
    await sending.send(id);
    await unsubscribe(deps, { subscriberId: await idOf('reader'), means: 'page' });
    sending.later(30);
    await sending.send(id);
    expect(server.received).toHaveLength(1);
    expect(await sending.states(id)).toEqual({ reader: 'suppressed' });
  });
});

describe('a digest that is paused', () => {
  test('ends what is on its way, starts nothing more, and goes on when told to', async () => {
    const id = await sending.planFor(...crowd);
    server.onMessage = async () => {
      if ((await sending.status(id)) === 'sending') await controlDigest(deps, id, 'pause').catch(() => null);
    };
    await sending.send(id);
    const sent = server.accepted().length;
    expect(sent).toBeLessThan(90);
    expect(await sending.counts(id)).toMatchObject({ audience: 90, sent, queued: 90 - sent });
    expect(await deps.stores.digests.byId(id)).toMatchObject({
      status: 'paused',
      problem: expect.any(String),
    });

    sending.later(3_600);
    await sweep(deps);
    await sending.send(id);
    expect(server.received).toHaveLength(sent);

    server.onMessage = null;
    await sending.run('DELETE FROM pgboss.job');
    await controlDigest(deps, id, 'resume');
    const [job] = await sending.jobs();
    await sending.send(id, { ids: job!.data.deliveryIds });
    expect(await sending.counts(id)).toMatchObject({ audience: 90, sent: 90 });
    expect(new Set(server.accepted()).size).toBe(90);
    expect(await deps.stores.digests.byId(id)).toMatchObject({ status: 'finished', problem: null });
  });

  test('while it is planned goes on planning when told to', async () => {
    await addReader(deps, 'reader@example.org');
    const { id } = await triggerDigest(deps, { origin: 'api' });
    await controlDigest(deps, id, 'pause');
    await planDigest(deps, id);
    expect(await sending.counts(id)).toMatchObject({ audience: 0 });
    await sending.run('DELETE FROM pgboss.job');
    await controlDigest(deps, id, 'resume');
    expect(await sending.jobs('plan-digest')).toHaveLength(1);
    await planDigest(deps, id);
    await sending.send(id);
    expect(await sending.counts(id)).toMatchObject({ audience: 1, sent: 1 });
    expect(await sending.status(id)).toBe('finished');
  });

  test('cannot be resumed twice, nor paused once it ended', async () => {
    const id = await sending.planFor('reader');
    await expect(controlDigest(deps, id, 'resume')).rejects.toMatchObject({ code: 'conflict' });
    await sending.send(id);
    await expect(controlDigest(deps, id, 'pause')).rejects.toMatchObject({ code: 'conflict' });
    await expect(controlDigest(deps, 999, 'pause')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a digest that is cancelled', () => {
  test('ends what is on its way, and nothing else is ever sent', async () => {
    const id = await sending.planFor(...crowd);
    let told = false;
    server.onMessage = async () => {
      if (told) return;
      told = true;
      await controlDigest(deps, id, 'cancel');
    };
    await sending.send(id);
    const sent = server.accepted().length;
    expect(sent).toBeLessThan(90);
    expect(await sending.counts(id)).toMatchObject({ audience: 90, sent, cancelled: 90 - sent, queued: 0 });
    sending.later(3_600);
    await sweep(deps);
    await expect(controlDigest(deps, id, 'resume')).rejects.toMatchObject({ code: 'conflict' });
    await expect(controlDigest(deps, id, 'retry-failed')).rejects.toMatchObject({ code: 'conflict' });
    await sending.send(id);
    expect(server.received).toHaveLength(sent);
    expect(await sending.status(id)).toBe('cancelled');
  });

  test('does not leave a delivery queued that the server put off meanwhile', async () => {
    server.script('reader@example.org', { at: 'data', reply: '451 4.3.0 later' });
    const id = await sending.planFor('reader');
    server.onMessage = async () => void (await controlDigest(deps, id, 'cancel'));
    await sending.send(id);
    expect(await sending.counts(id)).toMatchObject({ audience: 1, cancelled: 1, queued: 0 });
  });

  test('cancels what came back to its queue as it was cancelled, neither having seen the other', async () => {
    const [id, other] = [await sending.planFor('reader'), await sending.planFor('another')];
    await sending.run("UPDATE digest SET status = 'cancelled' WHERE id = $1", [id]);
    await sweep(deps);
    expect(await sending.counts(id)).toMatchObject({ cancelled: 1, queued: 0 });
    expect((await sending.counts(other)).cancelled).toBe(0);
  });
});

describe('a worker that ends', () => {
  test('in good order finishes its batch and hands the rest to another', async () => {
    const id = await sending.planFor(...crowd);
    const ending = new AbortController();
    server.onMessage = () => ending.abort();
    await sending.run('DELETE FROM pgboss.job');
    await sending.send(id, { signal: ending.signal });
    const { sent, queued, ...others } = await sending.counts(id);
    expect(others).toMatchObject({ audience: 90, sending: 0, unknown: 0, failed: 0 });
    expect(sent).toBe(server.accepted().length);
    expect(queued).toBe(90 - sent);
    expect(queued).toBeGreaterThan(0);
    const handedBack = (await sending.jobs()).flatMap(({ data }) => data.deliveryIds);
    expect(handedBack.sort()).toEqual((await sending.queued(id)).sort());
  });

  test('in mid-send leaves deliveries unknown once their lease is over; its late word changes nothing', async () => {
    const gate = held();
    server.script('slow@example.org', { at: 'data', after: gate.until });
    const id = await sending.planFor('slow');
    const silent = { ...deps, attempts: { ...deps.attempts, renew: async () => undefined } };
    const stalled = sending.send(id, { by: silent });
    await until(() => server.inFlight() === 1);
    expect(await sending.counts(id)).toMatchObject({ audience: 1, sending: 1 });

    sending.later(55);
    await sweep(deps);
    expect(await sending.states(id)).toEqual({ slow: 'sending' });
    sending.later(65);
    await sweep(deps);
    expect(await sending.states(id)).toEqual({ slow: 'unknown' });
    expect(await sending.status(id)).toBe('finished');

    gate.release();
    await stalled;
    expect(await sending.deliveries(id)).toMatchObject({
      slow: { state: 'unknown', detail: expect.stringContaining('worker ended') },
    });
    expect(server.received).toHaveLength(1);
  });

  test('in mid-send says nothing of the attempt that an admin asked for after it', async () => {
    const { deliveries } = deps.stores;
    const { attempts } = deps;
    const id = await sending.planFor('slow');
    const begin = () =>
      sending
        .queued(id)
        .then((ids) => attempts.begin(ids, deps.now(), new Date(deps.now().getTime() + 60_000)));
    const [lost] = await begin();
    sending.later(120);
    expect(await deliveries.expireLeases(deps.now())).toBe(1);
    await deliveries.resolve(lost!.id, 'resend', deps.now());
    const [again] = await begin();
    const late = { kind: 'retry' as const, stage: 'data' as const, reply: '451 4.3.0 late' };
    await attempts.finish([{ delivery: lost!, outcome: late, retryAt: deps.now(), at: deps.now() }]);
    expect(await sending.states(id)).toEqual({ slow: 'sending' });
    const sent = { kind: 'sent' as const, reply: '250 2.0.0 ok' };
    await attempts.finish([{ delivery: again!, outcome: sent, retryAt: null, at: deps.now() }]);
    expect(await sending.states(id)).toEqual({ slow: 'sent' });
  });

  test('before it began leaves deliveries that are given out once more when no job speaks of them', async () => {
    const id = await sending.planFor('stranded', 'also-stranded');
    const ids = await sending.queued(id);
    await sweep(deps);
    expect(await sending.jobs()).toHaveLength(1);
    await sending.run('DELETE FROM pgboss.job');
    await Promise.all([sweep(deps), sweep(deps)]);
    expect((await sending.jobs()).flatMap(({ data }) => data.deliveryIds).sort()).toEqual(ids.sort());
    await sending.send(id, { ids });
    expect(await sending.counts(id)).toMatchObject({ audience: 2, sent: 2 });
  });

  test('leaves retries that are given out when they are due and their job is lost', async () => {
    server.script('reader@example.org', { at: 'data', reply: '451 4.3.0 later' });
    const id = await sending.planFor('reader');
    await sending.send(id);
    await sending.run('DELETE FROM pgboss.job');
    sending.later(20);
    await sweep(deps);
    expect(await sending.jobs()).toEqual([]);
    sending.later(3 * 60);
    await sweep(deps);
    const [job] = await sending.jobs();
    await sending.send(id, { ids: job!.data.deliveryIds });
    expect(await sending.deliveries(id)).toMatchObject({ reader: { state: 'sent', attempt: 2 } });
  });

  test('while planning leaves a digest that is planned on by another', async () => {
    await addReader(deps, 'reader@example.org');
    const { id } = await triggerDigest(deps, { origin: 'api' });
    await sending.run('DELETE FROM pgboss.job');
    await sweep(deps);
    await sweep(deps);
    expect((await sending.jobs('plan-digest')).map(({ data }) => data)).toEqual([{ digestId: id }]);
  });
});

describe('nobody gets a digest twice', () => {
  test('when two jobs of one process begin the same delivery at the same moment', async () => {
    const id = await sending.planFor('reader');
    const [delivery = ''] = await sending.queued(id);
    const ledger = deps.ledger(id);
    const begun = await Promise.all([ledger.begin(delivery), ledger.begin(delivery)]);
    expect(begun.map((one) => one?.attempt ?? null)).toEqual([1, null]);
  });

  test('when several workers have the same deliveries in hand', async () => {
    const id = await sending.planFor(...crowd);
    const ids = await sending.queued(id);
    const job = { digestId: id, deliveryIds: ids };
    const never = new AbortController().signal;
    await Promise.all([1, 2, 3].map(() => sendDeliveries(deps, job, never)));
    await sendDeliveries(deps, job, never);
    expect(server.received).toHaveLength(90);
    expect(new Set(server.accepted()).size).toBe(90);
    expect(await sending.counts(id)).toMatchObject({ audience: 90, sent: 90 });
  });
});
