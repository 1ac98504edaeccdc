import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { restoreTarget } from '../../../src/adapters/postgres/backup/load.ts';
import type { KeptJob } from '../../../src/app/backup/backup-ports.ts';
import { freshDatabase, type TestDatabase } from './fresh-database.ts';

/** What an earlier version had done when its rows were taken (scripts/upgrade-fixture.ts). */
export type UpgradeFixture = {
  at: string;
  migrations: string[];
  jobs: KeptJob[];
  sequences: Record<string, string>;
  /** What its mail server took: the envelope, the first link of each kind, and the numbers of the papers. */
  mails: { to: string; from: string; links: Record<string, string>; papers: number[] }[];
};

const folder = join(import.meta.dirname, '../../fixtures/upgrades');

/** A database as an earlier version left it: at its migrations, with its rows. */
export async function databaseOfVersion(
  name: string,
): Promise<{ database: TestDatabase; fixture: UpgradeFixture }> {
  const fixture = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as UpgradeFixture;
  const text = await readFile(join(folder, `${name}.sql`), 'utf8');
  const copies = [...text.matchAll(/^COPY "(\w+)" \((.*)\) FROM stdin;\n([\s\S]*?)^\\\.\n/gm)].map(
    ([, table = '', columns = '', rows = '']) => ({
      table,
      columns: columns.split(', ').map((column) => column.slice(1, -1)),
      rows,
    }),
  );
  const database = await freshDatabase('template0');
  await restoreTarget(database.url).load(
    {
      format: 'offprint-backup',
      formatVersion: 1,
      offprint: name,
      at: fixture.at,
      migrations: fixture.migrations,
      tables: copies.map(({ table, columns }) => ({ name: table, columns })),
    },
    (async function* () {
      for (const { table, rows } of copies)
        yield {
          table,
          bytes: (async function* () {
            yield Buffer.from(rows);
          })(),
        };
    })(),
    () => ({
      rows: Object.fromEntries(copies.map(({ table, rows }) => [table, rows.split('\n').length - 1])),
      sequences: fixture.sequences,
    }),
  );
  return { database, fixture };
}
