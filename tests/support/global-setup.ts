import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startTestServer } from './postgres/postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The run's PostgreSQL server; `template_offprint` on it is migrated and has the catalogue. */
    postgresUrl: string;
  }
}

/** One PostgreSQL server for the whole run, with a database that every test file gets a copy of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  try {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('CREATE DATABASE template_offprint');
    await client.end();
    await migrate(databaseUrl(server.url, 'template_offprint'));
    project.provide('postgresUrl', server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server.stop;
}

/**
 * By the command, as an operator does: its code, and the templates of mails, are compiled and kept by that, before
 * tests start several processes side by side.
 */
async function migrate(url: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'offprint-migrate-'));
  try {
    const args = ['--disable-warning=ExperimentalWarning', 'src/main.ts', 'migrate'];
    // Rejects with what it wrote when it fails.
    await promisify(execFile)(process.execPath, args, {
      cwd: join(import.meta.dirname, '../..'),
      env: { PATH: process.env['PATH'], DATABASE_URL: url, OFFPRINT_HOME: home, LOG_LEVEL: 'warn' },
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The address of another database on the same server. */
export function databaseUrl(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
