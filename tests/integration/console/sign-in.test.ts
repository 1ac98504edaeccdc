import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { setPassword } from '../../../src/app/accounts/change-password.ts';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import {
  anAdminOfEachRole,
  audited,
  type Browser,
  freshBrowser,
  password,
  signedIn,
} from '../../support/web/admins.ts';
import { apiOf } from '../../support/web/api.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'owner@example.org';

let service: TestService;
let warned: unknown[] = [];
beforeAll(async () => {
  const log = { ...quietLog, warn: (about: unknown) => warned.push(about) };
  service = await testService({ log });
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  warned = [];
  await emptyTables(service.databaseUrl, ['admin', 'api_token', 'audit_event', 'sign_in_try', 'subscriber']);
  await anAdminOfEachRole(service);
});

const wait = (seconds: number) => {
  service.clock.now = new Date((service.clock.now ?? now).getTime() + seconds * 1000);
};
const tryTo = async (secret: string, address = email, visitor?: Browser) =>
  await (visitor ?? (await freshBrowser(service))).submit('/admin/login', '/admin/login', {
    email: address,
    password: secret,
  });

describe('wrong passwords for an account, each from another network', () => {
  test('make the next ones wait for longer and longer, known or not, in the same words', async () => {
    for (const address of [email, 'nobody@example.org']) {
      service.clock.now = now;
      const answers = [];
      for (const pause of [0, 0, 0, 0, 0, 0, 10, 0, 20, 0]) {
        wait(pause);
        const { statusCode, headers, body } = await tryTo('a wrong password', address);
        answers.push([statusCode, headers['retry-after']]);
        if (statusCode === 429)
          expect(body).toMatch(/Too many wrong passwords: the next one is checked in \d+ seconds/);
      }
      const wrong = [401, undefined];
      expect(answers, address).toEqual([
        wrong,
        wrong,
        wrong,
        wrong,
        wrong,
        [429, '10'],
        wrong,
        [429, '20'],
        wrong,
        [429, '40'],
      ]);
    }
    // Not even the right one is looked at.
    expect((await tryTo(password)).statusCode).toBe(429);
    wait(40);
    expect((await tryTo(password)).statusCode).toBe(303);
    expect((await tryTo('a wrong password')).statusCode).toBe(401);
  });

  test('that come at once are counted too', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => (await tryTo('a wrong password')).statusCode),
    );
    expect(answers.filter((status) => status === 401)).toHaveLength(5);
    expect(answers.filter((status) => status === 429)).toHaveLength(3);
  });

  test('keep nobody out of a browser that they have signed in with before, nor after a new password', async () => {
    const known = await signedIn(service, email);
    for (let n = 0; n < 6; n++) await tryTo('a wrong password');
    expect((await tryTo(password)).statusCode).toBe(429);
    await known.submit('/admin/account', '/admin/logout');
    expect((await tryTo(password, email, known)).statusCode).toBe(303);
    // It is known for that account alone, and has a throttle of its own.
    await known.submit('/admin/account', '/admin/logout');
    for (let n = 0; n < 6; n++) await tryTo('a wrong password', email, known);
    expect((await tryTo(password, email, known)).statusCode).toBe(429);
    await setPassword(service.deps, { email, password: 'a password anew by mail', made: false });
    expect((await tryTo('a password anew by mail')).statusCode).toBe(303);
  });

  test('that could not be looked at are not counted', async () => {
    const { passwords } = service.deps;
    const check = passwords.check;
    passwords.check = async () => {
      throw new DomainError('unavailable', 'Too many people are signing in just now.', { retryAfter: 5 });
    };
    try {
      for (let n = 0; n < 6; n++) expect((await tryTo(password)).statusCode).toBe(503);
    } finally {
      passwords.check = check;
    }
    expect((await tryTo(password)).statusCode).toBe(303);
  });

  test('leave no address behind, and nothing after a day', async () => {
    await tryTo('a wrong password', 'nobody@example.org');
    const kept = await sql(service.databaseUrl, 'SELECT t::text FROM sign_in_try t');
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toMatch(/nobody|example/);
    wait(86_400 + 1);
    await sweep(service.deps);
    expect(await sql(service.databaseUrl, 'SELECT 1 FROM sign_in_try')).toEqual([]);
  });
});

