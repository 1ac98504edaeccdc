import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AskedSubscription } from '../../../src/app/subscribers/subscriber-stores.ts';
import type { Interest } from '../../../src/domain/papers/subject.ts';
import type { App } from '../../../src/http/options.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
});
afterAll(() => service?.close());

const run = (statement: string) => sql(service.databaseUrl, statement);
const ask = async (payload: object, client: string) => {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/subscriptions',
    payload,
    headers: { 'x-forwarded-for': client },
  });
  return answer.statusCode;
};

function asked(
  email: string,
  more: Partial<AskedSubscription> & { interests?: Interest[] } = {},
): AskedSubscription {
  const { interests = [], ...rest } = more;
  return {
    email,
    form: 'api',
    textVersion: '1',
    clientIp: null,
    ipPrefix: null,
    ipSite: null,
    limit: { since: new Date(0), most: 30, mostOfSite: 120 },
    mailDomain: 'example.org',
    choices: {
      cadence: 'daily',
      timezone: 'UTC',
      hour: 8,
      weekday: 'monday',
      maxPapers: 10,
      quietDays: 'skip',
      announcements: 'on',
      language: 'en',
      interests,
    },
    createdAt: now,
    ...rest,
  };
}

test('of many that ask at once each has a subscriber, what was chosen, and a job for each request', async () => {
  const topics = ['cs.RO', 'cs.LG', 'math'];
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, number) =>
      ask(
        {
          // Every third address asks twice, once in capitals.
          email: number < 90 ? `reader${number}@example.org` : `READER${(number - 90) * 3}@example.org`,
          topics: [topics[number % 3]],
          hour: number % 24,
          ...(number % 10 === 0 ? { queries: [`robots ${number}`], authors: ['Ada Lovelace'] } : {}),
        },
        `198.18.${number}.1`,
      ),
    ),
  );
  expect(new Set(answers)).toEqual(new Set([202]));
  expect(
    await run(
      `SELECT count(*)::int AS requests, count(DISTINCT subscriber_id)::int AS subscribers FROM subscription_request`,
    ),
  ).toEqual([{ requests: 120, subscribers: 90 }]);
  expect(
    await run(
      `SELECT count(*)::int AS jobs, count(DISTINCT data->>'requestId')::int AS requests,
         count(*) FILTER (WHERE NOT EXISTS (SELECT FROM subscription_request r WHERE r.id::text = data->>'requestId'))::int AS of_nothing
       FROM pgboss.job WHERE name = 'send-subscription-mail'`,
    ),
  ).toEqual([{ jobs: 120, requests: 120, of_nothing: 0 }]);
  expect(
    await run(
      `SELECT kind, count(*)::int AS count, count(DISTINCT subscriber_id)::int AS subscribers FROM subscriber_event GROUP BY kind ORDER BY kind`,
    ),
  ).toEqual([
    { kind: 'subscribed', count: 90, subscribers: 90 },
    { kind: 'subscribed again', count: 30, subscribers: 30 },
  ]);
  // What a new one follows is what was asked for in the request that added it.
  expect(
    await run(
      `SELECT count(*)::int AS wrong FROM subscriber s
       JOIN subscriber_event e ON e.subscriber_id = s.id AND e.kind = 'subscribed'
       JOIN subscription_request r ON r.id::text = e.detail->>'requestId'
       WHERE s.hour <> (r.choices->>'hour')::int OR jsonb_array_length(r.choices->'interests')
         <> (SELECT count(*) FROM interest i WHERE i.subscriber_id = s.id)`,
    ),
  ).toEqual([{ wrong: 0 }]);
});

test('a network that asks at once is held to its limit', async () => {
  const answers = await Promise.all(
    Array.from({ length: 45 }, (_, number) =>
      ask({ email: `crowd${number}@example.org` }, `203.0.113.${number}`),
    ),
  );
  const counts = [202, 429].map((status) => answers.filter((answer) => answer === status).length);
  expect(counts).toEqual([30, 15]);
  expect(await run("SELECT count(*)::int AS kept FROM subscriber WHERE email::text LIKE 'crowd%'")).toEqual([
    { kept: 30 },
  ]);
});

test('what cannot be written fails alone, and those that came with it are taken', async () => {
  const answers = await Promise.allSettled(
    ['first', 'second', 'third'].map((name) =>
      service.deps.writeRequest(
        asked(`${name}@example.net`, name === 'second' ? { form: 'PostgreSQL has no \0' } : {}),
      ),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(
    await run("SELECT email::text FROM subscriber WHERE email::text LIKE '%@example.net' ORDER BY email"),
  ).toEqual([{ email: 'first@example.net' }, { email: 'third@example.net' }]);
});

test('a topic that went meanwhile is left out', async () => {
  expect(
    await service.deps.writeRequest(
      asked('gone@example.org', { interests: [{ kind: 'topic', topicId: 9_999_999, weight: 'normal' }] }),
    ),
  ).toBe(true);
  expect(
    await run(
      "SELECT count(*)::int AS followed FROM interest JOIN subscriber s ON s.id = subscriber_id WHERE s.email = 'gone@example.org'",
    ),
  ).toEqual([{ followed: 0 }]);
});
