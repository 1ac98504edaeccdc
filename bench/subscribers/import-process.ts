import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCommandLine } from '../../src/commands/command-line.ts';
import { programInput, tell } from '../child.ts';
import { peakMemoryMb } from '../processor-time.ts';

// An import in a process of its own, as it is started from a shell, with what it used.

export type ImportInput = {
  command: 'import-subscribers' | 'import-papers';
  file: string;
  env: Record<string, string>;
};
export type ImportReport = {
  code: number;
  result: { added: number };
  /** From the start of the process. */
  ms: number;
  processorMs: number;
  peakMb: number;
  /** Milliseconds from the start to each note of how many rows were read. */
  progress: { rows: number; ms: number }[];
};

const { command, file, env } = programInput<ImportInput>();
const progress: ImportReport['progress'] = [];
const stderr = new Writable({
  write(words, _encoding, done) {
    const rows = /(\d+) (?:rows|lines) read/.exec(String(words))?.[1];
    if (rows !== undefined) progress.push({ rows: Number(rows), ms: performance.now() });
    done();
  },
});
const stdout = new PassThrough();
const printed = text(stdout);
const code = await runCommandLine(['node', 'offprint', command, file, '--json'], {
  env,
  stdin: new PassThrough(),
  stdout,
  stderr: Object.assign(stderr, { isTTY: true }),
});
const ms = performance.now();
stdout.end();
const { user, system } = process.cpuUsage();
await tell({
  code,
  result: JSON.parse(await printed) as ImportReport['result'],
  ms,
  processorMs: (user + system) / 1000,
  peakMb: peakMemoryMb(),
  progress,
} satisfies ImportReport);
process.exit();
