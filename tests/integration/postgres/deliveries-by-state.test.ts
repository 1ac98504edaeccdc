import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { migrate } from '../../../src/adapters/postgres/migrations/migrate.ts';
import { migrationNames } from '../../../src/adapters/postgres/migrations/migration-files.ts';
import { applyMigrations } from '../../../src/adapters/postgres/migrations/schema-engine.ts';
import { deliveryStates } from '../../../src/domain/sending/delivery.ts';
import { wrongInLists } from '../../support/delivery-lists.ts';
import { databaseUrl } from '../../support/global-setup.ts';
import { openSql, sql } from '../../support/postgres/sql.ts';
import { until } from '../../support/until.ts';

const server = inject('postgresUrl');
const name = 'deliveries_migrated';
const url = databaseUrl(server, name);
const run = (statement: string, values?: unknown[]) => sql(url, statement, values);
const drop = () => sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);

beforeAll(async () => {
  await drop();
  await sql(server, `CREATE DATABASE ${name}`);
});
afterAll(drop);

const built = async () =>
  await run(
    `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('delivery_digest_id_id_idx')`,
  );

test('the migration keeps deliveries in every state while they change, and goes on after it was killed', async () => {
  const names = await migrationNames();
  const mine = names.indexOf('20261129190000_deliveries_of_digest');
  await applyMigrations(url, names.slice(0, mine));
  await run(`INSERT INTO digest (origin, as_of) VALUES ('test', now()), ('test', now())`);
  await run(
    `INSERT INTO delivery (digest_id, state, attempt, message_id, lease_until, next_attempt_at)
     SELECT g, s::delivery_state, 1, g || s || '@test', now() + interval '1 minute', CASE WHEN n = 2 THEN now() END
     FROM generate_series(1, 2) AS g, unnest($1::text[]) AS s, generate_series(1, 3) AS n`,
    [deliveryStates],
  );
  const before = await run('SELECT * FROM delivery ORDER BY id');

  // While somebody changes deliveries the index waits for them, and they for nobody.
  const busy = await openSql(url);
  await busy.run('BEGIN');
  await busy.run(`UPDATE delivery SET detail = 'looked at' WHERE id = 1`);
  const ended = migrate(url).then(
    () => 'migrated',
    () => 'killed',
  );
  const building = `SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'`;
  const [builder] = await until(async () => {
    const found = await run(building);
    return found.length > 0 && found;
  });
  await run(`UPDATE delivery SET detail = 'looked at' WHERE id = 2`);
  await run('SELECT pg_terminate_backend($1)', [builder!['pid']]);
  expect(await ended).toBe('killed');
  expect(await built()).toEqual([{ valid: false }]);
  await busy.run('ROLLBACK');
  await busy.close();

  expect(await migrate(url)).toEqual(names.slice(mine));
  expect(await built()).toEqual([{ valid: true }]);
  expect(await run(`SELECT to_regclass('delivery_digest_id_state_next_attempt_at_idx') AS old`)).toEqual([
    { old: null },
  ]);
  expect(await wrongInLists(run)).toEqual([]);
  const after = await run('SELECT * FROM delivery ORDER BY id');
  expect(after).toEqual(before.map((row) => (row['id'] === '2' ? { ...row, detail: 'looked at' } : row)));
  // From each digest: one that waits, three failed, unknown and suppressed each; three on their way.
  expect(await run('SELECT count(*)::int AS n FROM delivery_by_state')).toEqual([{ n: 20 }]);
  expect(await run('SELECT sum(cardinality(delivery_ids))::int AS n FROM delivery_lease')).toEqual([
    { n: 6 },
  ]);
});
