import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createToken } from '../../../src/app/accounts/api-tokens.ts';
import { askForReset } from '../../../src/app/accounts/change-password.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { anAdminOfEachRole, signedIn } from '../../support/web/admins.ts';
import { askByForm, linkIn, sentMail } from '../../support/web/web.ts';

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService({ env: { PUBLIC_URL: 'http://papers.example.org' } });
  app = await service.app();
  await anAdminOfEachRole(service);
  await askByForm(service, 'reader@example.org');
  await askForReset(service.deps, 'owner@example.org');
  await runJobs(service);
});
afterAll(() => service.close());

/** Those that come from elsewhere, or do not show that they do not. */
const strangers: [string, Partial<InjectOptions>][] = [
  ['another machine', { remoteAddress: '198.51.100.66' }],
  ['another machine, by a proxy here', { headers: { 'x-forwarded-for': '198.51.100.66' } }],
  [
    'somebody who claims to be here, by a proxy here',
    { headers: { 'x-forwarded-for': '127.0.0.1, 10.0.0.5' } },
  ],
  ['somebody of whom a proxy here says that they are here', { headers: { 'x-forwarded-for': '127.0.0.1' } }],
  ['a private network', { remoteAddress: '10.1.2.3', headers: { 'x-forwarded-for': '127.0.0.1' } }],
  [
    'a proxy here that says nothing, but has the name of the service',
    { headers: { host: 'papers.example.org' } },
  ],
  ['a proxy here that says it in another way', { headers: { forwarded: 'for=198.51.100.66' } }],
];
const here: [string, Partial<InjectOptions>][] = [
  ['localhost', {}],
  ['127.0.0.1', { headers: { host: '127.0.0.1:3000' } }],
  ['::1', { remoteAddress: '::1', headers: { host: '[::1]:3000' } }],
];

describe('the metrics', () => {
  test.each(here)('are for programs on this machine that ask %s', async (_name, from) => {
    const { statusCode, body } = await app.inject({ url: '/metrics', ...from });
    expect(statusCode).toBe(200);
    expect(body).toContain('offprint_subscribers');
  });

  test.each(strangers)('ask %s for a token, and say how', async (_name, from) => {
    const refused = await app.inject({ url: '/metrics', ...from });
    expect(refused.statusCode).toBe(401);
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(refused.body).toContain('Authorization: Bearer TOKEN');
    expect(refused.body).not.toContain('offprint_subscribers');

    const ask = async (scopes: string[]) => {
      const { token } = await createToken(service.deps, 'Prometheus', { scopes });
      const headers = { ...from.headers, authorization: `Bearer ${token}` };
      return (await app.inject({ url: '/metrics', ...from, headers })).statusCode;
    };
    expect(await ask(['read'])).toBe(200);
  });
});

describe('the mailbox', () => {
  /** Those listed; the newest is opened above them, too. */
  const ids = (body: string) => [
    ...new Set([...body.matchAll(/href="\/mailbox\/(\d+)"/g)].map(([, id]) => Number(id))),
  ];
  const idOf = async (to: string) => (await sentMail(service, to))[0]!.id;

  test.each(here)('shows everything to programs on this machine that ask %s', async (_name, from) => {
    const { body } = await app.inject({ url: '/mailbox', ...from });
    expect(ids(body)).toHaveLength(2);
    const reset = await idOf('owner@example.org');
    expect((await app.inject({ url: `/mailbox/${reset}/raw`, ...from })).statusCode).toBe(200);
  });

  test.each(strangers)('shows nothing to %s, and says what to do', async (_name, from) => {
    const mail = await idOf('reader@example.org');
    for (const page of ['', `/${mail}`, `/${mail}/html`, `/${mail}/raw`, '/999']) {
      const { statusCode, body } = await app.inject({ url: `/mailbox${page}`, ...from });
      expect(statusCode, page).toBe(403);
      expect(body).toContain('admins who have signed in at http://papers.example.org/admin');
      expect(body).not.toContain('reader@example.org');
    }
  });

  test('gives nobody an account who has none: the link to reset a password stays here', async () => {
    const from = { headers: { 'x-forwarded-for': '198.51.100.66' } };
    const link = linkIn((await sentMail(service, 'owner@example.org'))[0], 'admin/reset');
    const { body } = await app.inject({ url: `/mailbox/${await idOf('owner@example.org')}`, ...from });
    expect(body).not.toContain(link);
  });

  test('is for admins who are signed in, wherever they are, and accounts’ mail for owners alone', async () => {
    const [owner, editor, viewer] = await Promise.all(
      ['owner', 'editor', 'viewer'].map((role) => signedIn(service, `${role}@example.org`)),
    );
    const [toReader, toOwner] = [await idOf('reader@example.org'), await idOf('owner@example.org')];
    expect(ids((await owner!.get('/mailbox')).body)).toEqual([toOwner, toReader]);
    expect((await owner!.get(`/mailbox/${toOwner}`)).statusCode).toBe(200);
    for (const browser of [editor, viewer]) {
      expect(ids((await browser!.get('/mailbox')).body)).toEqual([toReader]);
      expect((await browser!.get(`/mailbox/${toReader}`)).statusCode).toBe(200);
      for (const part of ['', '/html', '/raw'])
        expect((await browser!.get(`/mailbox/${toOwner}${part}`)).statusCode).toBe(404);
    }
  });
});
