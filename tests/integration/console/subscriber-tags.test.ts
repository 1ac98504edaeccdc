import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportSubscribers } from '../../../src/app/subscribers/export-list.ts';
import { personalData } from '../../../src/app/subscribers/export-personal-data.ts';
import { readTags } from '../../../src/domain/subscribers/tag.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { apiOf } from '../../support/web/api.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

let desk: Console;
let api: Awaited<ReturnType<typeof apiOf>>;
beforeAll(async () => {
  desk = await openConsole();
  api = await apiOf(desk.service);
});
afterAll(() => desk.service.close());
beforeEach(async () => {
  await emptyTables(desk.service.databaseUrl, ['subscriber', 'suppression', 'tag']);
  await desk.audited();
});

const deps = () => desk.service.deps;
const get = async (path: string) => (await desk.browser.get(`/admin/subscribers${path}`)).body;
const send = (path: string, values: Record<string, string> = {}) => desk.send(`/subscribers${path}`, values);
const tagsOf = async (id: number) => (await deps().stores.subscribers.byId(id))!.tags;
const addresses = (html: string) =>
  [...html.matchAll(/<a href="\/admin\/subscribers\/\d+">([^<]+)/g)].map(([, address]) => address);
const give = (ids: number[], ...names: string[]) => deps().stores.tags.addTags(ids, readTags(names).tags);

describe('on a subscriber’s page', () => {
  test('tags are added, one or several, and removed; the same twice changes nothing', async () => {
    const id = await addReader(deps(), 'ada@example.org');
    const answer = await send(`/${id}/tags`, { tag: 'Reading group' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `/admin/subscribers/${id}?saved=yes`]);
    await send(`/${id}/tags`, { tag: 'workshop 2026, Alumni ;' });
    expect(await tagsOf(id)).toEqual(['Alumni', 'Reading group', 'workshop 2026']);
    await desk.audited();
    await send(`/${id}/tags`, { tag: 'READING  group' });
    await send(`/${id}/tags/remove`, { tag: 'nobody has it' });
    expect(await desk.audited()).toEqual([]);
    await send(`/${id}/tags/remove`, { tag: 'ALUMNI' });
    expect(await tagsOf(id)).toEqual(['Reading group', 'workshop 2026']);
    expect(await desk.audited()).toEqual([`admin 1: subscriber changed, subscriber ${id}`]);
    const page = await get(`/${id}`);
    expect(page).toMatch(/<li>Reading group<form method="post"[^>]*\/tags\/remove">/);
    // One that they do not have is offered.
    expect(page).toContain('<option value="Alumni">');
  });

  test('a wrong one is refused beside its field, with what was typed, and nothing of it is kept', async () => {
    const id = await addReader(deps(), 'ada@example.org');
    const before = await checksums(desk.service.databaseUrl, ['admin_session']);
    const { statusCode, body } = await send(`/${id}/tags`, { tag: 'fine, bob@example.org' });
    expect(statusCode).toBe(400);
    expect(body).toMatch(/id="tag-error">Must not have a comma, a semicolon or an @/);
    expect(body).toContain('name="tag" value="fine, bob@example.org"');
    expect((await send(`/${id}/tags`, { tag: ' , ' })).statusCode).toBe(400);
    expect((await send('/99/tags', { tag: 'x' })).statusCode).toBe(404);
    const many = Array.from({ length: 51 }, (_, n) => `t${n}`).join(',');
    expect((await send(`/${id}/tags`, { tag: many })).body).toContain('Must be at most 50');
    expect(await checksums(desk.service.databaseUrl, ['admin_session'])).toEqual(before);
  });
});

describe('in the list', () => {
  test('they are shown, and looked for together with everything else', async () => {
    const [ada, bob, cyd] = [
      await addReader(deps(), 'ada@example.org', { cadence: 'weekly' }),
      await addReader(deps(), 'bob@example.org'),
      await addReader(deps(), 'cyd@example.org'),
    ];
    await give([ada, bob], 'Lab');
    await give([cyd], 'Other');
    expect(await get('')).toContain('<ul class="chips" aria-label="Tags"><li>Lab</li></ul>');
    expect(addresses((await send('', { tag: 'lab' })).body)).toEqual(['bob@example.org', 'ada@example.org']);
    expect(addresses((await send('', { tag: 'Lab', cadence: 'weekly' })).body)).toEqual(['ada@example.org']);
    expect(addresses(await get('?tag=Other'))).toEqual(['cyd@example.org']);
    const none = await send('', { tag: 'no such' });
    expect(none.statusCode).toBe(400);
    expect(none.body).toMatch(/id="tag-error">There is no tag &quot;no such&quot;/);
  });
});

describe('the tags that there are', () => {
  test('are listed with how many have each, renamed and deleted', async () => {
    const id = await addReader(deps(), 'ada@example.org');
    await give([id], 'Lab', 'Alumni');
    const [alumni, lab] = await deps().stores.tags.listTags();
    expect((await get('/tags')).match(/<p class="muted">1 subscriber</g)).toHaveLength(2);
    expect((await send(`/tags/${lab!.id}`, { name: 'Robotics lab' })).headers.location).toContain('renamed');
    expect(await tagsOf(id)).toEqual(['Alumni', 'Robotics lab']);
    // The same name in other letters is no other tag's.
    expect((await send(`/tags/${lab!.id}`, { name: 'ROBOTICS LAB' })).statusCode).toBe(303);
    const taken = await send(`/tags/${lab!.id}`, { name: 'alumni' });
    expect(taken.statusCode).toBe(400);
    expect(taken.body).toMatch(/There is a tag &quot;Alumni&quot; already/);
    expect((await send(`/tags/${alumni!.id}/delete`)).headers.location).toContain('deleted');
    expect(await tagsOf(id)).toEqual(['ROBOTICS LAB']);
    expect((await send(`/tags/${alumni!.id}/delete`)).statusCode).toBe(404);
    expect((await send(`/tags/${alumni!.id}`, { name: 'x' })).statusCode).toBe(404);
    expect(await desk.audited()).toEqual([
      `admin 1: tag renamed, tag ${lab!.id}`,
      `admin 1: tag renamed, tag ${lab!.id}`,
      `admin 1: tag deleted, tag ${alumni!.id}`,
    ]);
  });

  test('are a thousand at most', async () => {
    const id = await addReader(deps(), 'ada@example.org');
    await sql(
      desk.service.databaseUrl,
      `INSERT INTO tag (name, key) SELECT 't' || n, 't' || n FROM generate_series(1, 1000) n`,
    );
    const refused = await send(`/${id}/tags`, { tag: 'one more' });
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('delete one first');
    expect((await send(`/${id}/tags`, { tag: 'T7' })).statusCode).toBe(303);
    // Nor more by a file, whose row is refused then.
    await expect(give([id], 'one more')).rejects.toMatchObject({ code: 'invalid' });
  });
});

test('the store gives several tags to several at once, and leaves out who is gone', async () => {
  const [ada, bob] = [await addReader(deps(), 'ada@example.org'), await addReader(deps(), 'bob@example.org')];
  await give([ada], 'one');
  expect(await give([ada, bob, 99_999], 'One', 'two')).toBe(3);
  expect([await tagsOf(ada), await tagsOf(bob)]).toEqual([
    ['one', 'two'],
    ['one', 'two'],
  ]);
  // Many at the same time, in different orders, make each tag once.
  await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      deps().atomically(async ({ tags }) =>
        tags.addTags([ada, bob], readTags(n % 2 ? ['x', 'y', 'z'] : ['z', 'y', 'x']).tags),
      ),
    ),
  );
  expect(await tagsOf(ada)).toEqual(['one', 'two', 'x', 'y', 'z']);
  expect((await deps().stores.tags.listTags()).map(({ name }) => name)).toEqual([
    'one',
    'two',
    'x',
    'y',
    'z',
  ]);
});

