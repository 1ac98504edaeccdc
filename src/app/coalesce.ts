/**
 * Joins calls: those made while `run` is at work go together in its next call, up to `most` of them. So one statement
 * does for many what each would otherwise do alone, and nobody waits for others to come. `run` answers each input, in
 * order; when it rejects, all calls that went with it reject.
 */
export function coalesce<I, O>(
  limit: number,
  run: (inputs: readonly I[]) => Promise<readonly O[]>,
): (input: I) => Promise<O> {
  type Waiting = { input: I; resolve: (output: O) => void; reject: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let running = false;

  async function drain(): Promise<void> {
    running = true;
    // Calls made in this same turn of the event loop go along with the first.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, limit);
      try {
        const outputs = await run(batch.map(({ input }) => input));
        if (outputs.length !== batch.length) throw new RangeError('not every call was answered');
        for (const [index, output] of outputs.entries()) batch[index]?.resolve(output);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (!running) void drain();
    });
}
