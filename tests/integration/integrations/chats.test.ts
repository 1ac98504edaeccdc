import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addIntegration,
  editIntegration,
  switchIntegration,
  testIntegration,
} from '../../../src/app/integrations/edit-integrations.ts';
import { lookAfterIntegrations } from '../../../src/app/integrations/look-after-integrations.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import type { IntegrationKind } from '../../../src/domain/integrations/integration.ts';
import type { TypedIntegration } from '../../../src/domain/integrations/typed-integration.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { openReceiver, type Receiver } from '../../support/web/receiver.ts';

const start = new Date('2026-11-24T10:00:00Z');
let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await testService({ env: { NODE_ENV: 'test' }, tuning: { outgoingTimeoutMs: 1_000 } });
  service.clock.now = start;
  receiver = await openReceiver();
  const papers = [
    ['Robots | that <em>learn</em> & @channel [walk](x)', 'cs.RO', 90],
    ['Proofs of nothing', 'math.LO', 80],
    ['Legs for robots', 'cs.RO', 70],
    ['Numbers', 'math.NT', 60],
  ] as const;
  await depsOf().stores.papers.store(
    papers.map(([title, category, upvotes], index) =>
      makeIncoming({
        arxivId: `2611.0000${index}`,
        title,
        authors: ['Ada Lovelace'],
        categories: [category],
        primaryCategory: category,
        publishedAt: new Date('2026-11-24T01:00:00Z'),
        featuredAt: null,
        signal: { upvotes },
      }),
    ),
    { source: 'test', now: start, sample: false },
  );
  await refreshTrends(depsOf());
});
afterAll(async () => {
  await service.close();
  await receiver.close();
});
beforeEach(async () => {
  await sql(service.databaseUrl, 'DELETE FROM integration');
  service.clock.now = start;
  receiver.take();
});

const typed: TypedIntegration = {
  name: 'A channel',
  url: '',
  room: '!abc:example.org',
  token: 'a-token',
  events: [],
  withReader: false,
  topics: [],
  papers: '2',
  hour: '12',
  timezone: 'Europe/Berlin',
};
const depsOf = () => service.deps;
async function add(kind: IntegrationKind, said: Partial<TypedIntegration> = {}): Promise<number> {
  const all = { ...typed, url: `${receiver.url}/services/T0/B0/secret`, ...said };
  return (await addIntegration(depsOf(), { kind, typed: all, actor: 'a test' })).id;
}
async function workAt(time: string): Promise<void> {
  service.clock.now = new Date(time);
  await lookAfterIntegrations(depsOf());
  await runJobs(service);
}
const texts = () => receiver.take().map(({ body }) => (JSON.parse(body) as { text: string }).text);
const states = async (id: number) =>
  (await depsOf().stores.integrations.log(id, 50)).map(({ state }) => state);

