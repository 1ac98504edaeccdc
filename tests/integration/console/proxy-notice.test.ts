import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { examineDatabase } from '../../../src/adapters/postgres/migrations/examine.ts';
import { thisMachine } from '../../../src/domain/client.ts';
import { judgeProxy } from '../../../src/domain/doctor/proxy.ts';
import { buildApp } from '../../../src/http/app.ts';
import { sql } from '../../support/postgres/sql.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { httpOptions, type TestService, testService } from '../../support/test-service.ts';
import { until } from '../../support/until.ts';
import { anAdminOfEachRole, type Browser, signedIn } from '../../support/web/admins.ts';

const now = new Date('2026-11-24T10:00:00Z');
const hour = 3_600_000;
const log = recordingLog();

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await testService({ log });
  await anAdminOfEachRole(service);
  browser = await signedIn(service, 'viewer@example.org');
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  log.lines.length = 0;
  await sql(
    service.databaseUrl,
    'UPDATE installation SET proxy_doubt = NULL, proxy_address = NULL, proxy_seen_at = NULL',
  );
});

/** A process that has not told of anything yet. */
const freshApp = () => buildApp({ ...httpOptions(service), logger: false });
const told = () => log.lines.filter(({ message }) => message === 'a proxy hides who the readers are');
const last = () => service.deps.stores.proxyDoubts.read();
const diagnosed = async (trusted = thisMachine) => {
  const { proxyDoubt } = await examineDatabase(service.databaseUrl);
  return judgeProxy(proxyDoubt, trusted, service.clock.now ?? now);
};

describe('a proxy that is not trusted', () => {
  const through = async (peer: string, app?: Awaited<ReturnType<typeof freshApp>>) =>
    await (app ?? (await freshApp())).inject({
      url: '/healthz',
      remoteAddress: peer,
      headers: { 'x-forwarded-for': '203.0.113.5' },
    });

  test('is told in the log, on the overview and by the doctor, with what to set', async () => {
    await through('172.18.0.1');
    await until(async () => told().length === 1);
    const advice = expect.stringMatching(
      /^X-Forwarded-For comes from 172\.18\.0\.1, .*TRUSTED_PROXIES=172\.18\.0\.1\/32/,
    );
    expect(told()).toMatchObject([{ level: 'warn', fields: { proxy: '172.18.0.1', advice } }]);
    expect((await browser.get('/admin')).body).toContain('TRUSTED_PROXIES&#x3D;172.18.0.1/32');
    expect(await diagnosed()).toMatchObject({ status: 'warn', says: advice });
  });

  test('is told once an hour, however many requests, proxies and processes there are', async () => {
    const app = await freshApp();
    for (let i = 0; i < 20; i++) await through(`172.18.0.${i}`, app);
    await until(async () => told().length === 1);
    const noted = await last();
    await through('172.18.1.1');
    service.clock.now = new Date(now.getTime() + hour - 1);
    await through('172.18.1.1', app);
    expect(await last()).toEqual(noted);
    service.clock.now = new Date(now.getTime() + hour);
    await through('2001:DB8::1', app);
    await until(async () => told().length === 2);
    expect(await last()).toMatchObject({ kind: 'untrusted', address: '2001:db8::1' });
  });

  test('is told no more once it is trusted, or after a day', async () => {
    await through('172.18.0.1');
    await until(last);
    const trusted = [...thisMachine, { groups: [0, 0, 0, 0, 0, 0xffff, 0xac12, 0], bits: 112 }];
    expect(await diagnosed(trusted)).toMatchObject({ status: 'pass' });
    service.clock.now = new Date(now.getTime() + 24 * hour);
    expect(await diagnosed()).toMatchObject({ status: 'pass' });
    expect((await browser.get('/admin')).body).not.toContain('TRUSTED_PROXIES');
  });
});

test('a proxy on this machine that does not say for whom it asks is told', async () => {
  const app = await freshApp();
  await app.inject({ url: '/healthz', headers: { host: 'localhost:3000' } });
  await app.inject({ url: '/healthz', headers: { host: 'papers.example.org' } });
  await until(last);
  expect(await last()).toEqual({ kind: 'silent', address: '127.0.0.1', at: now });
  expect((await diagnosed()).says).toContain('have it set X-Forwarded-For');
});

test('a database that is not migrated yet, or has nothing, has no proxy to tell of', async () => {
  await sql(service.databaseUrl, 'ALTER TABLE installation RENAME TO installation_away');
  expect(await examineDatabase(service.databaseUrl)).toMatchObject({ proxyDoubt: null });
  await sql(service.databaseUrl, 'ALTER TABLE installation_away RENAME TO installation');
});
