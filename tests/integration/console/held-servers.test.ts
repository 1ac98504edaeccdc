import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newHold } from '../../../src/domain/sending/server-hold.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { apiOf } from '../../support/web/api.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

// What an admin sees of a mail server that refuses us, and of what failed.

const now = new Date('2026-11-24T10:00:00Z');
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
let console: Console;
beforeAll(async () => {
  console = await openConsole({ env: { SMTP_URL: 'smtp://user:secret@mail.example.org:587' } });
});
afterAll(() => console.service.close());
beforeEach(async () => {
  await emptyTables(console.service.databaseUrl, ['mail_server_hold', 'digest', 'subscriber']);
  console.service.clock.now = now;
  const hold = {
    server: 'mail.example.org:587',
    cause: 'account',
    reply: 'AUTH: 535 wrong password',
  } as const;
  await console.service.deps.stores.serverHolds.hold({ ...newHold(hold, now), pauseMs: 3_600_000 });
});

const overview = async () => (await console.browser.get('/admin')).body;

test('the first page says what it said, since when, and when it is tried; never the password', async () => {
  const page = await overview();
  expect(page).toContain('mail.example.org:587 refuses our account or login');
  expect(page).toContain('AUTH: 535 wrong password');
  expect(page).toContain('one message is tried at 2026-11-24 10:01 UTC');
  expect(page).not.toContain('secret');
});

test('after a day it asks for somebody, and “Try again” has it tried at once', async () => {
  console.service.clock.now = later(25);
  expect(await overview()).toContain('it has taken nothing for a day');
  await console.audited();
  const { statusCode } = await console.send('/mail-servers/1/try');
  expect(statusCode).toBe(303);
  expect(await overview()).toContain('one message is tried at 2026-11-25 11:00 UTC');
  expect(await console.audited()).toEqual(['admin 1: mail server tried again, mail-server 1']);
});

test('the API tells the same, and tries it', async () => {
  const api = await apiOf(console.service);
  const told = { id: 1, server: 'mail.example.org:587', cause: 'account', reply: 'AUTH: 535 wrong password' };
  expect((await api('GET', '/admin/mail-servers')).body).toEqual({
    items: [
      { ...told, since: now.toISOString(), nextProbeAt: '2026-11-24T10:01:00.000Z', needsAdmin: false },
    ],
  });
  console.service.clock.now = later(25);
  expect((await api('GET', '/admin/mail-servers')).body.items[0]).toMatchObject({
    nextProbeAt: null,
    needsAdmin: true,
  });
  expect((await api('POST', '/admin/mail-servers/1/try')).body).toMatchObject({
    nextProbeAt: later(25).toISOString(),
    needsAdmin: false,
  });
  expect((await api('POST', '/admin/mail-servers/2/try')).status).toBe(404);
});

test('the metrics name it', async () => {
  const { body } = await console.app.inject('/metrics');
  expect(body).toContain('offprint_mail_server_held{server="mail.example.org:587"} 1');
});

test('the first page tells what failed in the last days, linked to the deliveries, and those to their readers', async () => {
  const reader = await addReader(console.service.deps, 'ada@example.org');
  const run = (statement: string, values: unknown[]) => sql(console.service.databaseUrl, statement, values);
  for (const [days, detail] of [
    [1, 'DATA: 554 5.7.1 Rejected as spam'],
    [9, 'long ago'],
  ] as const) {
    await run(
      `WITH made AS (INSERT INTO digest (origin, cadence, status, as_of, created_at) VALUES ('api', 'daily', 'finished', $1, $1) RETURNING id)
       INSERT INTO delivery (digest_id, subscriber_id, state, detail) SELECT id, $2, 'failed', $3 FROM made`,
      [later(-24 * days), reader, detail],
    );
  }
  const page = await overview();
  expect(page).toContain('href="/admin/digests/1/deliveries?state&#x3D;failed"');
  expect(page).toContain('554 5.7.1 Rejected as spam');
  expect(page).not.toContain('long ago');
  const deliveries = (await console.browser.get('/admin/digests/1/deliveries?state=failed')).body;
  expect(deliveries).toContain(`<a href="/admin/subscribers/${reader}">ada@example.org</a>`);
});
