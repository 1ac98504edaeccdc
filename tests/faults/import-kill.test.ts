import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshDatabase } from '../support/postgres/fresh-database.ts';
import { sql } from '../support/postgres/sql.ts';
import { offprint } from '../support/processes/command-line.ts';
import { processEnv, projectRoot } from '../support/processes/serve-process.ts';
import { until } from '../support/until.ts';

const kills = 5;
const size = 20_000;

/** Of every hundred rows one is known by then, one ends what an earlier one began, and one is bad. */
function rowOf(n: number): string {
  const earlier = `reader${n - 50}@example.org`;
  if (n % 100 === 97) return `${earlier},Again,,active`;
  if (n % 100 === 98) return `${earlier},,,unsubscribed`;
  if (n % 100 === 99) return `nobody ${n},,,`;
  return `reader${n}@example.org,Reader ${n},cs.RO;cs.LG;math,`;
}

const expected = { rows: size, added: 19_400, changed: 200, existing: 200, pending: 0, refused: 200 };

test(`an import of ${size} rows that is killed ${kills} times brings each of them in once`, async () => {
  const database = await freshDatabase();
  const home = await mkdtemp(join(tmpdir(), 'offprint-import-'));
  try {
    const file = join(home, 'subscribers.csv');
    const rows = Array.from({ length: size }, (_, n) => rowOf(n));
    await writeFile(file, ['email,name,topics,status', ...rows].join('\n'));
    const env = { DATABASE_URL: database.url, OFFPRINT_HOME: home, LOG_LEVEL: 'silent' };
    const noted = async () =>
      Number((await sql(database.url, 'SELECT rows FROM subscriber_import'))[0]?.['rows'] ?? 0);
    let before = 0;
    for (let kill = 0; kill < kills; kill++) {
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', 'src/main.ts', 'import-subscribers', file],
        { cwd: projectRoot, env: processEnv(env), stdio: 'ignore' },
      );
      const ended = once(child, 'exit');
      // With the next rows in hand, at whatever it does with them.
      await until(async () => (await noted()) > before);
      child.kill('SIGKILL');
      expect((await ended)[1]).toBe('SIGKILL');
      before = await noted();
      expect(before).toBeLessThan(size);
    }
    const last = await offprint(['import-subscribers', file, '--json'], env);
    expect(last.stderr).toMatch(/^This import was cut off after row \d+; it goes on there\.\n/);
    const { errors, ...counts } = JSON.parse(last.stdout) as typeof expected & { errors: { line: number }[] };
    expect(counts).toEqual(expected);
    expect(errors.map(({ line }) => line)).toEqual(
      Array.from({ length: 200 }, (_, hundred) => hundred * 100 + 99 + 2),
    );
    const tables = `
      SELECT (SELECT count(*)::int FROM subscriber WHERE status = 'active') AS active,
        (SELECT count(*)::int FROM subscriber WHERE status = 'unsubscribed') AS unsubscribed,
        (SELECT count(*)::int FROM subscription_request) AS requests,
        (SELECT count(DISTINCT subscriber_id)::int FROM subscription_request) AS requested,
        (SELECT count(*)::int FROM subscriber_event WHERE kind = 'imported') AS imported,
        (SELECT count(*)::int FROM subscriber_event WHERE kind = 'unsubscribed') AS ended,
        (SELECT count(*)::int FROM interest) AS interests,
        (SELECT count(*)::int FROM subscriber_import WHERE state = 'done') AS done,
        (SELECT count(*)::int FROM audit_event WHERE action = 'subscribers imported') AS audited`;
    expect((await sql(database.url, tables))[0]).toEqual({
      active: 19_200,
      unsubscribed: 200,
      requests: 19_400,
      requested: 19_400,
      imported: 19_400,
      ended: 200,
      interests: 3 * 19_400,
      done: 1,
      audited: 1,
    });
  } finally {
    await database.drop();
    await rm(home, { recursive: true, force: true });
  }
});
