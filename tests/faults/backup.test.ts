import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { releaseSchedule } from '../../src/app/digests/schedule-hold.ts';
import { loadConfig } from '../../src/config/config.ts';
import { backUp, restore } from '../../src/wire/backup.ts';
import { freshDatabase } from '../support/postgres/fresh-database.ts';
import { openFaultRun } from '../support/processes/fault-run.ts';
import { verdict } from '../support/processes/verdict.ts';
import { quietLog } from '../support/quiet-log.ts';
import { until } from '../support/until.ts';

test('backed up while a digest runs and restored elsewhere, it sends nothing again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-backup-'));
  const elsewhere = await freshDatabase();
  try {
    const file = join(folder, 'backup');
    const audience = 2_000;
    {
      await using faults = await openFaultRun();
      await faults.addReaders(audience);
      await faults.startWorker();
      const id = await faults.trigger();
      await until(async () => (await faults.counts(id)).sent > 100);
      const config = loadConfig({
        DATABASE_URL: faults.url,
        OFFPRINT_HOME: folder,
        SECRET_KEY: 'a secret key for tests, long enough!',
      });
      await backUp(config, { log: quietLog, to: file, recipients: [] });
      // Sending has gone on.
      await faults.finished(id);
      expect(await verdict(faults, id, audience)).toEqual([]);
    }
    await restore(
      loadConfig({
        DATABASE_URL: elsewhere.url,
        OFFPRINT_HOME: folder,
        SECRET_KEY: 'a secret key for tests, long enough!',
      }),
      { log: quietLog, from: file, identities: [] },
    );
    await using again = await openFaultRun({ databaseUrl: elsewhere.url });
    const [digest] = await again.run("SELECT id, status::text FROM digest WHERE origin = 'api'");
    const id = Number(digest?.['id']);
    expect(digest?.['status']).toBe('paused');
    const { sent, queued } = await again.counts(id);
    expect(sent).toBeGreaterThan(100);
    expect(queued).toBeGreaterThan(0);
    await again.startWorker();
    // A worker has looked after everything that it would take up.
    await until(async () => (await again.counts(id)).sending === 0);
    await releaseSchedule(again.deps, 'skip');
    await until(async () => (await again.digest(id)).status === 'cancelled');
    await until(async () => (await again.counts(id)).queued === 0);
    expect(again.server.taken()).toEqual([]);
  } finally {
    await elsewhere.drop();
    await rm(folder, { recursive: true, force: true });
  }
});
