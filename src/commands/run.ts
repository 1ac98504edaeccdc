import pino from 'pino';
import { type Config, loadConfig } from '../config/config.ts';
import type { Service } from '../wire/service.ts';
import { type OpenStores, openStores, type StoreDeps } from '../wire/stores.ts';

/** Structured logs on standard error, so that what a command prints on standard output stays clean. */
export function createLogger(config: Pick<Config, 'logLevel'>) {
  return pino(
    { level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** The configuration, and a log that tells only what is wrong: a command is not a service. */
function settings() {
  const config = loadConfig();
  return {
    config,
    log: createLogger({ logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel }),
  };
}

/** Runs one command on an open service, mail and all, and closes it, whatever comes of it. */
export async function withService<T>(
  work: (service: Service) => Promise<T>,
  options: { worker?: boolean } = {},
): Promise<T> {
  const { config, log } = settings();
  const { openService } = await import('../wire/service.ts');
  const service = await openService(config, { log, worker: options.worker ?? false });
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}

/** Runs one command that only reads and writes on the open database, and closes that, whatever comes of it. */
export async function withStores<T>(
  work: (deps: StoreDeps, more: { config: Config } & Pick<OpenStores, 'loadCatalogue'>) => Promise<T>,
): Promise<T> {
  const { config, log } = settings();
  const { deps, loadCatalogue, close } = await openStores(config, { log, worker: false });
  try {
    return await work(deps, { config, loadCatalogue });
  } finally {
    await close();
  }
}

/** Prints a result: as JSON, or as the words that `inWords` makes of it. */
export function print<T>(
  result: T,
  options: { json?: boolean | undefined },
  inWords: (result: T) => string,
): void {
  process.stdout.write(`${options.json === true ? JSON.stringify(result) : inWords(result)}\n`);
}

/** A line on standard error that is written over while work goes on; nothing when that is no terminal. */
export function progress(words: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${words}`);
}

/** Ends the line of `progress`. */
export function progressDone(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
}
