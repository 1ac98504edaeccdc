import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../src/http/options.ts';
import { type TestService, testService } from '../support/test-service.ts';

type Operation = {
  summary?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<
    string,
    { content?: Record<string, { schema: { properties?: Record<string, unknown> } }> }
  >;
};
type Description = {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Record<string, unknown> };
};

/** What the contract's page says of the API: a method, a path, and the fields of its body. */
const promised: readonly (readonly [string, string, ...string[]])[] = [
  [
    'post',
    '/subscriptions',
    'email',
    'topics',
    'cadence',
    'timezone',
    'hour',
    'queries',
    'authors',
    'papers',
    'language',
  ],
  ['get', '/papers', 'q', 'topic', 'window', 'page', 'limit'],
  ['get', '/papers/{id}'],
  ['get', '/papers/{id}/similar', 'limit'],
  ['get', '/topics'],
  ['get', '/admin/subscribers'],
  ['post', '/admin/subscribers', 'email'],
  ['post', '/admin/subscribers/search', 'q', 'status', 'cadence', 'topic', 'before', 'limit'],
  ['get', '/admin/subscribers/{id}'],
  ['patch', '/admin/subscribers/{id}'],
  ['delete', '/admin/subscribers/{id}'],
  ['get', '/admin/subscribers/{id}/export'],
  ['post', '/admin/subscribers/import'],
  ['get', '/admin/subscribers.csv'],
  ['post', '/admin/digests', 'cadence', 'emails', 'topics', 'asOf', 'dryRun', 'idempotency-key'],
  ['get', '/admin/digests'],
  ['get', '/admin/digests/{id}'],
  ['get', '/admin/digests/{id}/events'],
  ['post', '/admin/digests/{id}/pause'],
  ['post', '/admin/digests/{id}/resume'],
  ['post', '/admin/digests/{id}/cancel'],
  ['post', '/admin/digests/{id}/retry-failed'],
  ['get', '/admin/digests/{id}/deliveries', 'status'],
  ['post', '/admin/deliveries/{id}/resolve', 'outcome'],
  ['post', '/admin/ingest'],
  ['get', '/admin/sources'],
  ['post', '/admin/papers/import'],
  ['patch', '/admin/papers/{id}', 'pinned', 'hidden', 'note'],
  ['get', '/admin/suppressions'],
  ['post', '/admin/suppressions', 'email', 'domain'],
  ['delete', '/admin/suppressions/{id}'],
  ['get', '/admin/audit'],
  ['post', '/admin/webhooks/ses'],
  ['post', '/admin/webhooks/postmark'],
  ['post', '/admin/webhooks/mailgun'],
  ['post', '/admin/webhooks/sendgrid'],
  ['get', '/admin/bounces', 'kind', 'matched'],
  ['get', '/admin/bounces/{id}/message'],
  ['get', '/admin/stats'],
  ['get', '/admin/schedule'],
  ['post', '/admin/schedule/hold', 'reason'],
  ['post', '/admin/schedule/release', 'overdue'],
];
const lists = [
  '/papers',
  '/papers/{id}/similar',
  '/topics',
  '/admin/subscribers',
  '/admin/digests',
  '/admin/digests/{id}/deliveries',
  '/admin/sources',
  '/admin/suppressions',
  '/admin/bounces',
  '/admin/audit',
];

let service: TestService;
let app: App;
let description: Description;
beforeAll(async () => {
  service = await testService({ env: { PUBLIC_URL: 'https://papers.example.org' } });
  app = await service.app();
  description = (await app.inject('/api/openapi.json')).json();
});
afterAll(() => service.close());

const operation = (method: string, path: string) => description.paths[`/api/v1${path}`]?.[method];
const operations = () =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, found]) => ({ path, method, found })),
  );

describe('/api/openapi.json', () => {
  test('is OpenAPI 3.1 of this service', async () => {
    const answer = await app.inject('/api/openapi.json');
    expect(answer.headers['content-type']).toContain('application/json');
    expect(description).toMatchObject({ openapi: '3.1.0', info: { title: 'Offprint' } });
    expect(description.servers).toEqual([{ url: 'https://papers.example.org' }]);
  });
  test.each(promised)('describes %s %s', (method, path, ...fields) => {
    const found = operation(method, path);
    expect(found).toBeDefined();
    const text = JSON.stringify([found?.parameters, found?.requestBody]);
    for (const field of fields) expect(text.toLowerCase(), field).toContain(`"${field.toLowerCase()}"`);
  });
  test('describes nothing that the contract does not have', () => {
    const known = new Set(promised.map(([method, path]) => `${method} /api/v1${path}`));
    expect(
      operations()
        .map(({ method, path }) => `${method} ${path}`)
        .filter((one) => !known.has(one)),
    ).toEqual([]);
  });
  test('gives each operation a summary of its own, its path parameters and an answer', () => {
    for (const { path, method, found } of operations()) {
      expect(found.summary, `${method} ${path}`).toMatch(/\w{3}/);
      expect(
        Object.keys(found.responses).some((status) => status.startsWith('2')),
        `${method} ${path}`,
      ).toBe(true);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const said = (found.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(said.map(({ name }) => name)).toEqual(inPath);
      for (const parameter of said) expect(parameter.required).toBe(true);
    }
    const summaries = operations().map(({ found }) => found.summary);
    expect(new Set(summaries).size).toBe(summaries.length);
  });
  test('says where a token is needed, and only there', () => {
    expect(Object.keys(description.components.securitySchemes)).toEqual(['token']);
    for (const { path, found } of operations())
      expect(found.security ?? [], path).toEqual(
        path.startsWith('/api/v1/admin/') && !path.includes('/webhooks/') ? [{ token: [] }] : [],
      );
  });
  test('describes errors as problem details and lists as {items}', () => {
    for (const path of lists) {
      const schema = operation('get', path)?.responses['200']?.content?.['application/json']?.schema;
      expect(schema?.properties, path).toHaveProperty('items');
    }
    for (const { path, method, found } of operations())
      for (const [status, { content }] of Object.entries(found.responses)) {
        if (!status.startsWith('4')) continue;
        const [schema] = Object.values(content ?? {}).map((one) => one.schema);
        expect(schema?.properties, `${method} ${path} ${status}`).toHaveProperty('code');
      }
  });
  test('refers to nothing that it does not hold', () => {
    const text = JSON.stringify(description);
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], description);
      expect(target, pointer).toBeDefined();
    }
    expect(text).not.toContain('"undefined"');
  });
});

test('/api/docs shows it with its own files only', async () => {
  const page = await app.inject('/api/docs');
  const moved = page.statusCode === 302 ? await app.inject(String(page.headers.location)) : page;
  expect(moved.statusCode).toBe(200);
  expect(moved.headers['content-type']).toContain('text/html');
  expect(moved.headers['content-security-policy']).not.toMatch(/script-src[^;]*'unsafe-inline'/);
  const sources = [...moved.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
  expect(sources.length).toBeGreaterThan(2);
  for (const url of sources) expect(url).not.toMatch(/^(https?:)?\/\//);
  for (const url of sources.filter((one) => one.endsWith('.js')))
    expect((await app.inject(new URL(url, 'http://x/api/docs/').pathname)).statusCode, url).toBe(200);
});
