import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sendSubscriptionMail } from '../../../src/app/subscribers/send-subscription-mail.ts';
import { caps } from '../../../src/domain/subscribers/consent.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { refusal } from '../../support/mail/handovers.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader, followedBy } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { askByForm, form, linkIn, sentMail } from '../../support/web/web.ts';

const hour = 3_600_000;
const start = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
});
afterAll(() => service.close());
afterEach(async () => {
  vi.restoreAllMocks();
  service.clock.now = start;
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
});

const subscribe = (values: Record<string, string | readonly string[]>, from = '127.0.0.1') => {
  const { headers, ...rest } = form(values);
  return app.inject({ url: '/subscribe', ...rest, headers: { ...headers, 'x-forwarded-for': from } });
};
const later = (ms: number) => {
  service.clock.now = new Date(start.getTime() + ms);
};

describe('the answer to a subscription', () => {
  test('is the same to the byte for a new, pending, active, unsubscribed, bounced and suppressed address', async () => {
    const { deps } = service;
    service.clock.now = start;
    await subscribe({ email: 'pending@example.org' });
    await addReader(deps, 'active@example.org');
    for (const status of ['unsubscribed', 'bounced', 'complained'] as const) {
      const id = await addReader(deps, `${status}@example.org`);
      await deps.stores.subscribers.deactivate(id, status, start);
    }
    await deps.stores.suppressions.suppress('suppressed@example.org', 'complaint');

    const answers = await Promise.all(
      ['new', 'pending', 'active', 'unsubscribed', 'bounced', 'complained', 'suppressed'].map(
        async (state) => {
          const email = `${state}@example.org`;
          const { statusCode, headers, body } = await subscribe({ email });
          expect(body).toContain(`<strong>${email}</strong>`);
          const shown = body.split(email).length - 1;
          const length = Number(headers['content-length']) - shown * email.length;
          // What was typed is shown to whoever typed it.
          return {
            statusCode,
            headers: { ...headers, date: '', 'content-length': length },
            body: body.replaceAll(email, ''),
          };
        },
      ),
    );
    const [first] = answers;
    expect(first?.statusCode).toBe(200);
    expect(first?.body).toContain('Check your inbox');
    for (const answer of answers) expect(answer).toEqual(first);
  });

  test('asks the database the same questions whatever the state of the address', async () => {
    const { requests, subscribers, suppressions } = service.deps.stores;
    service.clock.now = start;
    await addReader(service.deps, 'active@example.org');
    const looks = [
      vi.spyOn(requests, 'mailedSince'),
      vi.spyOn(subscribers, 'byEmail'),
      vi.spyOn(suppressions, 'isSuppressed'),
    ];
    const countedFor = async (email: string) => {
      for (const look of looks) look.mockClear();
      await subscribe({ email }, '203.0.113.1');
      return looks.map((look) => look.mock.calls.length);
    };
    expect(await countedFor('active@example.org')).toEqual(await countedFor('new@example.org'));
  });

  test('stores the choices, and what shows the consent', async () => {
    service.clock.now = start;
    await subscribe(
      {
        email: 'ada@example.org',
        topics: ['cs.RO', 'cs.LG'],
        cadence: 'weekly',
        timezone: 'Europe/Berlin',
        hour: '7',
        form: 'topic:cs.RO',
      },
      '203.0.113.9',
    );
    const subscriber = (await service.deps.stores.subscribers.byEmail('ada@example.org'))!;
    expect(subscriber).toMatchObject({
      status: 'pending',
      cadence: 'weekly',
      timezone: 'Europe/Berlin',
      hour: 7,
    });
    const [request] = await service.deps.stores.requests.requestsOf(subscriber.id);
    expect(request).toMatchObject({
      form: 'topic:cs.RO',
      textVersion: '2',
      clientIp: '203.0.113.9',
      createdAt: start,
      confirmedAt: null,
      mailedAt: null,
    });
    expect(request?.choices.interests).toHaveLength(2);
  });

  test('puts no address into the job', async () => {
    await subscribe({ email: 'ada@example.org' });
    const [job] = await waitingJobs(service);
    expect(Object.keys(job?.data ?? {}).toSorted()).toEqual(['kind', 'requestId']);
    expect(JSON.stringify(job)).not.toContain('ada');
  });
});

