import { TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createVault } from '../../../src/adapters/crypto/vault.ts';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { disableTwoFactor } from '../../../src/app/accounts/two-factor.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { audited, type Browser, freshBrowser, password, signedIn } from '../../support/web/admins.ts';

const now = new Date('2026-11-24T10:00:10Z');
const email = 'ada@example.org';
const keys = { SECRET_KEY: 'a-secret-key-for-tests-long-enough!!' };

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await testService({ env: keys });
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['admin', 'audit_event']);
  await createAdmin(service.deps, { email, password, role: 'editor' });
  browser = await signedIn(service, email);
});

const wait = (seconds: number) => {
  service.clock.now = new Date((service.clock.now ?? now).getTime() + seconds * 1000);
};
const codeOf = (secret: string, at = service.clock.now ?? now) =>
  new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: at.getTime() });
const submit = (url: string, values: Record<string, string> = {}) =>
  browser.submit('/admin/account', url, values);

/** Sets it up, as somebody with an authenticator does. */
async function turnOn(): Promise<{ secret: string; codes: string[] }> {
  const started = await submit('/admin/account/two-factor', { present: password });
  expect(started.headers.location).toBe('/admin/account/two-factor');
  const page = (await browser.get('/admin/account/two-factor')).body;
  const secret = (/class="secret">([^<]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
  const shown = await browser.submit('/admin/account/two-factor', '/admin/account/two-factor/confirm', {
    code: codeOf(secret),
  });
  expect(shown.statusCode).toBe(200);
  const codes = [...shown.body.matchAll(/<code>([^<]+)<\/code>/g)].map(([, code]) => code ?? '');
  return { secret, codes };
}

/** Gives the password; what the form for the code has to be sent with. */
async function begin(other: Browser): Promise<{ csrf: string; ticket: string }> {
  const first = await other.submit('/admin/login', '/admin/login', { email, password });
  expect(first.body).toContain('Your code');
  expect([...other.cookies.keys()]).not.toContain('offprint-session');
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(first.body)?.[1] ?? '';
  return { csrf: field('csrf'), ticket: field('ticket') };
}

/** Gives the password, then a code; returns the answer to the code. */
async function enter(code: string, visitor?: Browser) {
  const other = visitor ?? (await freshBrowser(service));
  const values = { ...(await begin(other)), code };
  return { answer: await other.post('/admin/login/code', values), browser: other, values };
}

/** Gives a code as many times, each in a browser of its own, at once. */
async function enterAtOnce(code: string, times: number): Promise<number[]> {
  const visitors = [];
  for (let n = 0; n < times; n++) {
    const visitor = await freshBrowser(service);
    visitors.push({ visitor, values: { ...(await begin(visitor)), code } });
  }
  const answers = await Promise.all(
    visitors.map(({ visitor, values }) => visitor.post('/admin/login/code', values)),
  );
  return answers.map(({ statusCode }) => statusCode).toSorted();
}

describe('the second factor', () => {
  test('is set up with the password, a QR code and a first code, and asked for from then on', async () => {
    const { secret, codes } = await turnOn();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(new Set(codes).size).toBe(10);
    wait(30);
    const { answer, browser: other } = await enter(codeOf(secret));
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin']);
    expect((await other.get('/admin')).statusCode).toBe(200);
    expect((await other.get('/admin/account')).body).toContain('10 recovery codes');
    expect(await audited(service, 3)).toEqual([
      'admin 1: signed in, admin 1',
      'admin 1: two-factor turned on, admin 1',
      'admin 1: signed in, admin 1',
    ]);
  });

  test('is not asked for before its first code was right', async () => {
    await submit('/admin/account/two-factor', { present: password });
    await signedIn(service, email);
    const wrong = await browser.submit('/admin/account/two-factor', '/admin/account/two-factor/confirm', {
      code: '000000',
    });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.body).toContain('id="code-error"');
    expect(wrong.body).toContain('class="secret"');
    await signedIn(service, email);
  });

  test.each(['/admin/account/two-factor', '/admin/account/two-factor/off', '/admin/account/recovery-codes'])(
    'asks for the present password at %s',
    async (url) => {
      const { secret } = url.endsWith('two-factor') ? { secret: '' } : await turnOn();
      const answer = await submit(url, { present: 'wrong' });
      expect(answer.statusCode).toBe(400);
      expect(answer.body).toContain('This is not your present password');
      if (secret === '') return;
      wait(30);
      expect((await enter(codeOf(secret))).answer.statusCode).toBe(303);
    },
  );

  test('ends the other sessions when it is turned on', async () => {
    const elsewhere = await signedIn(service, email);
    await turnOn();
    expect((await elsewhere.get('/admin')).headers.location).toBe('/admin/login');
    expect((await browser.get('/admin')).statusCode).toBe(200);
  });

  test('can be required of owners, by one who has it', async () => {
    await createAdmin(service.deps, { email, password, role: 'owner' });
    await createAdmin(service.deps, { email: 'grace@example.org', password, role: 'owner' });
    browser = await signedIn(service, email);
    const theirs = await signedIn(service, 'grace@example.org');
    const ask = (present = password) =>
      browser.submit('/admin/settings', '/admin/settings/second-factor', { required: 'yes', present });
    const without = await ask();
    expect([without.statusCode, without.body.includes('of your own first')]).toEqual([409, true]);
    const { secret } = await turnOn();
    expect((await ask('wrong')).statusCode).toBe(400);
    expect((await ask()).headers.location).toBe('/admin/settings?saved=yes');
    expect((await browser.get('/admin')).statusCode).toBe(200);

    expect((await theirs.get('/admin')).headers.location).toBe('/admin/account');
    expect((await theirs.get('/admin/account')).body).toContain('Owners need a second factor here.');
    const post = await theirs.submit('/admin/account', '/admin/settings/pause', {});
    expect([post.statusCode, post.body.includes('set one up first')]).toEqual([403, true]);
    expect(
      (await theirs.submit('/admin/account', '/admin/account/two-factor', { present: password })).statusCode,
    ).toBe(303);
    await theirs.get('/admin/account/two-factor');

    const settings = () => service.deps.stores.settings.read();
    expect((await settings()).ownersNeedSecondFactor).toBe(true);
    wait(30);
    expect((await enter(codeOf(secret))).answer.statusCode).toBe(303);
    await browser.submit('/admin/settings', '/admin/settings/second-factor', {
      required: 'no',
      present: password,
    });
    expect((await settings()).ownersNeedSecondFactor).toBe(false);
    expect((await theirs.get('/admin')).statusCode).toBe(200);
  });

  test('is kept encrypted with a key of its own, and bound to the account', async () => {
    const { secret } = await turnOn();
    const [row] = await sql(service.databaseUrl, 'SELECT totp_secret FROM admin');
    const sealed = row?.['totp_secret'] as Buffer;
    const opened = createVault(keys.SECRET_KEY).open(sealed, 'totp of admin 1');
    expect(opened).toHaveLength(20);
    expect(sealed.includes(Buffer.from(opened!))).toBe(false);
    expect(sealed.toString('latin1')).not.toContain(secret);
    expect(createVault(keys.SECRET_KEY).open(sealed, 'totp of admin 2')).toBeNull();
  });

  test('is turned off by its owner, and by whoever runs the service', async () => {
    await turnOn();
    expect((await submit('/admin/account/two-factor/off', { present: password })).headers.location).toBe(
      '/admin/account?done=two-factor-off',
    );
    browser = await signedIn(service, email);
    await turnOn();
    expect(await disableTwoFactor(service.deps, 'ADA@example.org')).toMatchObject({ wasOn: true });
    await signedIn(service, email);
    expect(await disableTwoFactor(service.deps, email)).toMatchObject({ wasOn: false });
    expect((await audited(service, 2))[1]).toBe('command: two-factor turned off, admin 1');
    const left = await sql(service.databaseUrl, 'SELECT count(*)::int AS codes FROM admin_recovery_code');
    expect(left).toEqual([{ codes: 0 }]);
  });
});

describe('a code', () => {
  test('is taken once, and none of an earlier step after it', async () => {
    const { secret } = await turnOn();
    // The code that turned it on is used up too.
    expect((await enter(codeOf(secret))).answer.statusCode).toBe(401);
    wait(60);
    const before = codeOf(secret, new Date(service.clock.now!.getTime() - 30_000));
    const present = codeOf(secret);
    expect((await enter(present)).answer.statusCode).toBe(303);
    for (const used of [present, before]) {
      const { answer } = await enter(used);
      expect([answer.statusCode, answer.body.includes('wrong, or was used before')]).toEqual([401, true]);
    }
  });

  test('given ten times at once lets one in', async () => {
    const { secret } = await turnOn();
    wait(30);
    const answers = await enterAtOnce(codeOf(secret), 10);
    expect(answers.filter((status) => status === 303)).toHaveLength(1);
  });

  test('is right one step early or late, and not two', async () => {
    const { secret } = await turnOn();
    wait(300);
    const at = (seconds: number) => codeOf(secret, new Date(service.clock.now!.getTime() + seconds * 1000));
    expect((await enter(at(-60))).answer.statusCode).toBe(401);
    expect((await enter(at(60))).answer.statusCode).toBe(401);
    expect((await enter(at(-30))).answer.statusCode).toBe(303);
    expect((await enter(at(30))).answer.statusCode).toBe(303);
  });

  test('guessed again and again has to wait, the right one too, and a recovery code does not', async () => {
    const { secret, codes } = await turnOn();
    wait(30);
    const right = codeOf(secret);
    const wrong = right === '000000' ? '000001' : '000000';
    for (let guess = 0; guess < 5; guess++) expect((await enter(wrong)).answer.statusCode).toBe(401);
    const { answer } = await enter(right);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '30']);
    expect(answer.body).toContain('checked in 30 seconds');
    expect((await enter(codes[0]!)).answer.statusCode).toBe(303);
    expect((await enter(wrong)).answer.statusCode).toBe(401);
    for (let guess = 0; guess < 4; guess++) await enter(wrong);
    wait(29);
    expect((await enter(codeOf(secret))).answer.statusCode).toBe(429);
    wait(1);
    expect((await enter(codeOf(secret))).answer.statusCode).toBe(303);
    expect((await audited(service, 30)).filter((event) => event.includes('wrong code'))).toHaveLength(10);
  });

  test('guessed many times at once is counted each time', async () => {
    const { secret } = await turnOn();
    wait(30);
    const wrong = codeOf(secret) === '000000' ? '000001' : '000000';
    expect(await enterAtOnce(wrong, 12)).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
  });

  test('does not help without the password, nor ten minutes after it, nor after that was changed', async () => {
    const { secret } = await turnOn();
    wait(30);
    const { values, browser: other } = await enter('000000');
    const nobody = await other.post('/admin/login/code', { ...values, ticket: '', code: codeOf(secret) });
    expect([nobody.statusCode, nobody.body.includes('Please sign in again')]).toEqual([401, true]);
    const forged = Buffer.from(values.ticket, 'base64url');
    forged[20]! ^= 1;
    const ticket = forged.toString('base64url');
    expect(
      (await other.post('/admin/login/code', { ...values, ticket, code: codeOf(secret) })).statusCode,
    ).toBe(401);
    wait(600);
    expect((await other.post('/admin/login/code', { ...values, code: codeOf(secret) })).statusCode).toBe(401);
    const again = await enter('000000');
    await createAdmin(service.deps, { email, password: 'another password' });
    const late = await again.browser.post('/admin/login/code', { ...again.values, code: codeOf(secret) });
    expect(late.statusCode).toBe(401);
  });
});

