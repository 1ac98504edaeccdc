import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordHardBounce } from '../../../src/app/bounces/record-hard-bounce.ts';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import {
  addIntegration,
  changeSecret,
  editIntegration,
  retryIntegration,
  switchIntegration,
  testIntegration,
} from '../../../src/app/integrations/edit-integrations.ts';
import { lookAfterIntegrations } from '../../../src/app/integrations/look-after-integrations.ts';
import { tellIntegration } from '../../../src/app/integrations/tell-integration.ts';
import { confirm } from '../../../src/app/subscribers/confirm.ts';
import { eraseSubscriber } from '../../../src/app/subscribers/erase-subscriber.ts';
import { subscribe } from '../../../src/app/subscribers/subscribe.ts';
import { unsubscribe } from '../../../src/app/subscribers/unsubscribe.ts';
import { toldEvents } from '../../../src/domain/integrations/integration.ts';
import type { TypedIntegration } from '../../../src/domain/integrations/typed-integration.ts';
import { runJobs } from '../../support/jobs.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { openReceiver, type Received, type Receiver } from '../../support/web/receiver.ts';

let service: TestService;
let receiver: Receiver;
let readers = 0;
beforeAll(async () => {
  service = await testService({ env: { NODE_ENV: 'test' }, tuning: { outgoingTimeoutMs: 1_000 } });
  receiver = await openReceiver();
});
afterAll(async () => {
  await service.close();
  await receiver.close();
});
beforeEach(async () => {
  await sql(service.databaseUrl, 'DELETE FROM integration');
  service.clock.now = null;
  receiver.take();
});

const typed: TypedIntegration = {
  name: 'A program',
  url: '',
  room: '',
  token: '',
  events: toldEvents,
  withReader: false,
  topics: [],
  papers: '5',
  hour: '8',
  timezone: 'UTC',
};
const depsOf = () => service.deps;
const add = async (said: Partial<TypedIntegration> = {}) =>
  await addIntegration(depsOf(), {
    kind: 'webhook',
    typed: { ...typed, url: `${receiver.url}/hook`, ...said },
    actor: 'a test',
  });
const reader = async () => await addReader(depsOf(), `reader${readers++}@example.org`);
const leave = async (subscriberId: number) =>
  await unsubscribe(depsOf(), { subscriberId, means: 'one-click' });
/** What a look and the workers do; the service's clock is as it was set. */
async function work(): Promise<void> {
  await lookAfterIntegrations(depsOf());
  await runJobs(service);
}
const later = (ms: number) => {
  service.clock.now = new Date((service.clock.now ?? new Date()).getTime() + ms);
};
const told = () => receiver.take().map(({ body }) => JSON.parse(body) as { type: string; data: object });
const states = async (id: number) =>
  (await depsOf().stores.integrations.log(id, 50)).map(({ state }) => state);
const one = async (id: number) => (await depsOf().stores.integrations.byId(id))!;

