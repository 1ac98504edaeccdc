import { createWriteStream } from 'node:fs';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { nextMessage, startProgram } from '../child.ts';
import { type Bench, bounded, compared, type Facts } from '../result.ts';
import { environment, openHere } from '../service.ts';
import type { ImportInput, ImportReport } from './import-process.ts';

const usual = 100_000;
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC'];
const cadences = ['daily', 'weekly', 'monthly'];
/** What an import writes to. */
const tables = ['subscriber', 'interest', 'subscription_request', 'subscriber_event'];

/**
 * `import-subscribers` of a CSV file with three topics a row, as a process of its own, its start included, beside
 * `COPY` of the rows that it wrote into tables of the same columns and indexes, without foreign keys.
 */
export const benchImport: Bench = async ({ size = usual, stack, say }) => {
  const server = await startBenchServer(stack);
  const settings = { home: server.home, smtpPort: 9, dkimKeyFile: null };
  const template = await server.create('template', null);
  {
    await using scope = server.scope();
    const { deps } = await openHere(scope, { ...settings, databaseUrl: template });
    const slugs = (await deps.stores.topics.list()).map(({ slug }) => slug);
    await pipeline(
      Readable.from(rowsOf(size, slugs)),
      createWriteStream(join(server.home, 'subscribers.csv')),
    );
  }
  const file = join(server.home, 'subscribers.csv');
  const url = await server.create('imported', 'template');
  await server.settle();
  say(`${size} subscribers are imported`);
  const before = await server.usage();
  const input: ImportInput = {
    command: 'import-subscribers',
    file,
    env: environment({ ...settings, databaseUrl: url }),
  };
  const report = await nextMessage<ImportReport>(
    startProgram(stack, 'subscribers/import-process.ts', { ...input }),
  );
  const after = await server.usage();
  if (report.code !== 0 || report.result.added !== size)
    throw new Error(`${report.result.added} of ${size} were imported, and it ended with ${report.code}`);
  const stored = await onDatabase(url, countRows);

  say('the same rows are copied');
  const copied = await copyRows(server, url);
  const perRow = (ms: number) => (ms * 1000) / size;
  const facts: Facts = {
    rows: size,
    'file, MB': (await stat(file)).size / 1e6,
    'rows written': stored,
    'start of the command, ms': Math.max(0, firstMs(report)),
    'processor of the command, µs a row': perRow(report.processorMs),
    'processor of PostgreSQL, µs a row': perRow(after.processorMs - before.processorMs),
    'WAL, bytes a row': (after.walBytes - before.walBytes) / size,
    'COPY without indexes, s': copied.bare,
    'COPY with indexes, s': copied.indexed,
    'COPY with indexes and foreign keys, s': copied.linked,
    'rows a second, first and last quarter': `${quarters(report, size)
      .map((rate) => rate.toFixed(0))
      .join(', ')}`,
    ...server.facts,
  };
  const seconds = report.ms / 1000;
  return {
    bench: 'import',
    about: `${size} subscribers with three interests each from a CSV file, beside COPY of the same rows`,
    measures: [
      bounded('rows a second', 'rows/s', size / seconds, { atLeast: 3_000 }),
      compared('time', 's', { ours: seconds, baseline: copied.indexed }),
      bounded('peak memory of the command', 'MB', report.peakMb, { atMost: 300 }),
    ],
    facts,
  };
};

function* rowsOf(count: number, slugs: readonly string[]): Generator<string> {
  yield 'email,name,topics,cadence,timezone,hour,status,consent_source,consent_at\r\n';
  const pick = <T>(list: readonly T[], number: number) => list[number % list.length];
  for (let n = 0; n < count; n++) {
    // Primes, so that no two neighbours follow the same.
    const topics = [n * 7, n * 7 + 53, n * 7 + 131].map((number) => pick(slugs, number)).join(';');
    // Addresses in no order, as they are in a list.
    const who = (n * 7_919) % 1_000_003;
    yield `reader${who}.${n}@example${n % 500}.org,Reader ${n},${topics},${pick(cadences, n)},${pick(zones, n)},${n % 24},active,"Form, on the site",2026-0${1 + (n % 9)}-12T09:30:00Z\r\n`;
  }
}

/** When the first rows were written, by the time of the others. */
function firstMs({ progress }: ImportReport): number {
  const [first, last] = [progress[0], progress.at(-1)];
  if (first === undefined || last === undefined || last.rows === first.rows) return 0;
  return first.ms - (first.rows * (last.ms - first.ms)) / (last.rows - first.rows);
}

function quarters({ progress }: ImportReport, size: number): number[] {
  const rate = (from: number, to: number) => {
    const within = progress.filter(({ rows }) => rows >= from && rows <= to);
    const [first, last] = [within[0], within.at(-1)];
    return first === undefined || last === undefined || first === last
      ? Number.NaN
      : ((last.rows - first.rows) * 1000) / (last.ms - first.ms);
  };
  return [rate(0, size / 4), rate((size * 3) / 4, size)];
}

async function countRows(client: pg.Client): Promise<number> {
  let all = 0;
  for (const table of tables) {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    all += Number(rows[0]?.count);
  }
  return all;
}

/** Seconds that COPY takes of what stands in a database: into bare tables, indexed ones, and those that there are. */
async function copyRows(
  server: BenchServer,
  url: string,
): Promise<{ bare: number; indexed: number; linked: number }> {
  const folder = join(server.home, 'copied');
  await mkdir(folder);
  // The server writes there itself.
  await chmod(folder, 0o777);
  await onDatabase(url, async (client) => {
    for (const table of tables) await client.query(`COPY ${table} TO '${join(folder, table)}'`);
  });
  const timed = async (database: string, makeTables: string) =>
    await onDatabase(await server.create(database, 'template'), async (client) => {
      await client.query('CREATE SCHEMA copied');
      if (makeTables !== '')
        for (const table of tables)
          await client.query(
            `CREATE TABLE copied.${table} (LIKE public.${table} INCLUDING DEFAULTS ${makeTables})`,
          );
      await server.settle();
      const start = performance.now();
      await client.query('BEGIN');
      for (const table of tables)
        await client.query(
          `COPY ${makeTables === '' ? 'public' : 'copied'}.${table} FROM '${join(folder, table)}'`,
        );
      await client.query('COMMIT');
      return (performance.now() - start) / 1000;
    });
  return {
    bare: await timed('bare', 'EXCLUDING INDEXES'),
    indexed: await timed('indexed', 'INCLUDING INDEXES'),
    linked: await timed('linked', ''),
  };
}
