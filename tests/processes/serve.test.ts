import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { triggerDigest } from '../../src/app/digests/trigger-digest.ts';
import { waitingJobs } from '../support/jobs.ts';
import { openSending, type Sending } from '../support/mail/sending.ts';
import { emptyTables } from '../support/postgres/empty-tables.ts';
import { offprint } from '../support/processes/command-line.ts';
import { quickenHeartbeats } from '../support/processes/heartbeats.ts';
import { childrenOf, type ServeProcess, startServe } from '../support/processes/serve-process.ts';
import { addManyReaders } from '../support/readers.ts';
import { until } from '../support/until.ts';

let sending: Sending;
let running: ServeProcess[] = [];
beforeAll(async () => {
  sending = await openSending();
  await quickenHeartbeats(sending.service.databaseUrl);
});
afterAll(() => sending.close());
beforeEach(async () => {
  await sending.reset();
  await emptyTables(sending.service.databaseUrl, ['caught_mail'], { numbers: 'go on' });
  sending.service.clock.now = null;
  return async () => {
    for (const one of running) await one.stop();
    running = [];
  };
});

async function serve(
  role: string,
  env: Record<string, string> = {},
  { args = [], impatient = false }: { args?: string[]; impatient?: boolean } = {},
): Promise<ServeProcess> {
  const started = await startServe({
    impatient,
    databaseUrl: sending.service.databaseUrl,
    args: ['--role', role, ...args],
    env: { SAMPLE_PAPERS: 'off', SECRET_KEY: sending.service.secretKey, ...env },
  });
  running.push(started);
  return started;
}
const subscribe = (url: string, email: string) =>
  fetch(`${url}/api/v1/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email }),
  });
const statusOf = async (url: string) => (await fetch(url)).status;
const caughtMails = async () => (await sending.deps.stores.caughtMail.list(100)).length;

describe('the roles', () => {
  test('web serves the site and leaves the work to worker, which serves its probes alone', async () => {
    const web = await serve('web');
    expect((await subscribe(web.url, 'new@example.org')).status).toBe(202);
    expect(await statusOf(`${web.url}/`)).toBe(200);
    const later = sending.service;
    expect((await waitingJobs(later)).map(({ name }) => name)).toEqual(['send-subscription-mail']);

    const worker = await serve('worker');
    await until(async () => (await caughtMails()) === 1);
    expect(await waitingJobs(later)).toEqual([]);
    for (const probe of ['healthz', 'readyz', 'metrics']) {
      expect(await statusOf(`${worker.url}/${probe}`)).toBe(200);
    }
    for (const page of ['', 'admin', 'mailbox', 'api/v1/papers', 'api/openapi.json']) {
      expect(await statusOf(`${worker.url}/${page}`), page).toBe(404);
    }
  });

  test('--workers starts further processes, keeps them going, and ends them with itself', async () => {
    const first = await serve('worker', {}, { args: ['--workers', '3'] });
    const both = await until(async () => {
      const found = await childrenOf(first.child.pid ?? 0);
      return found.length === 2 && found;
    });
    process.kill(both[0] ?? 0, 'SIGKILL');
    const again = await until(async () => {
      const found = await childrenOf(first.child.pid ?? 0);
      return found.length === 2 && !found.includes(both[0] ?? 0) && found;
    });
    expect(again).toContain(both[1]);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    for (const pid of again) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('a port that is taken ends the start with a word of which one, and what to set', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const result = await offprint(['serve'], {
      DATABASE_URL: sending.service.databaseUrl,
      PORT: String(port),
      SECRET_KEY: sending.service.secretKey,
    });
    other.close();
    expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(`Port ${port}.*PORT`) });
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
});

/** A digest for `count` readers, and a worker whose mail server holds its replies until `release` is called. */
async function workerInMidSend(count: number) {
  const replies = Promise.withResolvers<void>();
  sending.server.onMessage = () => replies.promise;
  const now = new Date();
  await addManyReaders(sending.service.databaseUrl, count, {
    dueAt: new Date(now.getTime() + 86_400_000),
    confirmedAt: new Date(now.getTime() - 86_400_000),
  });
  const { id } = await triggerDigest(sending.deps, { origin: 'api', asOf: sending.now });
  const worker = await serve('worker', { SMTP_URL: sending.server.url, LEASE_SECONDS: '2' });
  await until(() => sending.server.inFlight() >= 3);
  return { id, worker, release: () => replies.resolve() };
}
const expectNobodyTwice = () => {
  const ids = sending.server.received.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
};

describe('a worker that is told to end in mid-send', () => {
  test('finishes what is on its way, hands back the rest, and the next one sends that', async () => {
    const { id, worker, release } = await workerInMidSend(150);
    worker.child.kill('SIGTERM');
    await until(async () => (await fetch(worker.url).catch(() => null)) === null);
    release();
    expect(await worker.ended).toBe(0);
    const after = await sending.counts(id);
    expect(after).toMatchObject({ audience: 150, sending: 0, unknown: 0, failed: 0 });
    expect(after.sent).toBeGreaterThanOrEqual(3);
    expect(after.queued).toBe(150 - after.sent);

    await serve('worker', { SMTP_URL: sending.server.url });
    await until(async () => (await sending.status(id)) === 'finished');
    expect(await sending.counts(id)).toMatchObject({ audience: 150, sent: 150 });
    expect(sending.server.accepted()).toHaveLength(150);
    expectNobodyTwice();
  });

  test('by force leaves what was on its way unknown and loses nobody', async () => {
    const { id, worker, release } = await workerInMidSend(150);
    const inFlight = sending.server.inFlight();
    worker.child.kill('SIGKILL');
    await worker.ended;
    release();
    await serve('worker', { SMTP_URL: sending.server.url, LEASE_SECONDS: '2' }, { impatient: true });
    await until(async () => (await sending.status(id)) === 'finished');
    const counts = await sending.counts(id);
    expect(counts).toMatchObject({ audience: 150, queued: 0, sending: 0, failed: 0 });
    expect(counts.sent + counts.unknown).toBe(150);
    expect(counts.unknown).toBeGreaterThan(0);
    // At most one for each place at the server, whatever it had read of them.
    expect(counts.unknown).toBeLessThanOrEqual(20);
    expect(counts.unknown).toBeGreaterThanOrEqual(inFlight);
    expectNobodyTwice();
  });
});
