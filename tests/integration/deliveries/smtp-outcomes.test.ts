import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSmtpTransport } from '../../../src/adapters/smtp/transport.ts';
import type { MailTransport, OutgoingMail } from '../../../src/app/mail.ts';
import { type MailServer, startMailServer, startSilentServer } from '../../support/mail/mail-server.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { until } from '../../support/until.ts';

// What the transport says of each end that a conversation can come to.

let server: MailServer;
let transport: MailTransport;
/** Long enough for a busy machine; where a server says nothing on purpose, the time for that is shorter. */
const patient = { connect: 10_000, greeting: 10_000, reply: 10_000, afterDot: 10_000, drain: 300, quit: 200 };
const soon = { atRcpt: { reply: 800 }, afterDot: { afterDot: 300 } };
const opened: MailTransport[] = [];
function open(urls: string[], timeouts = {}): MailTransport {
  const one = createSmtpTransport({ urls, log: quietLog, timeouts: { ...patient, ...timeouts } });
  opened.push(one);
  return one;
}

const raw = Buffer.from(`Subject: x\r\nMessage-ID: <1@example.org>\r\n\r\n${'words\r\n'.repeat(8_000)}`);
const mailTo = (name: string, bytes = raw): OutgoingMail => ({
  envelopeFrom: 'bounces@example.com',
  envelopeTo: `${name}@example.org`,
  raw: bytes,
});
const lost = {
  reply: null,
  stage: null,
  accepted: false,
  server: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
};

/** The same server under an address that is not told to be one of this machine. */
const elsewhere = (url: string) => url.replace('127.0.0.1', '0.0.0.0');

/** Runs `act` while every certificate is good enough. */
async function trusting(act: () => Promise<void>): Promise<void> {
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    await act();
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  }
}

beforeAll(async () => {
  server = await startMailServer();
});
beforeEach(() => {
  server.reset();
  transport = open([server.url]);
});
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
afterAll(() => server.close());