describe('a time zone', () => {
  test.each([
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['US/Eastern', 'America/New_York'],
    ['Etc/GMT+3', 'Etc/GMT+3'],
    ['Etc/Unknown', 'UTC'],
    ['Mars/Olympus', 'UTC'],
    ['', 'UTC'],
  ])('%j is kept as %s, and is no reason to refuse a form', async (typed, kept) => {
    const { statusCode, body } = await subscribe({ email: 'ada@example.org', timezone: typed });
    expect(statusCode).toBe(200);
    const isUnknown = kept === 'UTC' && typed !== '';
    expect(body.includes(`The time zone “${typed}” is not known here`)).toBe(isUnknown);
    const reader = await service.deps.stores.subscribers.byEmail('ada@example.org');
    expect(reader?.timezone).toBe(kept);
  });

  test('is shown by the name that it has today, with what its clocks are ahead of UTC', async () => {
    const { body } = await app.inject('/');
    expect(body).toMatch(/<option value="Asia\/Kolkata">Asia\/Kolkata \(UTC\+5:30\)<\/option>/);
    expect(body).not.toContain('Calcutta');
  });
});

describe('a wrong form', () => {
  test('is shown again with each message beside its field and with what was typed, and nothing is stored', async () => {
    const before = await checksums(service.databaseUrl);
    const { statusCode, body } = await subscribe({
      email: 'ada@@example.org',
      topics: ['cs.RO', 'no-such-topic'],
      cadence: 'hourly',
      timezone: 'Asia/Tokyo',
      hour: '24',
    });
    expect(statusCode).toBe(400);
    for (const field of ['email', 'topics', 'cadence', 'hour'])
      expect(body).toMatch(new RegExp(`<p class="error" id="${field}-error">[^<]{10,}</p>`));
    expect(body).toMatch(/id="email"[^>]* value="ada@@example.org"[^>]*aria-invalid="true"/);
    expect(body).toMatch(/value="cs\.RO" checked/);
    expect(body).toMatch(/<option value="Asia\/Tokyo" selected/);
    expect(await checksums(service.databaseUrl)).toEqual(before);
    expect(await waitingJobs(service)).toEqual([]);
  });

  test('does not call what was right wrong', async () => {
    const { body } = await subscribe({ email: '', cadence: 'monthly', hour: '5', timezone: 'Asia/Tokyo' });
    expect(body).toContain('id="email-error"');
    for (const field of ['topics', 'cadence', 'timezone', 'hour'])
      expect(body).not.toContain(`id="${field}-error"`);
    expect(body).toMatch(/<option value="monthly" selected/);
    expect(body).toMatch(/<option value="5" selected/);
    expect(body).toMatch(/<option value="Asia\/Tokyo" selected/);
  });

  test('escapes what was typed', async () => {
    const { body } = await subscribe({ email: '"><script>alert(1)</script>', topics: '<b>x', form: '<i>' });
    expect(body).not.toContain('<script>alert');
    expect(body).not.toContain('<b>x');
    expect(body).not.toContain('<i>');
  });
});

test('a filled honeypot gets the same answer, and nothing is stored', async () => {
  const honest = await subscribe({ email: 'ada@example.org' });
  const before = await checksums(service.databaseUrl);
  const jobs = await waitingJobs(service);
  const caught = await subscribe({ email: 'ada@example.org', website: 'https://spam.example' });
  expect([caught.statusCode, caught.body]).toEqual([honest.statusCode, honest.body]);
  expect(await checksums(service.databaseUrl)).toEqual(before);
  expect(await waitingJobs(service)).toEqual(jobs);
});

