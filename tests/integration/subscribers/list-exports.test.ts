import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importSubscribers } from '../../../src/app/subscribers/import-rows.ts';
import type { SubscriberImport } from '../../../src/app/subscribers/import-stores.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await testService();
  service.clock.now = new Date('2026-11-24T10:00:00Z');
});
afterAll(() => service.close());
beforeEach(() => emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'tag']));

const folder = join(import.meta.dirname, '../../fixtures/list-exports');

async function imported(file: string): Promise<SubscriberImport> {
  const { deps } = service;
  const rows = deps.files.read(createReadStream(join(folder, file)));
  return await importSubscribers(deps, rows, { actor: 'command' });
}

/** Each subscriber in a line: address, name, status, when and where they agreed, tags. */
async function stored(): Promise<string[]> {
  const rows = await sql(
    service.databaseUrl,
    `SELECT s.email, s.name, s.status, r.confirmed_at, e.detail->>'consentAt' AS at, r.form,
       (SELECT string_agg(t.name, '+' ORDER BY t.name) FROM subscriber_tag x JOIN tag t ON t.id = x.tag_id
        WHERE x.subscriber_id = s.id) AS tags
     FROM subscriber s JOIN subscription_request r ON r.subscriber_id = s.id
       JOIN subscriber_event e ON e.subscriber_id = s.id AND e.kind = 'imported'
     ORDER BY s.id`,
  );
  return rows.map(({ email, name, status, at, form, tags }) =>
    [email, name ?? '-', status, at, String(form).replace('import:', ''), tags ?? '-'].join(' | '),
  );
}

const bad = ({ errors }: SubscriberImport) => errors.map(({ line, message }) => `${line} ${message}`);
const counts = ({ errors: _, ...others }: SubscriberImport) => others;
const none = { added: 0, changed: 0, existing: 0, pending: 0, refused: 0 };

test('Mailchimp’s three files bring in who is subscribed, end who has left, and bar who was cleaned', async () => {
  const subscribed = await imported('mailchimp-subscribed.csv');
  expect(counts(subscribed)).toEqual({ ...none, rows: 3, added: 2, refused: 1 });
  expect(bad(subscribed)).toEqual([expect.stringMatching(/^4 email: An address needs an @/)]);
  expect(await stored()).toEqual([
    'ada@example.org | Ada Lovelace | active | 2025-03-16T14:40:47.000Z | Mailchimp export | Conference 2025+Reading group',
    'bob@example.org | Bob | active | 2024-01-05T09:00:00.000Z | Mailchimp export | -',
  ]);
  expect(counts(await imported('mailchimp-unsubscribed.csv'))).toEqual({
    ...none,
    rows: 2,
    added: 1,
    changed: 1,
  });
  expect(counts(await imported('mailchimp-cleaned.csv'))).toEqual({ ...none, rows: 1, added: 1 });
  expect((await stored()).slice(1)).toEqual([
    'bob@example.org | Bob | unsubscribed | 2024-01-05T09:00:00.000Z | Mailchimp export | -',
    'dan@example.org | Dan Dee | complained | 2023-02-05T09:00:00.000Z | Mailchimp export | -',
    'eve@example.org | Eve | bounced | 2022-07-05T09:00:00.000Z | Mailchimp export | -',
  ]);
  // One file after the other in any order: who left does not come back.
  expect(counts(await imported('mailchimp-subscribed.csv'))).toEqual({
    ...none,
    rows: 3,
    existing: 2,
    refused: 1,
  });
});

test('Substack’s tells who wants no mail', async () => {
  const done = await imported('substack.csv');
  expect(counts(done)).toEqual({ ...none, rows: 4, added: 3, refused: 1 });
  expect(bad(done)).toEqual(['5 mail_disabled: must be true or false']);
  expect(await stored()).toEqual([
    'ada@example.org | - | active | 2025-07-01T08:15:30.123Z | Substack export | -',
    'bob@example.org | - | active | 2025-06-01T00:00:00.000Z | Substack export | -',
    'cyd@example.org | - | unsubscribed | 2025-05-01T00:00:00.000Z | Substack export | -',
  ]);
});

test('listmonk’s has words and dates of its own', async () => {
  expect(counts(await imported('listmonk.csv'))).toEqual({ ...none, rows: 4, added: 3, existing: 1 });
  expect(await stored()).toEqual([
    'ada@example.org | Ada Lovelace | active | 2023-01-02T15:04:05.123Z | listmonk export | -',
    'bob@example.org | Bob | unsubscribed | 2023-01-02T15:04:05.000Z | listmonk export | -',
    'cyd@example.org | Cyd "C" Dee | unsubscribed | 2023-01-02T15:04:05.000Z | listmonk export | -',
  ]);
});

test('Ghost’s has labels, and members who are deleted', async () => {
  expect(counts(await imported('ghost.csv'))).toEqual({ ...none, rows: 3, added: 3 });
  expect(await stored()).toEqual([
    'ada@example.org | Ada Lovelace | active | 2024-01-15T10:00:00.000Z | Ghost export | Imported+Reading group',
    'bob@example.org | - | unsubscribed | 2024-02-01T12:30:00.000Z | Ghost export | -',
    'cyd@example.org | Cyd | unsubscribed | 2024-02-01T12:30:00.000Z | Ghost export | -',
  ]);
});

test('Buttondown’s has types, of which one that is not known is refused', async () => {
  const done = await imported('buttondown.csv');
  expect(counts(done)).toEqual({ ...none, rows: 7, added: 6, pending: 1, refused: 1 });
  expect(bad(done)).toEqual([expect.stringMatching(/^8 status: must be one of/)]);
  const at = '2024-08-24T14:15:22.000Z | Buttondown export';
  expect(await stored()).toEqual([
    `ada@example.org | - | active | ${at} | friends+reading group`,
    `bob@example.org | - | pending | ${at} | -`,
    `cyd@example.org | - | unsubscribed | ${at} | -`,
    `dan@example.org | - | bounced | ${at} | -`,
    `eve@example.org | - | complained | ${at} | -`,
    `fay@example.org | - | active | ${at} | -`,
  ]);
});