test('the present password is asked for five times in a row, then only now and then', async () => {
  const browser = await signedIn(service, email);
  const ask = async (present: string) =>
    (await browser.submit('/admin/account', '/admin/account/two-factor', { present })).statusCode;
  for (let n = 0; n < 5; n++) expect(await ask('wrong')).toBe(400);
  expect(await ask(password)).toBe(429);
  wait(10);
  expect(await ask(password)).toBe(303);
});

describe('a sign-in that was refused', () => {
  test('leaves a line in both logs, with the network and without an address', async () => {
    const lines = () =>
      sql(service.databaseUrl, 'SELECT actor, action, object, detail FROM audit_event ORDER BY id DESC');
    await tryTo('a wrong password');
    const [line] = await lines();
    expect(line).toEqual({
      actor: 'somebody',
      action: 'sign-in refused',
      object: 'admin 1',
      detail: { network: expect.stringMatching(/^10\.\d+\.\d+\.0\/24$/) },
    });
    expect(warned).toEqual([{ adminId: 1, network: expect.stringMatching(/\/24$/) }]);
  });

  test('for no account leaves one line an hour and network in the log of changes', async () => {
    const count = async () =>
      (await audited(service, 100)).filter((line) => line === 'somebody: sign-in refused, admin unknown')
        .length;
    const visitor = await freshBrowser(service);
    for (const name of ['a', 'b', 'c']) await tryTo('a wrong password', `${name}@example.org`, visitor);
    expect(await count()).toBe(1);
    expect(warned).toHaveLength(3);
    wait(3_600);
    await tryTo('a wrong password', 'd@example.org', visitor);
    expect(await count()).toBe(2);
    expect(JSON.stringify(await sql(service.databaseUrl, 'SELECT * FROM audit_event'))).not.toMatch(
      /[a-d]@example/,
    );
  });
});

describe('whoever is shown addresses', () => {
  test('leaves one line an hour, by API and in the console', async () => {
    await addReader(service.deps, 'reader@example.org');
    const api = await apiOf(service);
    const viewer = await signedIn(service, 'viewer@example.org');
    const read = async () => {
      for (const path of ['/admin/subscribers', '/admin/subscribers/1', '/admin/suppressions']) {
        await api('GET', path);
        await viewer.get(path);
      }
      await api('POST', '/admin/subscribers/search', { q: 'reader' });
      await api('GET', '/admin/digests');
    };
    await read();
    await read();
    const lines = async () => (await audited(service, 100)).filter((line) => line.includes('addresses read'));
    expect((await lines()).toSorted()).toEqual([
      'admin 3: addresses read, subscribers',
      'admin 3: addresses read, suppressions',
      'token a test: addresses read, subscribers',
      'token a test: addresses read, suppressions',
    ]);
    wait(3_600);
    await read();
    expect(await lines()).toHaveLength(8);
  });

  test('is told that no cache may keep them', async () => {
    const app = await service.app();
    const api = await apiOf(service);
    expect((await api('GET', '/admin/subscribers')).headers['cache-control']).toBe('no-store');
    expect((await app.inject('/api/v1/admin/subscribers')).headers['cache-control']).toBe('no-store');
  });
});

describe('the log', () => {
  test('shows accounts and addresses of others to owners alone', async () => {
    const owner = await signedIn(service, email);
    await owner.submit('/admin/settings', '/admin/settings/rate', { maxSendRate: '5' });
    await createAdmin(service.deps, { email: 'grace@example.org', password });
    const pages: Record<string, string> = {};
    for (const role of ['owner', 'editor', 'viewer'])
      pages[role] = (await (await signedIn(service, `${role}@example.org`)).get('/admin/audit')).body;
    expect(pages['owner']).toContain('account added');
    expect(pages['owner']).toContain(email);
    for (const role of ['editor', 'viewer']) {
      const page = pages[role]!.replace(/<header[\s\S]*?<\/header>/g, '');
      expect(page, role).toContain('settings changed');
      expect(page, role).toContain('admin 1');
      expect(page, role).not.toContain(email);
      expect(page, role).not.toMatch(/admin 4|value="invitation"/);
      // Their own sign-in is theirs to see.
      expect(page, role).toContain('signed in');
    }
  });
});
