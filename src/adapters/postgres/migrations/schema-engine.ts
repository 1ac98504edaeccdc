import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { type MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import type pg from 'pg';
import { migrationNames, migrationsDir, projectRoot } from './migration-files.ts';

const schemaPath = join(projectRoot, 'prisma/schema.prisma');

const filters = { externalTables: [], externalEnums: [] };

/**
 * How long a script may wait for a table that somebody uses, and how long it then leaves the table to others: whatever
 * comes after it waits behind it, sending too.
 */
const patienceMs = 1_000;
const restMs = 2_000;
/** PostgreSQL's errcode of a lock that was waited for too long. */
const lockNotAvailable = '55P03';

/**
 * Runs a script, again and again while the tables that it changes are in use. One that builds or drops an index
 * concurrently waits as long as it must, since nobody waits behind it.
 */
async function runPatiently(pool: pg.Pool, script: string): Promise<void> {
  if (/\bCONCURRENTLY\b/.test(script)) {
    await pool.query(script);
    return;
  }
  for (;;) {
    try {
      await pool.query(`SET LOCAL lock_timeout = ${patienceMs};\n${script}`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== lockNotAvailable) throw error;
      await wait(restMs);
    }
  }
}

/**
 * The driver adapter cuts a script at every semicolon, those within a function's body too. Given whole to
 * PostgreSQL, a script runs in one transaction: a migration is applied entirely or not at all.
 */
class WholeScripts extends PrismaPg {
  readonly #opened: { dispose(): Promise<void> }[] = [];

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    this.#opened.push(adapter);
    adapter.executeScript = (script) => runPatiently(adapter.underlyingDriver(), script);
    return adapter;
  }

  /** The engine leaves its connections open, which would hold the process for ten more seconds. */
  async close(): Promise<void> {
    await Promise.all(this.#opened.map((adapter) => adapter.dispose()));
  }
}

/**
 * Prisma's schema engine as WebAssembly over the `pg` driver: the same engine, and the same
 * `_prisma_migrations` table, as `prisma migrate deploy`, without a binary to download.
 */
async function withEngine<T>(url: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const factory = new WholeScripts({ connectionString: url });
  const schema = await readFile(schemaPath, 'utf8');
  const engine = await SchemaEngine.new(
    { datamodels: [[schemaPath, schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  try {
    return await use(engine);
  } finally {
    engine.free();
    await factory.close();
  }
}

async function migrationList(only?: readonly string[]): Promise<MigrationList> {
  const names = (await migrationNames()).filter((name) => only?.includes(name) ?? true);
  return {
    baseDir: migrationsDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(migrationsDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(join(migrationsDir, path, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}

/**
 * Applies what is missing, of all or of `only` these, and returns the names applied. Not safe against another process:
 * see migrate.ts.
 */
export async function applyMigrations(url: string, only?: readonly string[]): Promise<string[]> {
  const list = await migrationList(only);
  return await withEngine(url, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: list, filters });
    return appliedMigrationNames;
  });
}

/**
 * The SQL that turns a database with the schema `from` into one with the schema in the repository: the body
 * of a new migration. Without `from`, the whole schema's SQL.
 */
export async function schemaSql(url: string, from?: string): Promise<string> {
  const target = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: schemaPath, content }],
  });
  const to = target(await readFile(schemaPath, 'utf8'));
  return await withEngine(url, async (engine) => {
    const { stdout } = await engine.diff({
      from: from === undefined ? { tag: 'empty' } : target(from),
      to,
      script: true,
      exitCode: null,
      filters,
    });
    return stdout ?? '';
  });
}
