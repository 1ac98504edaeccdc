import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scheduleMark } from '../../../../src/adapters/files/schedule-mark.ts';
import { quietLog } from '../../../support/quiet-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offprint-mark-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the mark', () => {
  const progress = { installation: 'this one', ticks: 7, digestId: 3 };

  test('is read by the next process, and by others of the same home', async () => {
    const home = join(folder, 'not', 'there', 'yet');
    const [first, second] = [scheduleMark(home, quietLog), scheduleMark(home, quietLog)];
    expect(await first.read()).toBeNull();
    await first.write(progress);
    await second.write({ ...progress, ticks: 8 });
    expect(await first.read()).toEqual({ ...progress, ticks: 8 });
    expect(await scheduleMark(home, quietLog).read()).toEqual({ ...progress, ticks: 8 });
  });

  test.each(['', 'null', '{"ticks": 7}', '{"installation":'])(
    'that holds %j instead counts as none, and is written anew',
    async (text) => {
      const home = join(folder, 'broken');
      await mkdir(home);
      const path = join(home, 'schedule-mark.json');
      await writeFile(path, text);
      const mark = scheduleMark(home, quietLog);
      expect(await mark.read()).toBeNull();
      await mark.write(progress);
      expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(progress);
    },
  );
});
