import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../../src/http/options.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { type Description, faultOf, operationsOf } from '../../support/web/openapi-client.ts';

type Described = Description & {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  tags: { name: string }[];
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
  [
    'post',
    '/admin/subscribers/search',
    'q',
    'status',
    'cadence',
    'language',
    'topic',
    'tag',
    'before',
    'limit',
  ],
  ['get', '/admin/subscribers/{id}'],
  ['patch', '/admin/subscribers/{id}'],
  ['delete', '/admin/subscribers/{id}'],
  ['get', '/admin/subscribers/{id}/export'],
  ['post', '/admin/subscribers/import'],
  ['get', '/admin/subscribers.csv'],
  ['post', '/admin/digests', 'cadence', 'emails', 'topics', 'asOf', 'dryRun', 'idempotency-key'],
  [
    'post',
    '/admin/announcements',
    'subject',
    'body',
    'cadence',
    'topics',
    'tags',
    'language',
    'dryRun',
    'idempotency-key',
  ],
  ['get', '/admin/digests'],
  ['get', '/admin/digests/{id}'],
  ['get', '/admin/digests/{id}/events'],
  ['post', '/admin/digests/{id}/pause'],
  ['post', '/admin/digests/{id}/resume'],
  ['post', '/admin/digests/{id}/cancel'],
  ['post', '/admin/digests/{id}/retry-failed'],
  ['post', '/admin/digests/{id}/undo-bounces'],
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
  ['get', '/admin/mail-servers'],
  ['post', '/admin/mail-servers/{id}/try'],
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
  '/admin/mail-servers',
  '/admin/audit',
];

let service: TestService;
let app: App;
let description: Described;
beforeAll(async () => {
  service = await testService({ env: { PUBLIC_URL: 'https://papers.example.org' } });
  app = await service.app();
  description = (await app.inject('/api/openapi.json')).json();
});
afterAll(() => service.close());

const operation = (method: string, path: string) => description.paths[`/api/v1${path}`]?.[method];
const operations = () =>
  operationsOf(description).map(({ method, path, operation: found }) => ({
    method: method.toLowerCase(),
    path,
    found,
  }));
const named = () => operations().map((one) => [`${one.method} ${one.path}`, one.found] as const);

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
  test('is valid by the schema of OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(description));
    expect(result).toMatchObject({ valid: true });
    // A test that cannot fail is none: a parameter that is nowhere is found.
    const wrong = structuredClone(description);
    wrong.paths['/api/v1/papers']!['get']!.parameters![0]!.in = 'nowhere' as never;
    expect(await new Validator().validate(wrong)).toMatchObject({ valid: false });
  });
  test('names each operation once, for clients that are made from it', () => {
    const ids = operations().map(({ found }) => found.operationId);
    for (const id of ids) expect(id).toMatch(/^[a-z]+[A-Za-z]+$/);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = new Set(description.tags.map(({ name }) => name));
    for (const [name, { tags: own = [] }] of named()) {
      expect(own, name).toHaveLength(1);
      expect(tags, name).toContain(own[0]);
    }
  });
  test('says what each parameter means, with an example that fits', () => {
    for (const [name, { parameters = [] }] of named())
      for (const { name: parameter, description: words, example, schema } of parameters) {
        expect(words, `${name} ${parameter}`).toMatch(/\w{3}/);
        expect(faultOf(schema, example), `${name} ${parameter}`).toBeNull();
      }
  });
  test('says what each field of a body means', () => {
    for (const [name, { requestBody }] of named())
      for (const { schema } of Object.values(requestBody?.content ?? {}))
        for (const [field, one] of Object.entries((schema?.['properties'] ?? {}) as Record<string, object>))
          if (field !== 'file')
            expect(one, `${name} ${field}`).toHaveProperty('description', expect.stringMatching(/\w{4}/));
  });
  test('gives an example of each body and of each answer that fits its schema', () => {
    for (const [name, { requestBody, responses }] of named()) {
      const bodies = [
        requestBody?.content ?? {},
        ...Object.values(responses).map(({ content = {} }) => content),
      ];
      for (const [type, { schema, example }] of bodies.flatMap((content) => Object.entries(content))) {
        expect(schema, `${name} ${type}`).toBeDefined();
        expect(example, `${name} ${type}`).toBeDefined();
        expect(faultOf(schema!, example), `${name} ${type}`).toBeNull();
      }
      for (const [status, { description: words, content }] of Object.entries(responses)) {
        expect(words, `${name} ${status}`).toMatch(/\w{4}/);
        expect(words, `${name} ${status}`).not.toBe('Default Response');
        expect(content === undefined, `${name} ${status}`).toBe(status === '204');
      }
      const takes =
        /^(post|patch) /.test(name) && !/\/(pause|resume|cancel|retry-failed|try|undo-bounces)$/.test(name);
      expect(requestBody !== undefined, name).toBe(takes);
    }
  });
  test('says with which codes each operation fails', () => {
    for (const [name, { responses, security, parameters = [], requestBody }] of named()) {
      const statuses = Object.keys(responses).map(Number);
      if (security.length > 0) expect(statuses, name).toContain(401);
      if (parameters.length > 0 || requestBody !== undefined) expect(statuses, name).toContain(400);
      expect(statuses, name).toContain(500);
      for (const [status, { content = {}, description: words }] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        expect(Object.keys(content), name).toEqual(['application/problem+json']);
        const { example } = content['application/problem+json'] as {
          example: { status: number; code: string };
        };
        expect(String(example.status), name).toBe(status);
        expect(words, name).toContain(`\`${example.code}\``);
      }
    }
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
      expect(schema?.['properties'], path).toHaveProperty('items');
    }
    for (const { path, method, found } of operations())
      for (const [status, { content }] of Object.entries(found.responses)) {
        if (!status.startsWith('4')) continue;
        const [schema] = Object.values(content ?? {}).map((one) => one.schema);
        expect(schema?.['properties'], `${method} ${path} ${status}`).toHaveProperty('code');
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

describe('/api/docs', () => {
  test('shows every operation with its parameters, an example, and its errors, without a script of its own', async () => {
    const page = await app.inject('/api/docs');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    const { body } = page;
    for (const { path, method, found } of operations()) {
      const from = body.indexOf(`<article class="operation" aria-labelledby="${found.operationId}">`);
      expect(from, found.operationId).toBeGreaterThan(0);
      const article = body.slice(from, body.indexOf('</article>', from));
      expect(article).toContain(found.summary.replaceAll('’', '’'));
      expect(article).toContain(`<b>${method.toUpperCase()}</b> ${path}</code>`);
      expect(article).toContain('curl ');
      for (const { name } of found.parameters ?? []) expect(article).toContain(`<code>${name}</code>`);
      for (const status of Object.keys(found.responses)) expect(article).toContain(status);
      expect(article.includes('>token<')).toBe(found.security.length > 0);
    }
    expect(body).toContain('<code>unauthenticated</code>');
  });
  test('loads its own files only, and no more of them than any page', async () => {
    const { body } = await app.inject('/api/docs');
    const sources = [...body.matchAll(/<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"/g)].map(
      ([, url]) => url ?? '',
    );
    for (const url of sources) expect(url).not.toMatch(/^(https?:)?\/\/(?!papers\.example\.org)/);
    expect(sources.filter((url) => /\.js(\?|$)/.test(url))).toHaveLength(1);
  });
});
