import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, linkIn, pathOf, sentMail } from '../../support/web/web.ts';

const start = new Date('2026-11-24T10:00:00Z');
const day = (n: number) => new Date(start.getTime() + n * 86_400_000);
const oldEmail = 'ada@old.example';
const newEmail = 'ada@new.example';
const lines: unknown[] = [];

let service: TestService;
let app: App;
let id: number;
beforeAll(async () => {
  const note = (...said: unknown[]) => void lines.push(said);
  const log = { debug: note, info: note, warn: note, error: note };
  service = await testService({ log: log as never });
  app = await service.app();
});
afterAll(() => service.close());
beforeEach(async () => {
  lines.length = 0;
  const tables = ['subscriber', 'suppression', 'caught_mail', 'link_request', 'audit_event'];
  await emptyTables(service.databaseUrl, tables);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  service.clock.now = start;
  id = await addReader(service.deps, oldEmail, { topics: ['cs.RO'] });
});

const press = (url: string, values: Record<string, string> = {}) => app.inject({ url, ...form(values) });
const reader = async () => (await service.deps.stores.subscribers.byId(id))!;
/** The path of the form, by the link that the preferences page mails to the present address. */
async function formPath(): Promise<string> {
  const present = (await reader()).email;
  await press(`${pathOf(service.deps.links.preferences(id))}/address`);
  await runJobs(service);
  return linkIn((await sentMail(service, present)).at(-1), 'address');
}
/** Fills the form in; the mails that went to the new address since. */
async function ask(email = newEmail) {
  const answer = await press(await formPath(), { email });
  await runJobs(service);
  return { answer, mails: await sentMail(service, email) };
}
/** Asks, and presses the button in the mail. The path of the link that undoes it. */
async function change(): Promise<string> {
  const { mails } = await ask();
  expect((await press(linkIn(mails[0], 'new-address'))).statusCode).toBe(200);
  await runJobs(service);
  return linkIn((await sentMail(service, oldEmail)).at(-1), 'old-address');
}

describe('a change of address', () => {
  test('takes a fresh link, the button in the mail to the new address, and nothing else is changed by it', async () => {
    const { answer, mails } = await ask();
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Check the new inbox');
    expect(mails.map(({ subject }) => subject)).toEqual(['Confirm your new address for Offprint']);
    const path = linkIn(mails[0], 'new-address');
    const before = await checksums(service.databaseUrl);
    const page = await app.inject(path);
    expect(page.body).toContain('Yes, send my digests here');
    expect(page.body).not.toContain(newEmail);
    expect(await checksums(service.databaseUrl)).toEqual(before);
    expect((await reader()).email).toBe(oldEmail);
    const was = await reader();
    await press(path);
    expect(await reader()).toEqual({ ...was, email: newEmail });
    expect((await press(path)).statusCode).toBe(410);
    const { stores } = service.deps;
    expect((await stores.subscribers.events(id)).at(-1)).toMatchObject({
      kind: 'address changed',
      actor: 'reader',
      detail: {},
    });
    const [line] = await stores.audit.list({ before: null, limit: 1 });
    expect(line).toMatchObject({ action: 'address changed', actor: 'reader', object: `subscriber ${id}` });
    expect(await stores.subscribers.byEmail(oldEmail)).toBeNull();
    expect((await stores.subscribers.byEmails([newEmail]))[0]?.id).toBe(id);
  });

  test('leaves the links of old mails as they are', async () => {
    const unsubscribe = pathOf(service.deps.links.unsubscribe(id));
    const preferences = pathOf(service.deps.links.preferences(id));
    await change();
    expect((await app.inject(preferences)).body).toContain('@new.example');
    await press(unsubscribe);
    expect((await reader()).status).toBe('unsubscribed');
  });

  test('puts no address into the log, a job, the history or the log of changes', async () => {
    await change();
    await press(linkIn((await sentMail(service, oldEmail)).at(-1), 'old-address'));
    const jobs = await sql(service.databaseUrl, 'SELECT data::text FROM pgboss.job');
    const audit = await sql(service.databaseUrl, 'SELECT row_to_json(a)::text FROM audit_event a');
    const events = await service.deps.stores.subscribers.events(id);
    expect(JSON.stringify([lines, jobs, audit, events])).not.toMatch(/@(old|new)\.example/);
    expect(lines.length).toBeGreaterThan(0);
  });

  test('is answered in the same way for every address, and mailed to none that must not be', async () => {
    await addReader(service.deps, 'taken@new.example');
    await service.deps.stores.suppressions.suppress('barred@new.example', 'complaint');
    const answers: string[] = [];
    const subjects: string[][] = [];
    for (const email of [newEmail, 'taken@new.example', 'barred@new.example']) {
      await emptyTables(service.databaseUrl, ['link_request']);
      const { answer, mails } = await ask(email);
      answers.push(answer.body.replaceAll(email, ''));
      subjects.push(mails.map(({ subject }) => subject));
    }
    expect(new Set(answers).size).toBe(1);
    expect(subjects).toEqual([
      ['Confirm your new address for Offprint'],
      ['This address already has a subscription at Offprint'],
      [],
    ]);
  });

  test.each([
    ['no address', /address/i],
    ['ada@OLD.example', /already/],
  ])('to %j is refused beside the field', async (email, words) => {
    const { statusCode, body } = await press(await formPath(), { email });
    expect(statusCode).toBe(400);
    expect(body).toMatch(/<title>Error: /);
    expect(/id="email-error">([^<]+)</.exec(body)?.[1]).toMatch(words);
    expect(body).toContain(`value="${email}"`);
  });

  test('is asked for a bounded number of times a day, and one mail a day goes to an address', async () => {
    const path = await formPath();
    for (let turn = 0; turn < 5; turn++)
      expect((await press(path, { email: newEmail })).statusCode).toBe(200);
    expect((await press(path, { email: 'other@new.example' })).statusCode).toBe(429);
    await runJobs(service);
    expect(await sentMail(service, newEmail)).toHaveLength(1);
  });

  test('mails an inbox once a day, in whatever spelling its address comes', async () => {
    const path = await formPath();
    for (const email of ['ada.l@gmail.com', 'adal@gmail.com', 'ada.l+more@googlemail.com'])
      expect((await press(path, { email })).statusCode).toBe(200);
    await runJobs(service);
    const went = await Promise.all(
      ['ada.l@gmail.com', 'adal@gmail.com', 'ada.l+more@googlemail.com'].map((one) => sentMail(service, one)),
    );
    expect(went.flat()).toHaveLength(1);
  });

  test('takes the place of somebody who never confirmed, and of nobody else', async () => {
    await press('/subscribe', { email: newEmail });
    const { mails } = await ask();
    await press(linkIn(mails.at(-1), 'new-address'));
    expect((await reader()).email).toBe(newEmail);
  });

  test('is not made when the address has come to be somebody’s, or barred, since it was asked for', async () => {
    const path = linkIn((await ask()).mails[0], 'new-address');
    const other = await addReader(service.deps, newEmail);
    expect((await press(path)).statusCode).toBe(409);
    await service.deps.stores.subscribers.erase(other);
    await service.deps.stores.suppressions.suppress(newEmail, 'bounce');
    expect((await press(path)).statusCode).toBe(409);
    expect((await reader()).email).toBe(oldEmail);
  });

  test('is nothing for whose mail was refused meanwhile', async () => {
    const path = linkIn((await ask()).mails[0], 'new-address');
    await service.deps.stores.subscribers.deactivate(id, 'bounced', start);
    expect((await press(path)).statusCode).toBe(409);
  });

  test('ends with time, and with a later wish', async () => {
    const first = linkIn((await ask()).mails[0], 'new-address');
    await emptyTables(service.databaseUrl, ['link_request']);
    const later = linkIn((await ask('ada@third.example')).mails[0], 'new-address');
    expect((await press(first)).statusCode).toBe(410);
    service.clock.now = day(2);
    expect((await press(later)).statusCode).toBe(410);
    expect((await app.inject(later)).statusCode).toBe(410);
    expect((await reader()).email).toBe(oldEmail);
  });

  test('speaks the language of the reader', async () => {
    await sql(service.databaseUrl, `UPDATE subscriber SET language = 'de'`);
    const { mails } = await ask();
    expect(mails[0]?.subject).toBe('Bestätigen Sie Ihre neue Adresse für Offprint');
  });
});

