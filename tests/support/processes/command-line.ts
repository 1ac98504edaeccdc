import { spawn } from 'node:child_process';
import { processEnv, projectRoot } from './serve-process.ts';

export type CommandResult = { code: number | null; stdout: string; stderr: string };

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