describe('a recovery code', () => {
  test('takes the place of a code once, however it is typed, and says how many are left', async () => {
    const { codes } = await turnOn();
    const { answer, browser: other } = await enter(codes[3]!.toUpperCase().replaceAll('-', ' '));
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin/account']);
    expect((await other.get('/admin/account')).body).toContain('You have 9 recovery codes left');
    expect((await enter(codes[3]!)).answer.statusCode).toBe(401);
    expect((await enter(codes[4]!)).answer.statusCode).toBe(303);
  });

  test('is stored hashed', async () => {
    const { codes } = await turnOn();
    const rows = await sql(
      service.databaseUrl,
      `SELECT strpos(c::text, $1::text) AS plain, code_hash = sha256($1::bytea) AS hashed FROM admin_recovery_code c`,
      [codes[0]],
    );
    expect(rows).toHaveLength(10);
    expect(rows.filter(({ hashed }) => hashed === true)).toHaveLength(1);
    expect(rows.every(({ plain }) => plain === 0)).toBe(true);
  });

  test('of an earlier set is void', async () => {
    const { codes } = await turnOn();
    const answer = await submit('/admin/account/recovery-codes', { present: password });
    const renewed = [...answer.body.matchAll(/<code>([^<]+)<\/code>/g)].map(([, code]) => code ?? '');
    expect(renewed).toHaveLength(10);
    expect(renewed.filter((code) => codes.includes(code))).toEqual([]);
    expect((await enter(codes[0]!)).answer.statusCode).toBe(401);
    expect((await enter(renewed[0]!)).answer.statusCode).toBe(303);
  });

  test('is the way in after the secret key was changed, and so is the command', async () => {
    const { secret, codes } = await turnOn();
    wait(30);
    const { vault } = service.deps;
    service.deps.vault = createVault('another-secret-key-that-is-as-long!!');
    try {
      const { answer } = await enter(codeOf(secret));
      expect([answer.statusCode, answer.body.includes('the secret key of this service was changed')]).toEqual(
        [401, true],
      );
      expect((await enter(codes[0]!)).answer.statusCode).toBe(303);
      service.deps.vault = createVault(`another-secret-key-that-is-as-long!! ${keys.SECRET_KEY}`);
      expect((await enter(codeOf(secret))).answer.statusCode).toBe(303);
    } finally {
      service.deps.vault = vault;
    }
  });
});