describe('the mail that follows', () => {
  test('is one confirmation mail in 24 hours, and its link confirms all that was asked for', async () => {
    service.clock.now = start;
    const link = await askByForm(service, 'ada@example.org', { topics: 'cs.RO', cadence: 'daily' });
    later(23 * hour);
    await subscribe({ email: 'Ada@EXAMPLE.org', topics: 'cs.LG', cadence: 'weekly', hour: '6' });
    await runJobs(service);
    expect(await sentMail(service)).toHaveLength(1);

    expect((await app.inject(link)).body).toContain('Every Monday at 06:00');
    await app.inject({ method: 'POST', url: link });
    const subscriber = (await service.deps.stores.subscribers.byEmail('ada@example.org'))!;
    expect(subscriber).toMatchObject({ status: 'active', cadence: 'weekly', hour: 6 });
    expect(await followedBy(service.deps, subscriber.id)).toEqual(['Machine Learning', 'Robotics']);
  });

  test('after a day has all that was asked for before it, too', async () => {
    service.clock.now = start;
    await askByForm(service, 'ada@example.org', { topics: 'cs.RO' });
    later(25 * hour);
    const link = await askByForm(service, 'ada@example.org', { topics: 'cs.LG' });
    const page = (await app.inject(link)).body;
    expect(page).toContain('Robotics');
    expect(page).toContain('Machine Learning');
  });

  test('comes again when the form is sent after 24 hours', async () => {
    service.clock.now = start;
    const first = await askByForm(service, 'ada@example.org');
    later(24 * hour + 1);
    const second = await askByForm(service, 'ada@example.org');
    expect(await sentMail(service)).toHaveLength(2);
    expect(second).not.toBe(first);
  });

  test('tells an active subscriber who asks for what they have that nothing has changed, with no link to confirm', async () => {
    service.clock.now = start;
    const id = await addReader(service.deps, 'ada@example.org', { topics: ['cs.RO'] });
    await subscribe({ email: 'ada@example.org', topics: 'cs.RO', cadence: 'monthly' });
    await runJobs(service);
    const [mail] = await sentMail(service, 'ada@example.org');
    expect(mail?.subject).toBe('You already get the Offprint digest');
    expect(() => linkIn(mail, 'confirm')).toThrow();
    expect(await service.deps.stores.subscribers.byId(id)).toMatchObject({
      cadence: 'daily',
      status: 'active',
    });
  });

  test.each(['complaint', 'manual', 'erased'] as const)(
    'never goes to an address suppressed by %s',
    async (reason) => {
      await service.deps.stores.suppressions.suppress('ada@example.org', reason);
      await subscribe({ email: 'ADA@example.org' });
      await runJobs(service);
      expect(await sentMail(service)).toEqual([]);
    },
  );

  test('is marked as made by a program, without list headers', async () => {
    await askByForm(service, 'ada@example.org');
    const [mail] = await sentMail(service);
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/im);
    expect(mail?.raw).not.toMatch(/^List-/im);
    expect(mail?.text).toContain('1 Test Street, Testville');
  });
});