describe('the answer about a message', () => {
  test('that was accepted is the reply', async () => {
    expect(await transport.send(mailTo('fine'))).toEqual({
      reply: expect.stringMatching(/^250 .*queued$/),
      stage: 'data',
      accepted: true,
      bodyGiven: true,
      error: null,
      server: server.url.slice('smtp://'.length),
    });
    expect(server.accepted()).toEqual(['fine@example.org']);
  });

  test.each([
    ['at RCPT', 'rcpt', '550 5.1.1 nobody', false],
    ['at RCPT, for now', 'rcpt', '450 4.2.1 busy', false],
    ['at RCPT, with the connection', 'rcpt', '421 4.3.2 closing', false],
    ['after the dot', 'data', '554 5.7.1 spam', true],
    ['after the dot, for now', 'data', '451 4.3.0 later', true],
    ['after the dot, with the connection', 'data', '421 4.3.2 closing', true],
  ] as const)('that was refused %s is the reply', async (_when, at, reply, bodyGiven) => {
    server.script('refused@example.org', { at, reply });
    expect(await transport.send(mailTo('refused'))).toEqual({
      reply,
      stage: at,
      accepted: false,
      bodyGiven,
      error: expect.stringContaining(reply),
      server: server.url.slice('smtp://'.length),
    });
    // The next message is not harmed by it.
    expect(await transport.send(mailTo('next'))).toMatchObject({ accepted: true });
    expect(server.accepted()).toEqual(['next@example.org']);
  });

  test.each(['fin', 'rst', 'silence'] as const)(
    'that was given whole, and then %s: given',
    async (instead) => {
      transport = open([server.url], soon.afterDot);
      server.script('gone@example.org', { at: 'data', instead });
      const handover = await transport.send(mailTo('gone'));
      expect(handover).toEqual({ ...lost, bodyGiven: true, error: expect.any(String) });
      expect(server.received.map(({ to }) => to)).toEqual(['gone@example.org']);
    },
  );

  test.each(['fin', 'rst', 'silence'] as const)('that met %s at RCPT: not given', async (instead) => {
    transport = open([server.url], soon.atRcpt);
    server.script('gone@example.org', { at: 'rcpt', instead });
    const handover = await transport.send(mailTo('gone'));
    expect(handover).toEqual({ ...lost, bodyGiven: false, error: expect.any(String) });
    expect(server.received).toEqual([]);
  });

  // More than the kernels of both sides take while nobody reads.
  const long = () => Buffer.from('words and words and words\r\n'.repeat(1_500_000));

  test.each([undefined, 'implicit'] as const)(
    'that was cut in the middle: not given (TLS: %s)',
    async (tls) => {
      const { promise: cutWhen, resolve: cut } = Promise.withResolvers<void>();
      const other = await startMailServer(tls === undefined ? {} : { tls });
      try {
        await trusting(async () => {
          // Twice: the first wait may end in the turn in which the whole message is written.
          const onBegin = () => void setTimeout(() => setTimeout(cut, 100), 100);
          other.script('cut@example.org', { at: 'body', cutWhen, onBegin });
          const handover = open([other.url]).send(mailTo('cut', long()));
          expect(await handover).toEqual({ ...lost, bodyGiven: false, error: expect.any(String) });
        });
      } finally {
        await other.close();
      }
    },
  );

  test('that we gave up in the middle: given, for the kernel may have taken the rest since', async () => {
    transport = open([server.url], soon.afterDot);
    server.script('stuck@example.org', { at: 'body', cutWhen: new Promise(() => undefined) });
    const handover = await transport.send(mailTo('stuck', long()));
    expect(handover).toEqual({ ...lost, bodyGiven: true, error: expect.any(String) });
  });

  test('that takes longer than all of it may: ended, and given only if it was', async () => {
    transport = open([server.url], { message: 500 });
    server.script('slow@example.org', { at: 'rcpt', instead: 'silence' });
    expect(await transport.send(mailTo('slow'))).toMatchObject({ ...lost, bodyGiven: false });
    server.script('slow@example.org', { at: 'data', instead: 'silence' });
    expect(await transport.send(mailTo('slow'))).toMatchObject({ ...lost, bodyGiven: true });
  });

  test('that the server was slow with: accepted, without a second copy', async () => {
    const { promise: after, resolve: go } = Promise.withResolvers<void>();
    server.script('slow@example.org', { at: 'rcpt', after }, { at: 'data', after });
    const handover = transport.send(mailTo('slow'));
    setTimeout(go, 100);
    expect(await handover).toMatchObject({ accepted: true, bodyGiven: true });
    expect(server.accepted()).toEqual(['slow@example.org']);
  });

  test('with an address that cannot be one: not given, and the server is not blamed', async () => {
    const wrong = { ...mailTo('x'), envelopeTo: 'a@example.org>\r\nRCPT TO:<b@example.org' };
    expect(await transport.send(wrong)).toMatchObject({ ...lost, bodyGiven: false });
    expect(transport.outage()).toBeNull();
    expect(await transport.send(mailTo('next'))).toMatchObject({ accepted: true });
  });

  test('is the same from a server that wants each command by itself', async () => {
    const plain = await startMailServer({ pipelining: false });
    try {
      transport = open([plain.url]);
      plain.script('gone@example.org', { at: 'rcpt', reply: '550 5.1.1 nobody' });
      plain.script('silent@example.org', { at: 'data', instead: 'fin' });
      expect(await transport.send(mailTo('gone'))).toMatchObject({
        reply: '550 5.1.1 nobody',
        bodyGiven: false,
      });
      expect(await transport.send(mailTo('silent'))).toMatchObject({ ...lost, bodyGiven: true });
      expect(await transport.send(mailTo('fine'))).toMatchObject({ accepted: true });
    } finally {
      await plain.close();
    }
  });
});

describe('a connection that the server closed while nobody used it', () => {
  test.each(['close', '421 4.4.2 idle for too long'])(
    'is replaced within the same message: %s',
    async (answer) => {
      expect(await transport.send(mailTo('first'))).toMatchObject({ accepted: true });
      const answers = [answer];
      server.onSender = () => answers.shift() ?? null;
      expect(await transport.send(mailTo('second'))).toMatchObject({ accepted: true });
      expect(answers).toEqual([]);
      expect(server.opened()).toBe(2);
      expect(server.accepted()).toEqual(['first@example.org', 'second@example.org']);
      expect(transport.outage()).toBeNull();
    },
  );

  test('counts when new ones are closed as well', async () => {
    let times = 0;
    server.onSender = () => {
      times++;
      return 'close';
    };
    expect(await transport.send(mailTo('nobody'))).toEqual({
      ...lost,
      bodyGiven: false,
      error: expect.any(String),
    });
    expect(times).toBe(3);
  });
});

/** What is said of a server that cannot be used, while somebody waits for a place. */
async function words(url: string, timeouts = {}): Promise<string> {
  transport = open([url], timeouts);
  const enough = new AbortController();
  const place = transport.reserve(enough.signal).catch((error: unknown) => error);
  const outage = await until(() => transport.outage());
  enough.abort('enough');
  expect(await place).toBe('enough');
  return outage;
}

