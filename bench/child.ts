import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodeFlags } from './node-flags.ts';

/** Longer than a stopping worker takes to end by itself. */
const patienceMs = 25_000;

/** Ends a child: politely, then for good. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
}

/** Starts a program below this folder that talks over IPC; it ends with `stack`, or when this process is gone. */
export function startProgram(stack: AsyncDisposableStack, file: string, input: object): ChildProcess {
  // Once everything is being undone, nothing may be started any more.
  if (stack.disposed) throw new Error('the benchmark has ended');
  const child = spawn(
    process.execPath,
    [...nodeFlags, join(import.meta.dirname, file), JSON.stringify(input)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  stack.defer(() => endChild(child));
  return child;
}

/** The next message of a program. Rejects when it ends instead. */
export async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const name = child.spawnargs.find((word) => word.endsWith('.ts')) ?? 'a program';
  if (!child.connected) throw new Error(`${name} has ended`);
  return await new Promise<T>((resolve, reject) => {
    const onExit = (code: number | null) => {
      child.off('message', onMessage);
      reject(new Error(`${name} ended with ${code} before it was done`));
    };
    const onMessage = (message: unknown) => {
      child.off('exit', onExit);
      resolve(message as T);
    };
    child.once('exit', onExit);
    child.once('message', onMessage);
  });
}

/** In such a program: its input. It ends as soon as nobody listens to it any more. */
export function programInput<T>(): T {
  process.once('disconnect', () => process.exit(1));
  return JSON.parse(process.argv[2] ?? '{}') as T;
}

/** In such a program: a message to whoever started it. */
export async function tell(message: object): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    if (process.send === undefined) return reject(new Error('this program is started by a benchmark'));
    process.send(message, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}
