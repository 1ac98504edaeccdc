import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../src/app/log.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { buildApp } from '../../src/http/app.ts';
import type { App } from '../../src/http/options.ts';
import { openService, type Service } from '../../src/wire/service.ts';
import type { Tuning } from '../../src/wire/tuning.ts';
import { freshDatabase, type TestDatabase } from './postgres/fresh-database.ts';
import { quietLog } from './quiet-log.ts';
import { cheap } from './tuning.ts';
import { httpOptions } from './web/http-options.ts';

export type TestService = Service & {
  databaseUrl: string;
  /** The clock of the service: real unless set. */
  clock: { now: Date | null };
  app(): Promise<App>;
  close(): Promise<void>;
};

/** The real service, all its parts, on a database of its own: the given one, or a copy of the template. */
export async function testService(
  options: {
    env?: Record<string, string>;
    worker?: boolean;
    log?: Log;
    tuning?: Tuning;
    database?: TestDatabase;
  } = {},
): Promise<TestService> {
  const database = options.database ?? (await freshDatabase());
  const home = await mkdtemp(join(tmpdir(), 'offprint-test-'));
  const config: Config = loadConfig({
    DATABASE_URL: database.url,
    OFFPRINT_HOME: home,
    SECRET_KEY: 'a secret key for tests, long enough!',
    PUBLIC_URL: 'http://localhost:3000',
    POSTAL_ADDRESS: '1 Test Street, Testville',
    SAMPLE_PAPERS: 'off',
    LOG_LEVEL: 'silent',
    ...options.env,
  });
  const clock: TestService['clock'] = { now: null };
  const service = await openService(config, {
    log: options.log ?? quietLog,
    worker: options.worker ?? false,
    now: () => clock.now ?? new Date(),
    tuning: { ...cheap, ...options.tuning },
    // What a test has changed, it sees at once.
    siteChangesWithinMs: 0,
  });
  let app: App | null = null;
  return {
    ...service,
    databaseUrl: database.url,
    clock,
    async app() {
      app ??= await buildApp({ ...httpOptions(service), logger: false });
      return app;
    },
    async close() {
      await app?.close();
      await service.stop();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export { httpOptions } from './web/http-options.ts';
