import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScheduleMark } from '../../app/digests/schedule-stores.ts';
import type { Log } from '../../app/log.ts';
import { messageOf } from '../../domain/errors.ts';
import type { Progress } from '../../domain/time/restore.ts';

function parse(text: string): Progress | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return null;
  const { installation, ticks, digestId } = value as Record<string, unknown>;
  if (typeof installation !== 'string' || typeof ticks !== 'number' || typeof digestId !== 'number')
    return null;
  return { installation, ticks, digestId };
}

/** The mark in `schedule-mark.json` of a home, and for as long as this process lives in its memory too. */
export function scheduleMark(home: string, log: Log): ScheduleMark {
  const path = join(home, 'schedule-mark.json');
  let seen: Progress | null = null;
  let warned = false;
  const warn = (what: string, error: unknown) => {
    const reason = messageOf(error);
    if (!warned) log.warn({ path, reason }, what);
    warned = true;
  };

  async function kept(): Promise<Progress | null> {
    try {
      return parse(await readFile(path, 'utf8'));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        warn('what was seen of the database before cannot be read', error);
      return null;
    }
  }

  return {
    async read() {
      const file = await kept();
      // Another process of this home may have come further.
      if (file === null || seen === null) return file ?? seen;
      return file.installation === seen.installation && file.ticks > seen.ticks ? file : seen;
    },
    async write(progress) {
      seen = progress;
      const draft = `${path}.${randomUUID()}`;
      try {
        await mkdir(home, { recursive: true });
        await writeFile(draft, `${JSON.stringify(progress)}\n`);
        await rename(draft, path);
      } catch (error) {
        warn('what was seen of the database cannot be kept: a restore of it may go unnoticed', error);
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },
  };
}