describe('the old address', () => {
  test('undoes a change for seven days, with whatever was asked for after it', async () => {
    const undo = await change();
    await emptyTables(service.databaseUrl, ['link_request']);
    const next = linkIn((await ask('thief@third.example')).mails[0], 'new-address');
    await press(next);
    await runJobs(service);
    const back = linkIn((await sentMail(service, newEmail)).at(-1), 'old-address');
    expect((await reader()).email).toBe('thief@third.example');
    service.clock.now = day(6);
    const before = await checksums(service.databaseUrl);
    expect((await app.inject(undo)).body).toContain('Yes, undo the change');
    expect(await checksums(service.databaseUrl)).toEqual(before);
    expect((await press(undo)).statusCode).toBe(200);
    expect((await reader()).email).toBe(oldEmail);
    expect((await press(undo)).statusCode).toBe(410);
    // Who changed it a second time cannot take that back.
    expect((await press(back)).statusCode).toBe(410);
    expect((await reader()).email).toBe(oldEmail);
  });

  test('is forgotten afterwards, with the mail that was caught for it', async () => {
    const undo = await change();
    service.clock.now = day(6);
    await sweep(service.deps);
    expect(await service.deps.stores.addressChanges.ofSubscriber(id)).toHaveLength(1);
    service.clock.now = day(8);
    expect((await press(undo)).statusCode).toBe(410);
    await sweep(service.deps);
    expect(await service.deps.stores.addressChanges.ofSubscriber(id)).toEqual([]);
    expect(await sentMail(service, oldEmail)).toEqual([]);
    const rows = await sql(service.databaseUrl, 'SELECT row_to_json(s)::text AS row FROM subscriber s');
    expect(JSON.stringify(rows)).not.toContain(oldEmail);
  });

  test('that somebody else has by now is not taken from them', async () => {
    const undo = await change();
    await addReader(service.deps, oldEmail);
    expect((await press(undo)).statusCode).toBe(409);
    expect((await reader()).email).toBe(newEmail);
  });

  test('goes with the reader who is erased', async () => {
    const undo = await change();
    const erase = pathOf(service.deps.links.ending('erase', id, day(1)));
    expect((await press(erase)).statusCode).toBe(200);
    expect((await press(undo)).statusCode).toBe(410);
    expect(await sql(service.databaseUrl, 'SELECT 1 FROM address_change')).toEqual([]);
  });
});
