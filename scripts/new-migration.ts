import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { acquireEmbedded } from '../src/adapters/postgres/embedded/embedded.ts';
import { migrationsDir, projectRoot } from '../src/adapters/postgres/migrations/migration-files.ts';
import { schemaSql } from '../src/adapters/postgres/migrations/schema-engine.ts';
import { loadConfig } from '../src/config/config.ts';
import { DomainError } from '../src/domain/errors.ts';

/**
 * `node scripts/new-migration.ts NAME` writes prisma/migrations/<UTC time>_<name>/migration.sql: the SQL from the
 * last committed schema.prisma to the one in the working tree. Reads no data and changes no database; it only needs
 * one to connect to, DATABASE_URL or the embedded one.
 */
async function newMigration(name: string): Promise<string> {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (slug === '') throw new DomainError('invalid', 'Usage: node scripts/new-migration.ts NAME');
  const committed = execFileSync('git', ['show', 'HEAD:prisma/schema.prisma'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  const sql = await withDatabase((url) => schemaSql(url, committed));
  // The engine's answer to two equal schemas is a comment.
  if (/^\s*(?:--.*\s*)*$/.test(sql))
    throw new DomainError(
      'conflict',
      'prisma/schema.prisma is as it was committed: there is nothing to migrate.',
    );
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsDir, `${stamp}_${slug}`);
  await mkdir(folder);
  const file = join(folder, 'migration.sql');
  await writeFile(file, sql.endsWith('\n') ? sql : `${sql}\n`);
  return relative(projectRoot, file);
}

async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { databaseUrl, home } = loadConfig();
  if (databaseUrl !== null) return await work(databaseUrl);
  const embedded = await acquireEmbedded({ home });
  try {
    return await work(embedded.url);
  } finally {
    await embedded.release();
  }
}

try {
  console.log(`Wrote ${await newMigration(process.argv[2] ?? '')}: read it, and add what Prisma cannot say.`);
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  console.error(error.message);
  process.exitCode = error.code === 'invalid' ? 2 : 1;
}
