import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../app/log.ts';
import { type Config, environmentWith } from '../config/config.ts';
import { minuteMs } from '../domain/time/units.ts';

/** Before a worker process that ended by itself is started again: longer each time, up to a minute. */
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** After a process that ran for this long, counting starts again. */
const steadyMs = 5 * minuteMs;

/**
 * Keeps `count` further processes with the role `worker` going, so that all cores can send. Each serves its probes on
 * a free port of this machine. The returned function tells them to end and waits until they have.
 */
export function startWorkerProcesses(count: number, config: Config, log: Log): () => Promise<void> {
  const ending = new AbortController();
  const keepers = Array.from({ length: count }, () => keepOne(config, ending.signal, log));
  return async () => {
    ending.abort();
    await Promise.all(keepers);
  };
}

async function keepOne(config: Config, ending: AbortSignal, log: Log): Promise<void> {
  let pause = firstPauseMs;
  while (!ending.aborted) {
    const started = performance.now();
    const child = start(config);
    const stop = () => child.kill('SIGTERM');
    ending.addEventListener('abort', stop, { once: true });
    await once(child, 'exit');
    ending.removeEventListener('abort', stop);
    if (ending.aborted) return;
    if (performance.now() - started > steadyMs) pause = firstPauseMs;
    log.warn(
      { code: child.exitCode, signal: child.signalCode, againInSeconds: pause / 1000 },
      'a worker process ended; it is started again',
    );
    await wait(pause, undefined, { signal: ending }).catch(() => undefined);
    pause = Math.min(2 * pause, longestPauseMs);
  }
}

function start({ publicUrl }: Config): ChildProcess {
  return fork(process.argv[1] ?? '', ['serve', '--role', 'worker'], {
    // Links name the address of the first process, whatever port the probes of this one get.
    // Bounces are received by the first one.
    env: environmentWith({ PORT: '0', HOST: '127.0.0.1', PUBLIC_URL: publicUrl, BOUNCE_PORT: '' }),
    // Of its own, so that Ctrl-C in a terminal reaches only the first process, which passes it on.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}
