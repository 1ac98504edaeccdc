import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { csrfIn } from '../../support/web/web.ts';

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
});
afterAll(() => desk.service.close());
beforeEach(async () => {
  await emptyTables(desk.service.databaseUrl, ['subscriber', 'suppression']);
  await desk.audited();
});

const page = '/admin/suppressions/import';
const send = async (lines: string) => desk.send('/suppressions/import', { lines });
async function upload(content: string | Buffer, name = 'list.csv') {
  const csrf = csrfIn((await desk.browser.get(page)).body);
  return await desk.browser.upload(page, { csrf, name, content });
}
const stored = async () =>
  (
    await sql(desk.service.databaseUrl, 'SELECT email, domain, reason, note FROM suppression ORDER BY id')
  ).map(({ email, domain, reason, note }) =>
    [email ?? ['@', domain].join(''), reason, note ?? '-'].join(' '),
  );

describe('a list of what must not be mailed', () => {
  test('is taken as it is typed, a line each, and tells of every line what came of it', async () => {
    await desk.service.deps.stores.suppressions.suppress('known@example.org', 'complaint');
    const answer = await send(
      [
        'ada@example.org',
        'bob@example.org, bounce, mailbox gone',
        '@example.net',
        'KNOWN@example.org',
        'no such',
        'ADA@example.org',
      ].join('\n'),
    );
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('6 rows read: 3 added, 2 suppressed before, 1 refused.');
    expect(answer.body).toMatch(/<th scope="row">5<\/th><td[^>]*>An address needs|<th scope="row">5<\/th>/);
    // What was refused stands there to be mended.
    expect(answer.body).toContain('>no such</textarea>');
    // Those of one batch are in no order that anybody relies on.
    expect((await stored()).toSorted()).toEqual([
      '@example.net manual -',
      'ada@example.org manual -',
      'bob@example.org bounce mailbox gone',
      'known@example.org complaint -',
    ]);
    expect(await desk.audited()).toEqual(['admin 1: suppressions imported, suppressions']);
  });

  test('is taken as a file whose columns other services have named, with their words', async () => {
    const file = [
      'EmailAddress,SuppressionReason,Origin,CreatedAt',
      'ada@example.org,HardBounce,Recipient,2026-01-01',
      'bob@example.org,SpamComplaint,Customer,2026-01-01',
      'cyd@example.org,ManualSuppression,Recipient,2026-01-01',
      'dan@example.org,550 5.1.1 no such user,Recipient,2026-01-01',
    ];
    const answer = await upload(file.join('\r\n'));
    expect(answer.body).toContain('4 rows read: 4 added');
    expect((await stored()).toSorted()).toEqual([
      'ada@example.org bounce -',
      'bob@example.org complaint -',
      'cyd@example.org manual -',
      'dan@example.org manual 550 5.1.1 no such user',
    ]);
  });

  test('keeps whoever is in it from being mailed, and changes nothing else of them', async () => {
    const id = await addReader(desk.service.deps, 'ada@example.org');
    await send('ada@example.org');
    expect(await desk.service.deps.stores.subscribers.byId(id)).toMatchObject({ status: 'active' });
    expect(await desk.service.deps.stores.suppressions.isSuppressed('ada@example.org')).toBe(true);
  });

  test('of several addresses in a line is refused there, so that none is lost', async () => {
    const answer = await send('ada@example.org; bob@example.org; cyd@example.org');
    expect(answer.body).toContain('has several addresses: give one a line');
    expect(await stored()).toEqual([]);
  });

  test('of thousands is taken whole', async () => {
    const lines = Array.from({ length: 4_500 }, (_, n) => `reader${n}@example.org`);
    expect((await upload(lines.join('\n'))).body).toContain('4,500 rows read: 4,500 added');
    expect(await stored()).toHaveLength(4_500);
  });

  test.each([
    ['nothing', '', 'Give addresses or domains, or choose a file'],
    ['an empty file', 'file', 'Is empty'],
  ])('that is %s is refused with words beside the field', async (_name, what, words) => {
    const answer = what === '' ? await send('') : await upload('');
    expect([answer.statusCode, answer.body.includes(words)]).toEqual([400, true]);
    expect(await desk.audited()).toEqual([]);
  });

  test('is not taken without the token of its form', async () => {
    const answer = await desk.browser.upload(page, {
      csrf: 'made-up',
      name: 'a.csv',
      content: 'a@example.org',
    });
    expect(answer.statusCode).toBe(403);
    expect(await stored()).toEqual([]);
  });
});