describe('a chat gets the day’s papers', () => {
  test('at its hour, once a day, and no paper twice', async () => {
    const id = await add('slack');
    await workAt('2026-11-24T10:59:00Z');
    expect(texts()).toEqual([]);
    await workAt('2026-11-24T11:00:00Z');
    await workAt('2026-11-24T11:00:15Z');
    const [first, ...more] = texts();
    expect(more).toEqual([]);
    expect(first).toContain('*Offprint* · Tuesday');
    expect(first).toContain('|Robots ∣ that &lt;em&gt;learn&lt;/em&gt; &amp; @channel [walk](x)>');
    expect(first).toContain('Ada Lovelace · ▲ 90');
    expect(first).toContain('<http://localhost:3000/papers/');
    expect(first).toContain('Proofs of nothing');
    // A later hour of the same day makes no second post.
    await editIntegration(depsOf(), id, { typed: { ...typed, hour: '14' }, actor: 'a test' });
    await workAt('2026-11-24T13:30:00Z');
    expect(texts()).toEqual([]);
    await workAt('2026-11-25T13:30:00Z');
    const [second] = texts();
    expect(second).toContain('Legs for robots');
    expect(second).not.toContain('Proofs of nothing');
    await workAt('2026-11-26T13:30:00Z');
    expect([texts(), await states(id)]).toEqual([[], ['skipped', 'delivered', 'delivered']]);
  });

  test('of its topics, from each in turn', async () => {
    await add('mattermost', { topics: ['cs.RO', 'math.NT'], papers: '3' });
    await workAt('2026-11-24T11:00:00Z');
    const [text] = texts();
    const order = ['Robots', 'Numbers', 'Legs for robots'].map((title) => text!.indexOf(title));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(text).not.toContain('Proofs');
    expect(text).toContain('@\u200bchannel \\[walk\\](x)'.replace('(x)', '\\(x\\)'));
  });

  test('in a room of Matrix, by an id that is the same at each try', async () => {
    await add('matrix', { url: `${receiver.url}/` });
    receiver.reply('hang');
    await workAt('2026-11-24T11:00:00Z');
    await workAt('2026-11-24T11:00:30Z');
    const [first, second] = receiver.take();
    expect(first!.method).toBe('PUT');
    expect(first!.path).toMatch(
      /^\/_matrix\/client\/v3\/rooms\/!abc%3Aexample\.org\/send\/m\.room\.message\/msg_[\da-f]{32}$/,
    );
    expect(second!.path).toBe(first!.path);
    expect(first!.headers.authorization).toBe('Bearer a-token');
    const content = JSON.parse(second!.body) as Record<string, string>;
    expect(content['msgtype']).toBe('m.notice');
    expect(content['formatted_body']).toContain('that &lt;em&gt;learn&lt;/em&gt; &amp; @channel');
  });

  test('once, where nobody can say whether it arrived; again where nothing was taken', async () => {
    const id = await add('slack');
    receiver.reply('hang');
    await workAt('2026-11-24T11:00:00Z');
    await workAt('2026-11-24T12:00:00Z');
    expect([receiver.take().length, await states(id)]).toEqual([1, ['unknown']]);
    receiver.reply(500);
    await workAt('2026-11-25T11:00:00Z');
    await workAt('2026-11-25T11:00:30Z');
    const [first, second] = texts();
    expect(second).toBe(first);
    // As a worker that is killed with a post in hand.
    service.clock.now = new Date('2026-11-26T11:00:00Z');
    await sql(
      service.databaseUrl,
      `INSERT INTO integration_message (integration_id, event, state, day, next_try_at)
       VALUES (${id}, 'papers.daily', 'sending', '2026-11-26', '2026-11-26T11:01:00Z')`,
    );
    await workAt('2026-11-26T11:02:00Z');
    expect(texts()).toEqual([]);
    expect((await states(id))[0]).toBe('unknown');
  });

  test('not while sending is paused; once afterwards, however many days that were', async () => {
    await add('slack');
    await depsOf().stores.settings.write({ sendingPausedAt: start });
    for (const day of ['24', '25', '26']) await workAt(`2026-11-${day}T11:00:00Z`);
    expect(texts()).toEqual([]);
    await depsOf().stores.settings.write({ sendingPausedAt: null });
    await workAt('2026-11-26T15:00:00Z');
    await workAt('2026-11-26T15:00:15Z');
    expect(texts()).toHaveLength(1);
  });

  test('as a test at once, which takes nothing from the day’s post; not while it is off', async () => {
    const id = await add('slack');
    expect(await testIntegration(depsOf(), id, 'a test')).toEqual({ trouble: null });
    const [tried] = texts();
    expect(tried).toContain('*Offprint: test*');
    await switchIntegration(depsOf(), id, false, 'a test');
    await workAt('2026-11-24T11:00:00Z');
    expect(texts()).toEqual([]);
    await switchIntegration(depsOf(), id, true, 'a test');
    await workAt('2026-11-25T11:00:00Z');
    expect(texts()[0]).toContain('Proofs of nothing');
  });
});

test('where it is, is not told again: no page, no log and no list has the address of a chat', async () => {
  await add('slack');
  const rows = await sql(service.databaseUrl, 'SELECT i.*, a.detail FROM integration i, audit_event a');
  expect(JSON.stringify(rows)).not.toContain('secret');
  const { sealed: _sealed, ...listed } = rows[0]!;
  expect(Buffer.from(_sealed as Buffer).toString('latin1')).not.toContain('services');
  expect(JSON.stringify(listed)).not.toContain('services');
});
