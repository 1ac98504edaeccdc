import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../src/app/log.ts';
import { loadConfig } from '../src/config/config.ts';
import { openService, type Service } from '../src/wire/service.ts';
import { endChild } from './child.ts';
import { nodeFlags } from './node-flags.ts';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Several may start at once, on a machine that does much else. */
const startMs = 240_000;

export type Settings = {
  databaseUrl: string;
  /** A folder in which each database gets a home of its own. */
  home: string;
  smtpPort: number;
  /** A file with an RSA key; null: mails are not signed. */
  dkimKeyFile: string | null;
  /** Whether no number of requests to subscribe is a crowd. */
  roomy?: boolean;
  /** Variables of the environment beside those. */
  more?: Record<string, string>;
};

/** The environment of a service that mails to a sink and asks no source. */
export function environment(settings: Settings): Record<string, string> {
  return {
    DATABASE_URL: settings.databaseUrl,
    OFFPRINT_HOME: join(settings.home, new URL(settings.databaseUrl).pathname),
    SMTP_URL: `smtp://127.0.0.1:${settings.smtpPort}`,
    PUBLIC_URL: 'https://offprint.example.org',
    MAIL_FROM: 'Offprint <digest@example.org>',
    POSTAL_ADDRESS: '1 Example Street, 12345 Exampletown',
    SECRET_KEY: 'the key of a benchmark, long enough',
    // The next 29 February; the sources are never asked for the first papers, since there are some.
    INGEST_CRON: '0 0 29 2 *',
    LOG_LEVEL: 'error',
    ...(settings.dkimKeyFile === null
      ? {}
      : { DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'bench', DKIM_PRIVATE_KEY: settings.dkimKeyFile }),
    ...settings.more,
  };
}

/** The service in this process, without a worker; closed with `stack`. */
export async function openHere(stack: AsyncDisposableStack, settings: Settings): Promise<Service> {
  const service = await openService(loadConfig(environment(settings)), { log: quiet, worker: false });
  stack.defer(() => service.stop());
  return service;
}

/** A `serve --role worker` process that is ready; ended with `stack`. */
export async function startWorker(stack: AsyncDisposableStack, settings: Settings): Promise<ChildProcess> {
  return (await startServing(stack, settings, 'worker')).child;
}

/** A `serve` process of one role that is ready, and the address that it listens at; ended with `stack`. */
export async function startServing(
  stack: AsyncDisposableStack,
  settings: Settings,
  role: 'all' | 'web' | 'worker',
): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const main = join(import.meta.dirname, settings.roomy === true ? 'roomy-main.ts' : '../src/main.ts');
  if (stack.disposed) throw new Error('the benchmark has ended');
  const child = spawn(process.execPath, [...nodeFlags, main, 'serve', '--role', role], {
    env: { PATH: process.env['PATH'], ...environment(settings), PORT: String(port) },
    // With a channel, by whose end it notices that this process is gone.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  stack.defer(() => endChild(child));
  for (const deadline = Date.now() + startMs; !(await isReady(port)); await wait(50)) {
    if (child.exitCode !== null)
      throw new Error(`a ${role} process ended with ${child.exitCode} at its start`);
    if (Date.now() > deadline)
      throw new Error(`a ${role} process was not ready after ${startMs / 1000} seconds`);
  }
  return { child, url: `http://127.0.0.1:${port}` };
}

async function isReady(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** A port that nobody listens at just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