describe('the caps', () => {
  test(`let ${caps.prefix.most} subscriptions in an hour through from one network, then answer 429 with Retry-After`, async () => {
    service.clock.now = start;
    for (let i = 1; i <= caps.prefix.most; i++) {
      const { statusCode } = await subscribe({ email: `a${i}@example.org` }, `203.0.113.${i}`);
      expect(statusCode).toBe(200);
    }
    const before = await checksums(service.databaseUrl);
    const refused = await subscribe({ email: 'one.more@example.org' }, '203.0.113.200');
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('3600');
    expect(refused.body).toContain('Too many subscriptions came from your network');
    expect(await checksums(service.databaseUrl)).toEqual(before);

    const asked = {
      method: 'POST',
      url: '/api/v1/subscriptions',
      payload: { email: 'b@example.org' },
    } as const;
    const api = await app.inject({ ...asked, headers: { 'x-forwarded-for': '203.0.113.201' } });
    expect([api.statusCode, api.json().code, api.headers['retry-after']]).toEqual([429, 'too_many', '3600']);

    expect((await subscribe({ email: 'elsewhere@example.org' }, '198.51.100.1')).statusCode).toBe(200);
    later(hour + 1);
    expect((await subscribe({ email: 'later@example.org' }, '203.0.113.1')).statusCode).toBe(200);
  });

  test('count IPv6 clients by their /56', async () => {
    service.clock.now = start;
    for (let number = 0; number < 30; number++)
      await subscribe({ email: `reader${number}@example.org` }, `2001:db8:1:2${number + 10}::4`);
    expect((await subscribe({ email: 'a@example.org' }, '2001:db8:1:203::4')).statusCode).toBe(429);
    expect((await subscribe({ email: 'a@example.org' }, '2001:db8:1:303::4')).statusCode).toBe(200);
  });

  test('count the /56 networks of a /48 together too', async () => {
    service.clock.now = start;
    const from = (i: number) =>
      subscribe({ email: `a${i}@example.org` }, `2001:db8:1:${(i << 8).toString(16)}::4`);
    const answers = await Promise.all(Array.from({ length: caps.site.most + 5 }, (_, i) => from(i)));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 200)).toHaveLength(caps.site.most);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect((await subscribe({ email: 'b@example.org' }, '2001:db8:2::4')).statusCode).toBe(200);
  });

  test('let one mail in a day go to an inbox, however its address is written', async () => {
    service.clock.now = start;
    const written = [
      ...Array.from({ length: 12 }, (_, i) => `victim.name+${i}@gmail.com`),
      'v.ictimname@gmail.com',
      'vic.timname@gmail.com',
      'VICTIMNAME@gmail.com',
      'victimname@googlemail.com',
    ];
    for (const email of written) expect((await subscribe({ email }, '198.51.100.1')).statusCode).toBe(200);
    const jobs = await waitingJobs(service);
    expect(jobs).toHaveLength(written.length);
    // As four jobs at a time in each of several workers do it.
    await Promise.all(jobs.map(({ data }) => sendSubscriptionMail(service.deps, data as never)));
    const mails = await sentMail(service);
    expect(mails).toHaveLength(1);

    // Who they are, and where their mail goes, stays what was typed.
    const subscribers = await sql(service.databaseUrl, 'SELECT email::text FROM subscriber');
    expect(subscribers.map((row) => row['email'])).toEqual(expect.arrayContaining(written.slice(0, 14)));
    expect(written).toContain(mails[0]?.to);

    await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
    later(24 * hour + 1);
    await subscribe({ email: 'victim.name+again@gmail.com' }, '198.51.100.1');
    await subscribe({ email: 'victimname@example.org' }, '198.51.100.1');
    await runJobs(service);
    expect((await sentMail(service)).map(({ to }) => to)).toEqual([
      mails[0]?.to,
      'victim.name+again@gmail.com',
      'victimname@example.org',
    ]);
  });

  test('take the client from X-Forwarded-For only when this machine says it', async () => {
    service.clock.now = start;
    const { headers, ...rest } = form({ email: 'a@example.org' });
    const post = async (remoteAddress: string, forwarded: string | string[]) =>
      await app.inject({
        url: '/subscribe',
        ...rest,
        remoteAddress,
        headers: { ...headers, 'x-forwarded-for': forwarded },
      });
    await post('127.0.0.1', '203.0.113.5');
    await post('10.1.2.3', '203.0.113.6');
    await post('198.51.100.7', '203.0.113.7');
    await post('127.0.0.1', '203.0.113.99, 192.0.2.8');
    await post('::1', ['203.0.113.98', '"[2001:DB8::8]:443"']);
    await post('127.0.0.1', '203.0.113.97, unknown');
    const stored = await sql(service.databaseUrl, 'SELECT client_ip FROM subscription_request ORDER BY id');
    expect(stored.map((row) => row['client_ip'])).toEqual([
      '203.0.113.5',
      '10.1.2.3',
      '198.51.100.7',
      '192.0.2.8',
      '2001:db8::8',
      null,
    ]);
  });

  test.each([
    ['with ports', (i: number) => `198.51.101.7:${40_000 + i}`],
    ['from a private network that invents the left part', (i: number) => `9.1.${i}.1, 10.1.2.3`],
    ['that are no address', (i: number) => `unknown${i}`],
    ['that come from this machine, one of them through a proxy', (i: number) => (i === 0 ? '127.0.0.1' : '')],
  ])('count clients %s as one', async (_name, forwarded) => {
    service.clock.now = start;
    const statuses: number[] = [];
    for (let i = 0; i < 45; i++)
      statuses.push((await subscribe({ email: `a${i}@example.org` }, forwarded(i))).statusCode);
    expect(statuses.filter((status) => status === 200)).toHaveLength(caps.prefix.most);
    expect(statuses.slice(caps.prefix.most)).toEqual(Array(45 - caps.prefix.most).fill(429));
  });

  test.each([
    ['a domain', caps.domain.most, (mailDomain?: string) => mailDomain === 'example.org'],
    ['all', caps.overall.most, (mailDomain?: string) => mailDomain === undefined],
  ])('let mails over the one for %s wait, and drop none', async (_name, most, applies) => {
    service.clock.now = start;
    const { requests } = service.deps.stores;
    const counted = vi
      .spyOn(requests, 'countMailed')
      .mockImplementation(async (_since, mailDomain) => (applies(mailDomain) ? most : 0));
    await subscribe({ email: 'ada@example.org' });
    const [first] = await waitingJobs(service);
    await runJobs(service);
    expect(await sentMail(service)).toEqual([]);
    expect(counted.mock.calls[0]?.[0]).toEqual(new Date(start.getTime() - caps.overall.span));
    const [waiting] = await waitingJobs(service);
    expect(waiting?.data).toEqual(first?.data);
    expect(waiting?.start_after).toEqual(new Date(start.getTime() + caps.wait));

    counted.mockRestore();
    await sendSubscriptionMail(service.deps, waiting?.data as never);
    expect(await sentMail(service, 'ada@example.org')).toHaveLength(1);
  });

  test('count the mails that were sent, by domain and over all', async () => {
    service.clock.now = start;
    const { requests } = service.deps.stores;
    await askByForm(service, 'a@example.org');
    await askByForm(service, 'b@example.net');
    await subscribe({ email: 'not.yet@example.org' });
    expect(await requests.countMailed(new Date(start.getTime() - hour))).toBe(2);
    expect(await requests.countMailed(new Date(start.getTime() - hour), 'example.org')).toBe(1);
    expect(await requests.countMailed(start)).toBe(0);
  });
});