describe('the API', () => {
  test('shows, sets, adds and looks for them', async () => {
    const added = await api('POST', '/admin/subscribers', { email: 'ada@example.org', tags: ['Lab', 'lab'] });
    expect([added.status, added.body.tags]).toEqual([201, ['Lab']]);
    const { id } = added.body;
    const changed = await api('PATCH', `/admin/subscribers/${id}`, { tags: ['alumni', 'LAB'] });
    expect([changed.status, changed.body.tags]).toEqual([200, ['alumni', 'Lab']]);
    await api('POST', '/admin/subscribers', { email: 'bob@example.org' });
    // What is absent stays.
    expect((await api('PATCH', `/admin/subscribers/${id}`, { hour: 3 })).body.tags).toEqual([
      'alumni',
      'Lab',
    ]);
    const listed = await api('GET', '/admin/subscribers?tag=ALUMNI');
    expect(listed.body.items.map((one: { email: string }) => one.email)).toEqual(['ada@example.org']);
    const found = await api('POST', '/admin/subscribers/search', { tag: 'lab', language: 'en' });
    expect(found.body.items).toHaveLength(1);
    expect((await api('GET', '/admin/subscribers?tag=none')).body.errors).toMatchObject([{ field: 'tag' }]);
    expect((await api('PATCH', `/admin/subscribers/${id}`, { tags: [] })).body.tags).toEqual([]);
  });

  test('refuses a wrong tag by its field, and nothing half done', async () => {
    const id = await addReader(deps(), 'ada@example.org');
    const before = await checksums(desk.service.databaseUrl, ['admin_session', 'api_token', 'audit_event']);
    for (const [method, path] of [
      ['PATCH', `/admin/subscribers/${id}`],
      ['POST', '/admin/subscribers'],
    ] as const) {
      const body = { ...(method === 'POST' ? { email: 'new@example.org' } : { hour: 3 }), tags: ['a@b.c'] };
      const refused = await api(method, path, body);
      expect([refused.status, refused.body.errors[0].field]).toEqual([400, 'tags']);
    }
    expect(await checksums(desk.service.databaseUrl, ['admin_session', 'api_token', 'audit_event'])).toEqual(
      before,
    );
  });
});

test('files have them in a column of their own, and one person’s download has theirs', async () => {
  const id = await addReader(deps(), 'ada@example.org');
  await give([id], 'Lab', 'Alumni');
  const rows: Record<string, string>[] = [];
  for await (const row of exportSubscribers(deps(), { actor: 'command' })) rows.push(row);
  expect(rows[0]).toMatchObject({ email: 'ada@example.org', tags: 'Alumni;Lab' });
  const file = await api('GET', '/admin/subscribers.csv?tag=lab');
  expect(file.text.split('\r\n')[0]).toContain(',status,tags,');
  expect(file.text).toContain(',Alumni;Lab,');
  expect((await personalData(deps(), id)).subscriber).toMatchObject({ tags: ['Alumni', 'Lab'] });
});
