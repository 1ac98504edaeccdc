import { expect, test } from 'vitest';
import { migrate } from '../../../src/adapters/postgres/migrations/migrate.ts';
import { migrationNames } from '../../../src/adapters/postgres/migrations/migration-files.ts';
import { applyMigrations } from '../../../src/adapters/postgres/migrations/schema-engine.ts';
import { freshDatabase } from '../../support/postgres/fresh-database.ts';
import { openSql } from '../../support/postgres/sql.ts';
import { until } from '../../support/until.ts';

test('while a migration waits for a table that is in use, others go on using it', async () => {
  const changing = '20261129183500_feed_of_the_next_digest';
  const names = await migrationNames();
  const database = await freshDatabase('template0');
  const user = await openSql(database.url);
  const other = await openSql(database.url);
  try {
    await applyMigrations(database.url, names.slice(0, names.indexOf(changing)));
    // As the first statement of a transaction that takes long.
    await user.run('BEGIN');
    await user.run('SELECT FROM subscriber');
    const migrating = migrate(database.url);
    const waits = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%feed_turn%'`;
    await until(async () => (await other.run(waits)).length > 0);
    // Behind a migration without an end to its patience this would wait until the transaction is over.
    await other.run("SET statement_timeout = '60s'");
    expect(await other.run('SELECT count(*)::int AS n FROM subscriber')).toEqual([{ n: 0 }]);
    await user.run('COMMIT');
    expect(await migrating).toContain(changing);
    expect(await other.run('SELECT feed_turn FROM subscriber')).toEqual([]);
  } finally {
    await user.close();
    await other.close();
    await database.drop();
  }
});