/** The check of a receiver, written from the standard's text and with nothing of ours. */
function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const mac = createHmac('sha256', key).update(signed, 'utf8').digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${mac}`);
}

describe('a webhook is told', () => {
  test('that somebody confirmed, left, bounced, and that a digest is finished; of nobody by name', async () => {
    await add();
    const email = 'new@example.org';
    await subscribe(depsOf(), { email, form: 'a test', clientIp: null });
    await runJobs(service);
    const mail = (await depsOf().stores.caughtMail.list(1))[0]!;
    const raw = Buffer.from((await depsOf().stores.caughtMail.byId(mail.id))!.raw).toString();
    const token = /confirm\/([\w-]+)/.exec(raw.replaceAll('=\r\n', ''))![1]!;
    await confirm(depsOf(), { token, clientIp: null });
    const { id } = (await depsOf().stores.subscribers.byEmail(email))!;
    await leave(id);
    await recordHardBounce(depsOf(), await reader(), '550 5.1.1 <reader@example.org> unknown');
    const digest = await triggerDigest(depsOf(), { origin: 'api' });
    await planDigest(depsOf(), digest.id);
    await sweep(depsOf());
    await work();
    const bodies = receiver.received.map(({ body }) => body).join('\n');
    expect(bodies).not.toContain('@example.org');
    const got = told();
    expect(got.map(({ type }) => type).toSorted()).toEqual(toldEvents.toSorted());
    expect(got.find(({ type }) => type === 'subscriber.bounced')!.data).toEqual({
      kind: 'bounced',
      status: '550 5.1.1',
    });
    expect(got.find(({ type }) => type === 'digest.finished')!.data).toMatchObject({
      digest: { id: digest.id, kind: 'digest', status: 'finished', counts: { audience: expect.any(Number) } },
    });
    expect(got.find(({ type }) => type === 'subscriber.unsubscribed')!.data).toEqual({});
  });

  test('who it was only where it asks for it, and not once they are erased', async () => {
    const { id } = await add({ withReader: true });
    const [kept, erased] = [await reader(), await reader()];
    await leave(kept);
    await leave(erased);
    await eraseSubscriber(depsOf(), erased);
    await work();
    const email = `reader${readers - 2}@example.org`;
    expect(told().map(({ data }) => data)).toEqual([{ subscriber: { id: kept, email } }, {}]);
    // The page of privacy stays true.
    const privacy = await (await service.app()).inject('/privacy');
    expect(privacy.body).toContain('our own programs at 127');
    await eraseSubscriber(depsOf(), kept);
    const log = await depsOf().stores.integrations.log(id, 50);
    expect(log.map(({ subscriberId }) => subscriberId)).toEqual([null, null]);
    expect(JSON.stringify(await sql(service.databaseUrl, 'SELECT * FROM integration_message'))).not.toContain(
      '@',
    );
  });

  test('only what it chose, and nothing while it is off', async () => {
    const { id } = await add({ events: ['subscriber.bounced'] });
    await leave(await reader());
    await switchIntegration(depsOf(), id, false, 'a test');
    await recordHardBounce(depsOf(), await reader(), '550');
    await switchIntegration(depsOf(), id, true, 'a test');
    await work();
    expect(told()).toEqual([]);
  });

  test('of nothing that was rolled back', async () => {
    const { id } = await add();
    const subscriberId = await reader();
    await depsOf()
      .atomically(async (stores) => {
        await stores.subscribers.deactivate(subscriberId, 'unsubscribed', new Date());
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await states(id)).toEqual([]);
  });
});

describe('what is sent', () => {
  test('is signed as the standard says, by the old secret too for a day', async () => {
    const { id, secret } = await add();
    await testIntegration(depsOf(), id, 'a test');
    const fresh = await changeSecret(depsOf(), id, 'a test');
    await testIntegration(depsOf(), id, 'a test');
    later(25 * 3_600_000);
    await testIntegration(depsOf(), id, 'a test');
    const [first, second, third] = receiver.received;
    expect(first!.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': /Offprint/ });
    expect([isSigned(first!, secret!), isSigned(first!, fresh)]).toEqual([true, false]);
    expect([isSigned(second!, secret!), isSigned(second!, fresh)]).toEqual([true, true]);
    expect([isSigned(third!, secret!), isSigned(third!, fresh)]).toEqual([false, true]);
    expect(isSigned({ ...first!, body: first!.body.replace('test', 'tent') }, secret!)).toBe(false);
    const age = Date.now() / 1000 - Number(first!.headers['webhook-timestamp']);
    expect(Math.abs(age)).toBeLessThan(60);
  });

  test('is tried again with the same id until it arrives', async () => {
    const { id } = await add();
    await leave(await reader());
    receiver.reply(500, 'hang', 'cut', { status: 302, headers: { location: `${receiver.url}/elsewhere` } });
    for (const pause of [0, 6_000, 331_000, 1_981_000, 7_921_000]) {
      later(pause);
      await work();
    }
    const got = receiver.take();
    expect(got.map(({ path }) => path)).toEqual(Array.from({ length: 5 }, () => '/hook'));
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [message] = await depsOf().stores.integrations.log(id, 1);
    expect(message!.state).toBe('delivered');
    expect(message!.attempts.map(({ trouble }) => trouble)).toEqual([
      'answered 500',
      'did not answer within 1 s',
      expect.stringContaining('could not be reached'),
      expect.stringContaining('redirect'),
      null,
    ]);
    expect((await one(id)).failingSince).toBeNull();
  });

  test('waits as long as the receiver asks', async () => {
    const { id } = await add();
    await leave(await reader());
    receiver.reply({ status: 429, headers: { 'retry-after': '3600' } });
    await work();
    const [message] = await depsOf().stores.integrations.log(id, 1);
    expect(message!.nextTryAt.getTime() - Date.now()).toBeGreaterThan(3_500_000);
  });

  test('is not given up by a killed worker, and not sent by two at once', async () => {
    const { id } = await add();
    await leave(await reader());
    const lease = new Date(Date.now() + 60_000);
    // As a worker that is killed with it in hand.
    expect(await depsOf().stores.integrations.take(id, new Date(), lease)).not.toBeNull();
    await tellIntegration(depsOf(), id, new AbortController().signal);
    expect(told()).toEqual([]);
    later(61_000);
    await work();
    expect(told()).toHaveLength(1);
    expect(await states(id)).toEqual(['delivered']);
  });
});

describe('a webhook is switched off', () => {
  test('when it is gone, with words for whoever looks', async () => {
    const { id } = await add();
    await leave(await reader());
    await leave(await reader());
    receiver.reply(410);
    await work();
    await work();
    expect(receiver.take()).toHaveLength(1);
    expect(await one(id)).toMatchObject({ enabled: false, offReason: expect.stringContaining('410') });
    expect(await states(id)).toEqual(['failed', 'failed']);
    expect(await depsOf().stores.integrations.listSwitchedOff()).toHaveLength(1);
  });

  test('when nothing arrived for more than a day; what failed can be sent again', async () => {
    const { id } = await add();
    await leave(await reader());
    receiver.reply(...Array.from({ length: 8 }, () => 503));
    for (let hours = 0; hours < 36; hours++) {
      await work();
      later(3_600_000);
      if (hours < 20) expect((await one(id)).enabled).toBe(true);
    }
    expect(receiver.take()).toHaveLength(8);
    expect((await one(id)).enabled).toBe(false);
    await expect(retryIntegration(depsOf(), id, 'a test')).rejects.toThrow('switch it on');
    await switchIntegration(depsOf(), id, true, 'a test');
    expect(await retryIntegration(depsOf(), id, 'a test')).toBe(1);
    await work();
    expect(told()).toHaveLength(1);
    expect(await one(id)).toMatchObject({ offReason: null, failingSince: null });
  });
});

describe('an address', () => {
  test.each([
    'http://example.org/hook',
    'https://10.0.0.1/hook',
    'https://169.254.169.254/latest',
    'https://[::ffff:192.168.1.1]/',
    'https://printer.local/',
    'https://user:password@example.org/',
    'no address',
    '',
  ])('is refused that is not for all to reach: %s', async (url) => {
    await expect(add({ url })).rejects.toMatchObject({ fields: [{ field: 'url' }] });
  });

  test('is checked again when a connection is made: a name that stands for this machine is not asked', async () => {
    const closed = await testService({ tuning: { outgoingTimeoutMs: 1_000 } });
    const { port } = new URL(receiver.url);
    const send = (url: string) => closed.deps.outgoing.send({ method: 'POST', url, headers: {}, body: '{}' });
    const reason = 'its address is not on the public internet';
    expect(await send(`http://localhost:${port}/`)).toEqual({
      kind: 'unreached',
      reason: expect.stringContaining(reason),
    });
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({ kind: 'unreached', reason });
    expect(receiver.take()).toEqual([]);
    await closed.close();
  });

  test('stays as it was when it is edited, and is told again when the secret key is another', async () => {
    const { id, secret } = await add();
    await editIntegration(depsOf(), id, { typed: { ...typed, url: `${receiver.url}/new` }, actor: 'a test' });
    await testIntegration(depsOf(), id, 'a test');
    const [got] = receiver.take();
    expect([got!.path, isSigned(got!, secret!)]).toEqual(['/new', true]);
    await sql(service.databaseUrl, `UPDATE integration SET sealed = '\\x00'`);
    const { trouble } = await testIntegration(depsOf(), id, 'a test');
    expect(trouble).toContain('SECRET_KEY');
  });
});
