import { afterAll, beforeAll, expect, test } from 'vitest';
import { runJobs } from '../../support/jobs.ts';
import { sql } from '../../support/postgres/sql.ts';
import { daysAgo, tidyingNow as now } from '../../support/retention.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
  desk.service.clock.now = now;
  await desk.signIn();
});
afterAll(() => desk.service.close());

const page = async () => (await desk.browser.get('/admin/settings/retention')).body;
const posts = () => sql(desk.service.databaseUrl, 'SELECT count(*)::int AS n FROM webhook_post');

test('a dry run says what would go, and then it goes', async () => {
  await sql(
    desk.service.databaseUrl,
    `INSERT INTO webhook_post (provider, minute, outcome, posts, events, recorded)
     SELECT 'ses', $1::timestamptz - n * interval '1 minute', 'taken', 1, 1, 1 FROM generate_series(1, 3) AS n`,
    [daysAgo(31)],
  );
  expect(await page()).toContain('Nothing was tidied yet.');
  const counted = await desk.send('/settings/retention/count');
  expect(counted.statusCode).toBe(200);
  expect(counted.body).toContain('3 rows would go now. Nothing was changed.');
  expect(await posts()).toEqual([{ n: 3 }]);

  const { headers } = await desk.send('/settings/retention/tidy');
  expect(headers.location).toBe('/admin/settings/retention?done=asked');
  await runJobs(desk.service);
  expect(await posts()).toEqual([{ n: 0 }]);
  expect(await page()).toContain('3 rows in less than a minute');
  expect((await desk.browser.get('/admin')).body).toContain('3 rows in less than a minute');
  const metrics = (await desk.browser.get('/metrics')).body;
  expect(metrics).toContain('offprint_tidied_rows_total{what="webhookPosts"} 3');
  expect(metrics).toContain(`offprint_tidied_timestamp_seconds ${now.getTime() / 1000}`);
});

test('a term that is too short is refused, and the privacy page tells those that hold', async () => {
  const refused = await desk.send('/settings/retention', { unconfirmed: '2' });
  expect(refused.statusCode).toBe(400);
  expect(refused.body).toContain('Must be a whole number of days from 3 to 36500');
  const { headers } = await desk.send('/settings/retention', { unconfirmed: '14', unsubscribed: '0' });
  expect(headers.location).toBe('/admin/settings/retention?done=saved');
  const { body } = await desk.browser.get('/privacy');
  expect(body).toContain('nobody confirms is deleted after 14 days');
  expect(body).not.toContain('days after you unsubscribe');
});
