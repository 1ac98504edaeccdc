import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { apiOf, problemFields } from '../../support/web/api.ts';

let sending: Sending;
let api: Awaited<ReturnType<typeof apiOf>>;
beforeAll(async () => {
  sending = await openSending();
  api = await apiOf(sending.service);
});
afterAll(() => sending.close());
beforeEach(async () => {
  await sending.reset();
  await emptyTables(sending.service.databaseUrl, ['audit_event'], { numbers: 'go on' });
});

const suppress = (body: object) => api('POST', '/admin/suppressions', body);

describe('a suppressed domain', () => {
  test('keeps its readers from being planned, and no other one', async () => {
    await suppress({ domain: 'Example.org' });
    const id = await sending.planFor('ada', 'ben');
    expect(await sending.states(id)).toEqual({ ada: 'suppressed', ben: 'suppressed' });
  });

  test('holds what is queued already, checked before the first byte', async () => {
    const id = await sending.planFor('ada');
    await sending.run(`UPDATE subscriber SET email = 'Ada@EXAMPLE.ORG'`);
    await suppress({ domain: 'example.org' });
    await sending.send(id);
    expect(sending.server.received).toEqual([]);
    const [row] = await sending.run('SELECT state::text, detail FROM delivery');
    expect(row).toEqual({ state: 'suppressed', detail: 'address suppressed' });
  });

  test('is that domain, neither one below nor one that ends alike', async () => {
    for (const domain of ['sub.example.org', 'ample.org', 'org']) {
      await sending.deps.stores.suppressions.suppressDomain(domain);
    }
    const id = await sending.planFor('ada');
    await sending.send(id);
    expect(await sending.states(id)).toEqual({ ada: 'sent' });
    expect(await sending.deps.stores.suppressions.isSuppressed('x@SUB.example.org')).toBe(true);
    expect(await sending.deps.stores.suppressions.isSuppressed('x@example.org')).toBe(false);
  });

  test('lets its readers be mailed again when it is lifted', async () => {
    const { body } = await suppress({ domain: 'example.org' });
    expect((await api('DELETE', `/admin/suppressions/${body.id}`)).status).toBe(204);
    const id = await sending.planFor('ada');
    expect(await sending.states(id)).toEqual({ ada: 'queued' });
  });
});

describe('the API', () => {
  test('takes an address or a domain, each once, with reason and date', async () => {
    const domain = await suppress({ domain: 'bücher.example', note: 'asked by its owner' });
    expect(domain).toMatchObject({
      status: 201,
      body: { email: null, domain: 'xn--bcher-kva.example', reason: 'manual', note: 'asked by its owner' },
    });
    expect(Date.parse(domain.body.createdAt)).toBeGreaterThan(0);
    expect((await suppress({ domain: 'BÜCHER.example' })).body.id).toBe(domain.body.id);
    expect((await suppress({ email: 'ada@example.org' })).body).toMatchObject({
      email: 'ada@example.org',
      domain: null,
    });
    const { body } = await api('GET', '/admin/suppressions');
    expect(body.items).toHaveLength(2);
  });

  test.each([
    [{}, 'email'],
    [{ email: 'a@example.org', domain: 'example.org' }, 'email'],
    [{ domain: 'not a domain' }, 'domain'],
    [{ domain: 'a@example.org' }, 'domain'],
  ])('refuses %j', async (body, field) => {
    expect(problemFields(await suppress(body), 400, 'invalid')).toEqual([field]);
  });

  test('writes down who changed what, and no address', async () => {
    const { body: address } = await suppress({ email: 'ada@example.org', note: 'ada@example.org wrote' });
    const { body: domain } = await suppress({ domain: 'example.net', note: 'spam trap' });
    await api('DELETE', `/admin/suppressions/${address.id}`);
    const audit = await api('GET', '/admin/audit');
    expect(audit.text).not.toContain('@');
    expect(audit.body.items.map(({ id: _, at: __, ...event }: { id: string; at: string }) => event)).toEqual([
      {
        actor: 'token a test',
        action: 'suppression lifted',
        object: `suppression ${address.id}`,
        detail: { reason: 'manual' },
      },
      {
        actor: 'token a test',
        action: 'suppression added',
        object: `suppression ${domain.id}`,
        detail: { reason: 'manual', domain: 'example.net', note: 'spam trap' },
      },
      {
        actor: 'token a test',
        action: 'suppression added',
        object: `suppression ${address.id}`,
        detail: { reason: 'manual' },
      },
    ]);
    expect((await api('DELETE', `/admin/suppressions/${address.id}`)).status).toBe(404);
    expect((await api('GET', '/admin/audit')).body.items).toHaveLength(3);
    const older = await api('GET', `/admin/audit?before=${audit.body.items[0].id}&limit=1`);
    expect(older.body.items).toEqual([audit.body.items[1]]);
  });
});
