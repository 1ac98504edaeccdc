import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Behaviour, startScriptedMailServer } from '../support/mail/scripted-mail-server.ts';
import { gate, never, openFaultRun } from '../support/processes/fault-run.ts';
import { verdict, watchSums } from '../support/processes/verdict.ts';
import { until } from '../support/until.ts';

/** The places of one worker at one mail server. */
const places = 20;
/** How long a mail server is down. */
const outage = 8_000;

// Side by side: two of them wait for the seconds that a worker gives a server to greet it.

test.concurrent('each end of a conversation has its outcome, and stops nobody else', async () => {
  await using faults = await openFaultRun();
  const { server } = faults;
  const others = 60;
  const odd = 'silent slow fin reset cut-before cut-within closing grey refusing refused'.split(' ');
  for (const one of odd) {
    // Domains of their own: one that puts mail off again and again is left alone for a while.
    await faults.addReaders(1, { name: one, domain: `${one}.example` });
    // The others come after the two for whom one waits, and before the lost connections, after which a worker offers
    // a server less at once.
    if (one === 'slow') await faults.addReaders(others);
  }
  const audience = others + odd.length;
  const end = gate();
  const late = gate();
  const script: Record<string, Behaviour> = {
    fin: ({ at }) => (at === 'dot' ? 'fin' : null),
    reset: ({ at }) => (at === 'dot' ? 'reset' : null),
    silent: ({ at }) => (at === 'dot' ? end.opened.then(() => 'reset') : null),
    'cut-before': ({ at, attempt }) => (at === 'data' && attempt === 1 ? 'reset' : null),
    // The kernel has taken the whole message by then: nobody can know how much of it was read.
    'cut-within': ({ at }) => (at === 'body' ? 'reset' : null),
    closing: ({ at, attempt }) => (at === 'data' && attempt === 1 ? { reply: '421 4.3.2 closing' } : null),
    grey: ({ at, attempt }) => (at === 'recipient' && attempt === 1 ? { reply: '450 4.7.1 later' } : null),
    refusing: ({ at }) => (at === 'dot' ? { reply: '450 4.2.1 not now' } : null),
    refused: ({ at }) => (at === 'recipient' ? { reply: '550 5.1.1 no such user' } : null),
    slow: ({ at }) => (at === 'dot' ? late.opened : null),
  };
  server.behave = (moment) => script[moment.to?.split('1@')[0] ?? '']?.(moment) ?? null;

  let worker = await faults.startWorker();
  const id = await faults.trigger();
  await using looks = watchSums(faults, { [id]: audience });
  const deliveryTo = async (one: string) => (await faults.deliveries(id)).get(`${one}1@${one}.example`);
  const stateOf = async (one: string) => (await deliveryTo(one))?.state;
  await until(async () => (await faults.counts(id)).sent >= others);
  expect([await stateOf('slow'), await stateOf('silent')]).toEqual(['sending', 'sending']);
  late.open();
  await until(async () => (await stateOf('slow')) === 'sent');
  end.open();
  await until(async () => (await stateOf('silent')) === 'unknown');

  const refusals = () => server.mails.filter(({ answer }) => answer?.startsWith('450') === true).length;
  for (let attempt = 1; attempt < 7; attempt++) {
    await until(async () => refusals() === attempt && (await stateOf('refusing')) === 'queued');
    // A worker leaves a domain alone after five deferrals in a row; another one has met with none of them.
    if (attempt === 4) {
      worker.child.kill('SIGTERM');
      expect(await worker.ended).toBe(0);
      worker = await faults.startWorker();
    }
    await faults.retryNow(id);
  }
  await faults.finished(id);
  const found = await Promise.all(odd.map(async (one) => [one, await deliveryTo(one)]));
  expect(Object.fromEntries(found)).toMatchObject({
    silent: { state: 'unknown', attempt: 1 },
    slow: { state: 'sent', attempt: 1 },
    fin: { state: 'unknown', attempt: 1 },
    reset: { state: 'unknown', attempt: 1 },
    'cut-before': { state: 'sent', attempt: 2 },
    'cut-within': { state: 'unknown', attempt: 1 },
    closing: { state: 'sent', attempt: 2 },
    grey: { state: 'sent', attempt: 2 },
    refusing: { state: 'failed', attempt: 7 },
    refused: { state: 'failed', attempt: 1 },
  });
  expect(await verdict(faults, id, audience)).toEqual([]);
  expect((await looks.end()).wrong).toEqual([]);
});