test('a temporary refusal of the mail server leaves the request to be tried again, with one mail in the end', async () => {
  service.clock.now = start;
  const refused = vi
    .spyOn(service.deps.transport, 'send')
    .mockResolvedValueOnce(refusal('rcpt', '451 4.3.0 try again later'));
  await subscribe({ email: 'ada@example.org' });
  const [job] = await waitingJobs(service);
  await expect(sendSubscriptionMail(service.deps, job?.data as never)).rejects.toMatchObject({
    code: 'unavailable',
  });
  refused.mockRestore();
  await sendSubscriptionMail(service.deps, job?.data as never);
  await sendSubscriptionMail(service.deps, job?.data as never);
  expect(await sentMail(service, 'ada@example.org')).toHaveLength(1);
});

test.each(['byId', 'mailedSince', 'countMailed'] as const)(
  'a reader who is erased while the mail is made gets none, and nothing fails: after %s',
  async (method) => {
    service.clock.now = start;
    const { stores } = service.deps;
    await subscribe({ email: 'ada@example.org' });
    const [job] = await waitingJobs(service);
    const real = stores.requests[method].bind(stores.requests) as (...asked: unknown[]) => Promise<never>;
    const erasing = vi.spyOn(stores.requests, method).mockImplementationOnce(async (...asked: unknown[]) => {
      const answer = await real(...asked);
      await stores.subscribers.erase((await stores.subscribers.byEmail('ada@example.org'))!.id);
      return answer;
    });
    await sendSubscriptionMail(service.deps, job?.data as never);
    erasing.mockRestore();
    expect(await sentMail(service, 'ada@example.org')).toEqual([]);
  },
);
