import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuditDesk, openAuditDesk, topic } from '../../support/audit/audit-desk.ts';
import { editorsActions } from '../../support/audit/editors-actions.ts';
import { integrationActions } from '../../support/audit/integration-actions.ts';
import { paperActions } from '../../support/audit/paper-actions.ts';
import { sendingActions } from '../../support/audit/sending-actions.ts';
import { settingActions } from '../../support/audit/setting-actions.ts';
import { subscriberActions } from '../../support/audit/subscriber-actions.ts';
import { checksums } from '../../support/postgres/sql.ts';
import { routesOf } from '../../support/web/routes.ts';

let at: AuditDesk;
beforeAll(async () => {
  at = await openAuditDesk();
});
afterAll(() => at.desk.service.close());

const actions = {
  ...sendingActions,
  ...editorsActions,
  ...subscriberActions,
  ...paperActions,
  ...integrationActions,
  ...settingActions,
};

/** Posts that change nothing, so that an address or a draft is in no URL. */
const questions: Record<string, () => Promise<() => Promise<{ statusCode?: number; status?: number }>>> = {
  'POST /admin/announcements/new': async () => () => at.post('/announcements/new', { subject: 'Hello' }),
  'POST /admin/announcements/check': async () => () =>
    at.post('/announcements/check', { subject: 'Hello', body: 'all' }),
  'POST /admin/introductions/:cadence/preview': async () => () =>
    at.post('/introductions/daily/preview', { introduction: 'Hello' }),
  'POST /admin/settings/look/preview': async () => () =>
    at.post('/settings/look/preview', { density: 'compact', order: 'votes', summaryLines: '3' }),
  'POST /admin/settings/retention/count': async () => () => at.post('/settings/retention/count'),
  'POST /admin/digests/new': async () => () => at.post('/digests/new', { emails: 'ada@example.org' }),
  'POST /admin/digests/check': async () => {
    await at.reader();
    return () => at.post('/digests/check');
  },
  'POST /admin/subscribers': async () => () => at.post('/subscribers', { q: 'reader' }),
  'POST /admin/subscribers/changes/check': async () => {
    await at.reader();
    return () => at.post('/subscribers/changes/check', { kind: 'erase', q: 'reader' });
  },
  'POST /admin/suppressions/find': async () => () =>
    at.post('/suppressions/find', { email: 'ada@example.org' }),
  'POST /admin/topics/new/preview': async () => () => at.post('/topics/new/preview', topic),
  'POST /admin/topics/:slug/preview': async () => () => at.post('/topics/robot-learning/preview', topic),
  'POST /api/v1/admin/subscribers/search': async () => () =>
    at.api('POST', '/admin/subscribers/search', { q: 'reader' }),
};

/**
 * What is done to accounts, whose tests look into the audit themselves; what providers post, which has a log of its
 * own; and the doctor's visit, which leaves its report.
 */
const others = [
  /^POST \/admin\/(login(\/code|\/passkey(\/answer)?)?|logout|forgotten|(reset|invitation)\/:token|accounts?\/.+)$/,
  /\/webhooks\//,
  /^POST \/admin\/doctor$/,
];

test('everything that can be done is named here', () => {
  const done = routesOf(at.desk.app).filter(
    (route) =>
      !/^(GET|OPTIONS) /.test(route) &&
      / (\/api\/v1)?\/admin\//.test(route) &&
      !others.some((other) => other.test(route)),
  );
  const known = [...Object.keys(actions), ...Object.keys(questions)].filter(
    (route) => !route.startsWith('GET '),
  );
  expect(done).toEqual(known.toSorted());
});

test('every GET that hands out a file with addresses is named here', async () => {
  await at.reader();
  const id = await at.digest();
  const asked = routesOf(at.desk.app).filter((route) => /^GET (\/api\/v1)?\/admin\//.test(route));
  const handingOut: string[] = [];
  for (const route of asked) {
    // A stream of events goes on for ever; no secret of a mailed link is known here.
    if (/events$|:token|:slug/.test(route)) continue;
    const path = route.slice('GET '.length).replace(':delivery', '1').replace(':id', String(id));
    const { text, headers } = path.startsWith('/api/v1')
      ? await at.api('GET', path.slice('/api/v1'.length))
      : await at.desk.browser.get(path).then((answer) => ({ text: answer.body, headers: answer.headers }));
    const file = headers['content-disposition'] !== undefined || /csv|export/.test(path);
    if (file && /reader\d+@example\.org/.test(text)) handingOut.push(route);
  }
  expect(handingOut).toEqual(
    Object.keys(actions)
      .filter((route) => route.startsWith('GET '))
      .toSorted(),
  );
});

describe('what an admin or a token does leaves a line that says who', () => {
  test.each(Object.entries(actions))('%s', async (route, { does, says }) => {
    await at.desk.audited();
    await does(at);
    const lines = await at.desk.audited();
    const actor = route.includes('/api/') ? 'token a test' : 'admin 1';
    expect(lines.at(-1)).toMatch(new RegExp(`^${actor}: ${says}, `));
  });

  test('and no line holds an address', async () => {
    const [row] = await at.run(`SELECT string_agg(a::text, ' ') AS lines FROM audit_event a`);
    expect(String(row!['lines']).length).toBeGreaterThan(1_000);
    expect(row!['lines']).not.toMatch(/@/);
  });
});

describe('a post that only asks changes nothing', () => {
  test.each(Object.entries(questions))('%s', async (_route, prepare) => {
    const ask = await prepare();
    // The session, when the token was used, and that addresses were shown.
    // An admin's own draft is kept, so that its previews can be shown.
    const without = ['admin_session', 'api_token', 'audit_event', 'letter_draft', 'words_draft'];
    const before = await checksums(at.desk.service.databaseUrl, without);
    const answer = await ask();
    expect(answer.statusCode ?? answer.status).toBe(200);
    expect(await checksums(at.desk.service.databaseUrl, without)).toEqual(before);
  });
});
