import { nextMessage, startProgram } from '../child.ts';
import type { SinkInput, SinkReport } from './sink.ts';

export type Sink = {
  pid: number;
  port: number;
  report(): Promise<SinkReport>;
  /** Counts from nothing again. */
  reset(): Promise<void>;
};

/** Starts a mail server in a process of its own; it ends with `stack`. */
export async function startSink(stack: AsyncDisposableStack, input: SinkInput): Promise<Sink> {
  const child = startProgram(stack, 'sending/sink.ts', input);
  const { port } = await nextMessage<{ port: number }>(child);
  const ask = async (what: 'report' | 'reset') => {
    const answer = nextMessage<SinkReport>(child);
    child.send(what);
    return await answer;
  };
  return {
    pid: child.pid ?? 0,
    port,
    report: () => ask('report'),
    reset: async () => {
      await ask('reset');
    },
  };
}
