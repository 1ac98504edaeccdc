import type { Logger } from 'node-cron';
import type { Log } from '../app/log.ts';
import { messageOf } from '../domain/errors.ts';

/** What node-cron has to say, in this service's log: left to itself it writes coloured text among the lines of JSON. */
export function cronLog(log: Log): Logger {
  const words = (reason: string | Error, error?: Error) => ({
    reason: [reason, error].flatMap((part) => (part === undefined ? [] : messageOf(part))).join(': '),
  });
  return {
    info: (message) => log.info(words(message), 'the clock of scheduled tasks'),
    debug: () => undefined,
    warn: (message) => log.warn(words(message), 'the clock of scheduled tasks is late, or skips a run'),
    error: (message, error) => log.error(words(message, error), 'the clock of scheduled tasks failed'),
  };
}
