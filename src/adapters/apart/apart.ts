import { Worker } from 'node:worker_threads';
import { messageOf } from '../../domain/errors.ts';

/**
 * Work on texts of strangers, in a thread of its own: whatever it does to that one, this one goes on. One piece of work
 * at a time; the thread is started with the first one and kept.
 */
export type Apart<Input, Output> = {
  /** Starts the thread, so that the first piece of work need not wait for it. */
  start(): void;
  /** Null when the work was given up: it took too long or too much memory, or failed. Never rejects. */
  run(input: Input): Promise<Output | null>;
  close(): Promise<void>;
};

export type ApartOptions = {
  /** Of processor time, for one piece of work: what a busy machine takes besides is not the text's doing. */
  timeoutMs: number;
  /** Of the thread's heap, in megabytes. */
  memoryMb: number;
  /** What was given up, in words. */
  onGivenUp(reason: string): void;
};

/** Whatever the machine is at: after so many times its processor time a piece of work is given up. */
const longestWait = 15;

/**
 * `script` is a module that answers each message on its `parentPort` with one. What goes in and out is copied by the
 * structured clone algorithm.
 */
export function openApart<Input, Output>(script: URL, options: ApartOptions): Apart<Input, Output> {
  let worker: Worker | null = null;
  let closed = false;
  /** Ends when everything that was asked for before has ended. */
  let turn: Promise<unknown> = Promise.resolve();

  const start = (): Worker => {
    if (worker !== null) return worker;
    // Not the arguments of this process: they are about its own start.
    const fresh = new Worker(script, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
    });
    // It must not keep a process that has nothing else to do.
    fresh.unref();
    fresh.on('error', () => undefined);
    fresh.once('exit', () => {
      if (worker === fresh) worker = null;
    });
    worker = fresh;
    return fresh;
  };

  const work = async (input: Input): Promise<Output | null> => {
    if (closed) return null;
    const thread = start();
    thread.ref();
    const { promise, resolve, reject } = Promise.withResolvers<Output>();
    const ended = () => reject(new Error('its thread ended'));
    thread.once('message', resolve).once('error', reject).once('exit', ended);
    const tooLong = () => reject(new Error('it took too long'));
    const timer = setTimeout(tooLong, options.timeoutMs * longestWait);
    const before = await processorMs(thread);
    const look = async () => {
      if ((await processorMs(thread)) - before >= options.timeoutMs) tooLong();
    };
    const watch = setInterval(() => void look(), options.timeoutMs / 10);
    try {
      thread.postMessage(input);
      return await promise;
    } catch (error) {
      // Whatever it is still at: the next piece of work gets a thread of its own.
      if (worker === thread) worker = null;
      void thread.terminate();
      options.onGivenUp(messageOf(error));
      return null;
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      thread.off('message', resolve).off('error', reject).off('exit', ended);
      thread.unref();
    }
  };

  return {
    start: () => void start(),
    run(input) {
      const mine = turn.then(() => work(input));
      turn = mine;
      return mine;
    },
    async close() {
      closed = true;
      await turn;
      await worker?.terminate();
    },
  };
}

/** What a thread has used so far; one that has not begun, or has ended: nothing. */
async function processorMs(thread: Worker): Promise<number> {
  const { user, system } = await thread.cpuUsage().catch(() => ({ user: 0, system: 0 }));
  return (user + system) / 1_000;
}