describe('a server that cannot be used', () => {
  test('because it says nothing', async () => {
    const silent = await startSilentServer();
    try {
      const { host } = new URL(silent.url);
      expect(await words(silent.url, { greeting: 200 })).toBe(
        `${host} does not answer (Greeting never received); trying again`,
      );
    } finally {
      await silent.close();
    }
  });

  test('leaves a message that cannot wait any longer not given', async () => {
    const silent = await startSilentServer();
    try {
      transport = open([silent.url], { greeting: 100, place: 400 });
      const handover = await transport.send(mailTo('nobody'));
      expect(handover).toEqual({ ...lost, bodyGiven: false, error: transport.outage(), server: null });
    } finally {
      await silent.close();
    }
  });

  test('because it refuses our login', async () => {
    const strict = await startMailServer({ login: { user: 'ada', pass: 'right' } });
    try {
      const { host } = new URL(strict.url);
      const url = (pass: string) => `smtp://ada:${pass}@${host}`;
      const outage = await words(url('wrong-secret'));
      expect(outage).toMatch(/^127\.0\.0\.1:\d+ refuses our login \(.*535.*\); trying again$/);
      expect(outage).not.toContain('wrong-secret');
      transport = open([url('right')]);
      expect(await transport.send(mailTo('fine'))).toMatchObject({ accepted: true });
    } finally {
      await strict.close();
    }
  });

  test.each(['implicit', 'starttls'] as const)(
    'because nobody vouches for its certificate: %s',
    async (tls) => {
      const secure = await startMailServer({ tls });
      try {
        const url = elsewhere(secure.url);
        expect(await words(url)).toMatch(/certificate/);
        await trusting(async () => {
          transport = open([url]);
          expect(await transport.send(mailTo('fine'))).toMatchObject({ accepted: true, bodyGiven: true });
          expect(secure.received[0]?.bytes.equals(raw)).toBe(true);
          secure.script('gone@example.org', { at: 'data', instead: 'fin' });
          const handover = await transport.send(mailTo('gone'));
          expect(handover).toMatchObject({ ...lost, server: new URL(url).host, bodyGiven: true });
        });
      } finally {
        await secure.close();
      }
    },
  );
});

describe('TLS', () => {
  const login = { user: 'ada', pass: 'secret' };
  const withLogin = (url: string) => url.replace('://', '://ada:secret@');
  const sent = { accepted: true, bodyGiven: true };

  test.each(['implicit', 'starttls'] as const)(
    'with a server on this machine asks for no certificate: %s',
    async (tls) => {
      const own = await startMailServer({ tls, login });
      try {
        for (const host of ['127.0.0.1', 'localhost']) {
          const url = withLogin(own.url).replace('127.0.0.1', host);
          expect(await open([url]).send(mailTo('fine'))).toMatchObject(sent);
        }
        expect(own.received.map(({ secure }) => secure)).toEqual([true, true]);
      } finally {
        await own.close();
      }
    },
  );

  test('is insisted on before a password is sent elsewhere, unless told', async () => {
    const plain = await startMailServer({ login });
    try {
      const url = elsewhere(withLogin(plain.url));
      expect(await words(url)).toMatch(
        /^0\.0\.0\.0:\d+ offers no TLS that works \(.*STARTTLS.*\); trying again$/,
      );
      expect(plain.logins()).toBe(0);
      for (const way of ['opportunistic', 'off'])
        expect(await open([`${url}?tls=${way}`]).send(mailTo('fine'))).toMatchObject(sent);
      expect(await open([withLogin(plain.url)]).send(mailTo('fine'))).toMatchObject(sent);
      expect(await words(`${plain.url}?tls=required`)).toMatch(/offers no TLS that works/);
    } finally {
      await plain.close();
    }
  });

  test('is left out when told so', async () => {
    const both = await startMailServer({ tls: 'starttls' });
    try {
      expect(await open([`${elsewhere(both.url)}?tls=off`]).send(mailTo('fine'))).toMatchObject(sent);
      expect(both.received.map(({ secure }) => secure)).toEqual([false]);
    } finally {
      await both.close();
    }
  });
});

describe('the name in EHLO', () => {
  const greeted = async (url: string, greeting?: string) => {
    const one = createSmtpTransport({ urls: [url], log: quietLog, ...(greeting ? { greeting } : {}) });
    opened.push(one);
    expect(await one.send(mailTo('fine'))).toMatchObject({ accepted: true });
    return server.received.at(-1)?.greeting;
  };

  test('is the one that is given, or that of SMTP_URL', async () => {
    expect(await greeted(server.url, 'papers.example.org')).toBe('papers.example.org');
    expect(await greeted(`${server.url}?name=mail.example.org`, 'papers.example.org')).toBe(
      'mail.example.org',
    );
    expect(await greeted(`${server.url}?name=[192.0.2.25]`)).toBe('[192.0.2.25]');
  });
});
