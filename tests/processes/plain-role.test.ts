import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tidy } from '../../src/app/retention/tidy.ts';
import { loadConfig } from '../../src/config/config.ts';
import { backUp, restore } from '../../src/wire/backup.ts';
import { plainDatabase } from '../support/postgres/plain-database.ts';
import { command } from '../support/processes/command-line.ts';
import { openFaultRun } from '../support/processes/fault-run.ts';
import { verdict } from '../support/processes/verdict.ts';
import { quietLog } from '../support/quiet-log.ts';

const audience = 40;

test('a role with no right but to its own database migrates, serves, sends, tidies, backs up and restores', async () => {
  await using stack = new AsyncDisposableStack();
  const [database, other] = [await plainDatabase({ owner: true }), await plainDatabase({ owner: true })];
  stack.defer(async () => {
    await database.drop();
    await other.drop();
  });
  const home = await mkdtemp(join(tmpdir(), 'offprint-plain-'));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const configOf = (url: string) =>
    loadConfig({
      DATABASE_URL: url,
      OFFPRINT_HOME: home,
      SECRET_KEY: 'a secret key for tests, long enough!',
    });
  const file = join(home, 'backup');
  {
    await using faults = await openFaultRun({ databaseUrl: database.url });
    await faults.addReaders(audience);
    await faults.startWorker();
    const id = await faults.trigger();
    await faults.finished(id);
    expect(await verdict(faults, id, audience)).toEqual([]);

    await faults.run(`UPDATE digest SET (created_at, as_of, finished_at) =
      (now() - interval '181 days', now() - interval '181 days', now() - interval '181 days')`);
    await tidy(faults.deps, new AbortController().signal);
    expect(await faults.run('SELECT count(*)::int AS n FROM delivery')).toEqual([{ n: 0 }]);
    expect(await faults.run("SELECT (rows->>'deliveries')::int AS n FROM tidy_run")).toEqual([
      { n: audience },
    ]);

    await backUp(configOf(database.url), { log: quietLog, to: file, recipients: [] });
  }
  const { rows } = await restore(configOf(other.url), { log: quietLog, from: file, identities: [] });
  expect(rows).toBeGreaterThan(audience);
  const { stdout } = await command(['doctor', '--json'], { DATABASE_URL: other.url, OFFPRINT_HOME: home });
  const { checks } = JSON.parse(stdout) as { checks: { name: string; status: string }[] };
  expect(checks).toContainEqual(expect.objectContaining({ name: 'database', status: 'pass' }));
});
