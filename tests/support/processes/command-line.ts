import { spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { expect } from 'vitest';
import { runCommandLine } from '../../../src/commands/command-line.ts';
import { cheap } from '../tuning.ts';
import { processEnv, projectRoot } from './serve-process.ts';

export type CommandResult = { code: number | null; stdout: string; stderr: string };

/**
 * Runs `offprint …` in this process, with an environment and streams of its own. What is not seen so are a process's
 * own affairs: that it ends, with which code, and that its streams are connected.
 */
export async function command(
  args: readonly string[],
  env: Record<string, string>,
  input = '',
): Promise<CommandResult> {
  const stdout = collector();
  const stderr = collector();
  const io = {
    env: processEnv(env),
    stdin: Readable.from([Buffer.from(input)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    tuning: cheap,
  };
  const code = await runCommandLine(['node', 'offprint', ...args], io);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(): { stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

/** Runs `offprint …` as a process of its own, with nothing of the test's own environment. */
export async function offprint(
  args: readonly string[],
  env: Record<string, string>,
  input = '',
): Promise<CommandResult> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts', ...args], {
    cwd: projectRoot,
    env: processEnv(env),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // Help and wrong usage end without reading it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((ended) => child.once('close', ended));
  return { code, stdout, stderr };
}

/** Went well, with nothing on standard error. */
export function expectDone(result: CommandResult) {
  expect(result).toMatchObject({ code: 0, stderr: '' });
}

/** Failed, with words for a person on standard error and nothing on standard output. */
export function expectFailure(result: CommandResult, words: string | RegExp) {
  expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(words) });
  expect(result.stderr).not.toMatch(/^\s+at /m);
}

/** What `--json` had it write. */
export const json = ({ stdout }: CommandResult) => JSON.parse(stdout);
