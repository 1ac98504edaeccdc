import pino, { type DestinationStream } from 'pino';
import type { RefusedLine } from '../app/refused-lines.ts';
import { type Config, loadConfig } from '../config/config.ts';
import type { Service } from '../wire/service.ts';
import { type OpenStores, openStores, type StoreDeps } from '../wire/stores.ts';
import type { CommandIo } from './command-io.ts';

/** Structured logs on standard error, so that what a command prints on standard output stays clean. */
export function createLogger(
  config: Pick<Config, 'logLevel'>,
  to: DestinationStream = pino.destination({ dest: 2, sync: true }),
) {
  return pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, to);
}

/** The configuration, and a log that tells only what is wrong: a command is not a service. */
export function settings(io: CommandIo) {
  const config = loadConfig(io.env);
  return { config, log: quietLogger(io, config) };
}

function quietLogger({ stderr }: CommandIo, { logLevel }: Config) {
  const quiet = { logLevel: logLevel === 'info' ? 'warn' : logLevel } as const;
  return stderr === process.stderr ? createLogger(quiet) : createLogger(quiet, stderr);
}

/** Runs one command on an open service, mail and all, and closes it, whatever comes of it. */
export async function withService<T>(
  io: CommandIo,
  work: (service: Service) => Promise<T>,
  options: { worker?: boolean } = {},
): Promise<T> {
  const { config, log } = settings(io);
  const { openService } = await import('../wire/service.ts');
  const service = await openService(config, { log, worker: options.worker ?? false, tuning: io.tuning });
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}

/** Runs one command that only reads and writes on the open database, and closes that, whatever comes of it. */
export async function withStores<T>(
  io: CommandIo,
  work: (deps: StoreDeps, more: { config: Config } & Pick<OpenStores, 'loadCatalogue'>) => Promise<T>,
): Promise<T> {
  const { config, log } = settings(io);
  const { deps, loadCatalogue, close } = await openStores(config, { log, worker: false, tuning: io.tuning });
  try {
    return await work(deps, { config, loadCatalogue });
  } finally {
    await close();
  }
}

/** Prints a result: as JSON, or as the words that `inWords` makes of it. */
export function print<T>(
  { stdout }: CommandIo,
  result: T,
  options: { json?: boolean | undefined },
  inWords: (result: T) => string,
): void {
  stdout.write(`${options.json === true ? JSON.stringify(result) : inWords(result)}\n`);
}

/** A line on standard error that is written over while work goes on; nothing when that is no terminal. */
export function progress({ stderr }: CommandIo, words: string): void {
  if (stderr.isTTY === true) stderr.write(`\r\u001B[K${words}`);
}

/** Says of a line of a file, as soon as it is known, why it is refused. */
export function printRefused(io: CommandIo, { line, message }: RefusedLine): void {
  progressDone(io);
  io.stderr.write(`line ${line}: ${message}\n`);
}

/** Ends the line of `progress`. */
export function progressDone({ stderr }: CommandIo): void {
  if (stderr.isTTY === true) stderr.write('\r\u001B[K');
}
