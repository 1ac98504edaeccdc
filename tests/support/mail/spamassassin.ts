import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireTool } from './mail-tools.ts';

/** The machine's SpamAssassin, or null. */
export const spamassassinPath = requireTool('spamassassin');

/** What SpamAssassin makes of a message: points, and the table of rules that hit. */
export type SpamVerdict = { score: number; report: string };

/**
 * Judges messages by SpamAssassin's local tests alone, each by itself: no network, nothing that was learned from other
 * mail, no settings of whoever runs this.
 */
export async function spamVerdicts(messages: readonly Uint8Array[]): Promise<SpamVerdict[]> {
  if (spamassassinPath === null) throw new Error('there is no SpamAssassin');
  const home = await mkdtemp(join(tmpdir(), 'offprint-spamassassin-'));
  try {
    const preferences = join(home, 'preferences');
    await writeFile(preferences, 'use_bayes 0\nreport_safe 0\n');
    const files = await Promise.all(
      messages.map(async (message, index) => {
        const file = join(home, `${index}.eml`);
        await writeFile(file, message);
        return file;
      }),
    );
    const args = ['--local', '--test-mode', '--prefspath', preferences, ...files];
    const { stdout } = await promisify(execFile)(spamassassinPath, args, {
      env: { PATH: process.env['PATH'] ?? '', HOME: home, LC_ALL: 'C.UTF-8' },
      maxBuffer: 64 * 1024 * 1024,
    });
    const verdicts = stdout.split(/^(?=X-Spam-Checker-Version: )/m).flatMap(verdictIn);
    if (verdicts.length !== messages.length)
      throw new Error(`SpamAssassin judged ${verdicts.length} of ${messages.length} messages`);
    return verdicts;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The verdict on the message that begins `output`, if it is one. */
function verdictIn(output: string): SpamVerdict[] {
  const score = /^X-Spam-Status: (?:Yes|No),\s+score=(-?\d+(?:\.\d+)?)/m.exec(output)?.[1];
  if (score === undefined) return [];
  // Test mode adds the table behind the message.
  const [report = ''] = /^Content analysis details:.*\n\n(?:.+\n)+/m.exec(output) ?? [];
  return [{ score: Number(score), report }];
}