test.concurrent('a server that goes down in mid-digest is waited for; the digest says so', async () => {
  await using faults = await openFaultRun();
  const { server } = faults;
  const audience = 300;
  await faults.addReaders(audience);
  await faults.startWorker();
  // From some message on it answers none; then it goes down with all that it has.
  server.behave = ({ at }) => (at === 'dot' && server.taken().length > 100 ? never : null);
  const unanswered = () => server.mails.filter(({ answer }) => answer === null);
  const id = await faults.trigger();
  await using looks = watchSums(faults, { [id]: audience });
  await until(() => unanswered().filter(({ wholeAt }) => wholeAt !== null).length >= 3);
  await server.shut();
  const inFlight = unanswered().map(({ to }) => to);
  const whole = unanswered().flatMap(({ to, wholeAt }) => (wholeAt === null ? [] : (to ?? [])));
  server.recover();
  const problem = await until(async () => (await faults.digest(id)).problem);
  expect(problem).toMatch(/refuses connections/);
  // A worker asks again after one second, two more, and so on; nobody's attempts are used up meanwhile.
  await wait(outage);
  const resting = await faults.counts(id);
  expect(resting).toMatchObject({ audience, failed: 0, sending: 0 });
  expect(resting.queued).toBeGreaterThan(100);

  await server.open();
  await until(async () => (await faults.digest(id)).problem === null);
  await until(async () => {
    await faults.retryNow(id);
    return (await faults.digest(id)).status === 'finished';
  });
  expect(await verdict(faults, id, audience)).toEqual([]);
  const unknown = await faults.inState(id, 'unknown');
  // What the server had read whole, and perhaps more: the kernel can have taken what it had yet to read.
  expect(unknown).toEqual(expect.arrayContaining(whole));
  expect(inFlight).toEqual(expect.arrayContaining(unknown));
  expect(inFlight.length).toBeLessThanOrEqual(places);
  expect((await looks.end()).wrong).toEqual([]);
});

test.concurrent('a server that accepts connections and says nothing is waited for, too', async () => {
  await using faults = await openFaultRun();
  const { server } = faults;
  const audience = 150;
  await faults.addReaders(audience);
  server.behave = () => never;
  await faults.startWorker();
  const id = await faults.trigger();
  await using looks = watchSums(faults, { [id]: audience });
  const problem = await until(async () => (await faults.digest(id)).problem, { every: 100 });
  expect(problem).toMatch(/does not answer/);
  // Waiting uses nobody's attempts up.
  expect(await faults.counts(id)).toMatchObject({ audience, queued: audience });
  await server.shut();
  server.recover();
  await server.open();
  await until(async () => (await faults.digest(id)).problem === null);
  await faults.finished(id);
  expect(await verdict(faults, id, audience)).toEqual([]);
  expect(await faults.counts(id)).toMatchObject({ audience, sent: audience });
  expect((await looks.end()).wrong).toEqual([]);
});

test.concurrent('a silent server beside a good one keeps back only who waits for it', async () => {
  await using faults = await openFaultRun();
  await using silent = await startScriptedMailServer();
  silent.behave = () => never;
  const audience = 150;
  await faults.addReaders(audience);
  // The silent one is given up when all others have had time to go out, on a busy machine, too.
  const greeting = '15000';
  await faults.startWorker({
    SMTP_URL: `${silent.url} ${faults.server.url}`,
    TEST_GREETING_MS: greeting,
  });
  const id = await faults.trigger();
  await using looks = watchSums(faults, { [id]: audience });
  const problems = new Set<string | null>();
  const look = async () => {
    const { status, problem } = await faults.digest(id);
    problems.add(problem);
    return status;
  };
  // All but the few whose turn came for a place at the silent one.
  await until(async () => (await look()) === 'sending' && (await faults.counts(id)).sent >= audience - 4);
  await until(async () => (await look()) === 'finished', { every: 100 });
  expect([...problems]).toEqual([null]);
  expect(await verdict(faults, id, audience)).toEqual([]);
  expect(await faults.counts(id)).toMatchObject({ audience, sent: audience });
  expect((await looks.end()).wrong).toEqual([]);
});
