import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Timeouts } from '../../../src/adapters/smtp/timeouts.ts';
import { createSmtpTransport } from '../../../src/adapters/smtp/transport.ts';
import type { MailTransport, OutgoingMail, SendingPlace } from '../../../src/app/mail.ts';
import { type MailServer, startMailServer } from '../../support/mail/mail-server.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { until } from '../../support/until.ts';

// How messages are spread over servers and connections, and what happens while servers are down.

let server: MailServer;
let log: ReturnType<typeof recordingLog>;
const ends: (() => Promise<void>)[] = [];

async function start(options = {}): Promise<MailServer> {
  const started = await startMailServer(options);
  ends.push(() => started.close());
  return started;
}
function open(urls: string[], timeouts: Partial<Timeouts> = {}): MailTransport {
  const transport = createSmtpTransport({ urls, log, timeouts: { quit: 200, drain: 5_000, ...timeouts } });
  ends.push(() => transport.close());
  return transport;
}
const mailTo = (name: string): OutgoingMail => ({
  envelopeFrom: 'bounces@example.com',
  envelopeTo: `${name}@example.org`,
  raw: Buffer.from('Subject: x\r\n\r\nwords\r\n'),
});
const names = (count: number) => Array.from({ length: count }, (_, at) => `reader${at}`);
/** Sends to all, so many at a time; returns how many were accepted. */
async function sendAll(transport: MailTransport, to: readonly string[], lanes: number): Promise<number> {
  const rest = [...to];
  let accepted = 0;
  const lane = async () => {
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      const place = await transport.reserve();
      if ((await place.send(mailTo(name))).accepted) accepted++;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return accepted;
}
/** How many places can be had at once. */
async function countPlaces(transport: MailTransport): Promise<number> {
  const places: SendingPlace[] = [];
  for (;;) {
    const place = await transport.reserve(AbortSignal.timeout(600)).catch(() => null);
    if (place === null) break;
    places.push(place);
  }
  for (const place of places) place.release();
  return places.length;
}
const sorted = (list: readonly string[]) => list.toSorted();
const logged = (level: string) => log.lines.filter((line) => line.level === level);

beforeEach(async () => {
  log = recordingLog();
  server = await start();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe('messages on their way to one server', () => {
  test('are four at first, and more with each window of answers, up to the limit', async () => {
    const transport = open([`${server.url}?connections=9`]);
    const { promise: gate, resolve: go } = Promise.withResolvers<void>();
    server.onMessage = () => gate;
    const all = sendAll(transport, names(150), 30);
    await until(() => server.inFlight() === 4);
    expect(server.connections()).toBe(4);
    go();
    expect(await all).toBe(150);
    expect(server.mostConnections()).toBe(9);
    expect(await countPlaces(transport)).toBe(9);
  });

  test('become fewer when it refuses most of them for now, and again more later', async () => {
    const transport = open([`${server.url}?connections=8`]);
    await sendAll(transport, names(100), 20);
    expect(await countPlaces(transport)).toBe(8);
    server.onSender = () => '451 4.3.2 overloaded';
    expect(await sendAll(transport, names(30), 20)).toBe(0);
    expect(await countPlaces(transport)).toBeLessThanOrEqual(4);
    expect(transport.outage()).toBeNull();
    server.onSender = null;
    expect(await sendAll(transport, names(100), 20)).toBe(100);
    expect(await countPlaces(transport)).toBe(8);
  });

  test('stay below what it lets in, and none suffers for it', async () => {
    const narrow = await start({ mostConnections: 5 });
    const transport = open([narrow.url]);
    expect(await sendAll(transport, names(200), 20)).toBe(200);
    expect(sorted(narrow.accepted())).toEqual(sorted(names(200).map((name) => `${name}@example.org`)));
    expect(logged('warn').length).toBeGreaterThanOrEqual(1);
    expect(narrow.mostConnections()).toBeLessThanOrEqual(5);
  });

  test('wait after a 421, with its words as the reason', async () => {
    const transport = open([server.url]);
    server.script('first@example.org', { at: 'rcpt', reply: '421 4.7.0 slow down, reader@example.org' });
    expect(await transport.send(mailTo('first'))).toMatchObject({ accepted: false });
    const { host } = new URL(server.url);
    expect(transport.outage()).toBe(`${host} asks us to wait (421 4.7.0 slow down, [address]); trying again`);
    expect(await transport.send(mailTo('first'))).toMatchObject({ accepted: true });
    expect(transport.outage()).toBeNull();
  });
});

describe('several servers', () => {
  test('share by their weights', async () => {
    const heavy = await start();
    const transport = open([server.url, `${heavy.url}?weight=3`]);
    expect(await sendAll(transport, names(40), 1)).toBe(40);
    expect([server.accepted().length, heavy.accepted().length]).toEqual([10, 30]);
  });

  test('stand in for one that refuses connections, and one line is logged', async () => {
    const dead = await startMailServer();
    await dead.close();
    const transport = open([dead.url, server.url]);
    expect(await sendAll(transport, names(30), 10)).toBe(30);
    expect(server.accepted()).toHaveLength(30);
    expect(transport.outage()).toBeNull();
    expect(logged('warn')).toEqual([
      {
        level: 'warn',
        fields: { server: new URL(dead.url).host, reason: expect.stringContaining('ECONNREFUSED') },
        message: 'an SMTP server could not be used',
      },
    ]);
  });

  test('take over a message of which one has seen nothing, and never one that was given', async () => {
    const other = await start();
    const transport = open([`${server.url}?weight=100`, other.url]);
    server.onSender = () => 'close';
    expect(await transport.send(mailTo('moved'))).toMatchObject({ accepted: true });
    expect([server.accepted(), other.accepted()]).toEqual([[], ['moved@example.org']]);
    server.onSender = null;
    server.script('given@example.org', { at: 'data', instead: 'fin' });
    expect(await transport.send(mailTo('given'))).toMatchObject({ accepted: false, bodyGiven: true });
    expect(other.accepted()).toEqual(['moved@example.org']);
  });

  test('that are all down are an outage, named one by one, without a password', async () => {
    const [one, two] = [await startMailServer(), await startMailServer()];
    await Promise.all([one.close(), two.close()]);
    const hosts = [one, two].map(({ url }) => new URL(url).host);
    const transport = open(hosts.map((host) => `smtp://ada:geheim@${host}`));
    expect(transport.outage()).toBeNull();
    const enough = new AbortController();
    const place = transport.reserve(enough.signal).catch((error: unknown) => error);
    const words = await until(() => transport.outage());
    for (const host of hosts) {
      expect(words).toContain(`${host} refuses connections (connect ECONNREFUSED ${host})`);
    }
    expect(words).toMatch(/; trying again$/);
    enough.abort('enough');
    expect(await place).toBe('enough');
    expect(words + JSON.stringify(log.lines)).not.toContain('geheim');
  });
});

test('a server that is down for a while is used again when it is back, and messages wait for it', async () => {
  const port = Number(new URL(server.url).port);
  const transport = open([server.url]);
  expect(await sendAll(transport, names(3), 3)).toBe(3);
  await server.close();
  const all = sendAll(transport, names(20), 8);
  await until(() => transport.outage());
  server = await start({ port });
  // But for those that had been given a connection before it was known that all are closed.
  expect(await all).toBeGreaterThanOrEqual(20 - 4);
  expect(transport.outage()).toBeNull();
  expect(logged('warn')).toHaveLength(1);
  expect(logged('info')).toEqual([
    {
      level: 'info',
      fields: { server: new URL(server.url).host, downSeconds: expect.any(Number) },
      message: 'an SMTP server can be used again',
    },
  ]);
});

describe('a place', () => {
  test('that is waited for can be given up, and none is lost by it', async () => {
    const transport = open([`${server.url}?connections=1`]);
    const held = await transport.reserve();
    const given = new AbortController();
    const waiting = transport.reserve(given.signal).catch((error: unknown) => error);
    const next = transport.reserve();
    given.abort('given up');
    expect(await waiting).toBe('given up');
    held.release();
    held.release();
    await (await next).send(mailTo('next'));
    await expect(transport.reserve(AbortSignal.abort('at once'))).rejects.toBe('at once');
    expect(await countPlaces(transport)).toBe(1);
  });

  test('is not lost when it is given up while the server is connected to', async () => {
    const transport = open([`${server.url}?connections=1`]);
    const given = new AbortController();
    const waiting = transport.reserve(given.signal).catch((error: unknown) => error);
    given.abort('given up');
    expect(await waiting).toBe('given up');
    expect(await transport.send(mailTo('next'))).toMatchObject({ accepted: true });
    expect(server.opened()).toBe(1);
  });

  test('is good for one message', async () => {
    const transport = open([server.url]);
    const place = await transport.reserve();
    expect(await place.send(mailTo('one'))).toMatchObject({ accepted: true });
    expect(await place.send(mailTo('two'))).toMatchObject({ accepted: false, bodyGiven: false });
    expect(server.accepted()).toEqual(['one@example.org']);
  });

  test('that does not come in time leaves a single message not given', async () => {
    const transport = open([`${server.url}?connections=1`], { place: 100 });
    const held = await transport.reserve();
    expect(await transport.send(mailTo('late'))).toEqual({
      reply: null,
      stage: null,
      accepted: false,
      bodyGiven: false,
      error: 'every mail server is busy',
      server: null,
    });
    held.release();
  });
});

describe('connections', () => {
  test('are closed when they were idle for a while', async () => {
    const transport = open([server.url], { idle: 100 });
    await sendAll(transport, names(4), 4);
    expect(server.connections()).toBe(4);
    await until(() => server.connections() === 0);
    expect(await transport.send(mailTo('later'))).toMatchObject({ accepted: true });
    expect(logged('warn')).toEqual([]);
  });

  test('are closed after a thousand messages', async () => {
    const transport = open([server.url]);
    expect(await sendAll(transport, names(1_001), 1)).toBe(1_001);
    expect(server.opened()).toBe(2);
    expect(server.mostConnections()).toBe(1);
  });
});

describe('closing', () => {
  test('lets messages on their way arrive, and refuses all others', async () => {
    const transport = open([`${server.url}?connections=2`]);
    const { promise: gate, resolve: go } = Promise.withResolvers<void>();
    server.onMessage = () => gate;
    const onItsWay = transport.send(mailTo('on-its-way'));
    await until(() => server.inFlight() === 1);
    const held = await transport.reserve();
    const waiting = transport.reserve().catch((error: unknown) => error);
    const closed = transport.close();
    expect(await waiting).toMatchObject({ code: 'unavailable' });
    await expect(transport.reserve()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await held.send(mailTo('too-late'))).toMatchObject({ accepted: false, bodyGiven: false });
    expect(await transport.send(mailTo('too-late'))).toMatchObject({ accepted: false, bodyGiven: false });
    go();
    expect(await onItsWay).toMatchObject({ accepted: true });
    await closed;
    await until(() => server.connections() === 0);
    expect(server.accepted()).toEqual(['on-its-way@example.org']);
  });

  test('does not wait for ever: a message that was given whole is said to be', async () => {
    const transport = open([server.url], { drain: 100 });
    server.script('silent@example.org', { at: 'data', instead: 'silence' });
    const onItsWay = transport.send(mailTo('silent'));
    await until(() => server.received.length === 1);
    await transport.close();
    const lost = { reply: null, stage: null, accepted: false };
    expect(await onItsWay).toEqual({
      ...lost,
      bodyGiven: true,
      error: 'closing',
      server: server.url.slice(7),
    });
    await until(() => server.connections() === 0);
  });
});
