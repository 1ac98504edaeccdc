import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { announceUse, isInUse, withHomeLock } from '../../src/adapters/postgres/embedded/claims.ts';
import { destroyHome, makeHome } from '../support/postgres/embedded-home.ts';

const homes: string[] = [];
async function newHome(): Promise<string> {
  const home = await makeHome();
  homes.push(home);
  return home;
}
afterEach(async () => {
  for (const home of homes.splice(0)) await destroyHome(home);
});

describe('the lock of a home', () => {
  test('is held by one at a time', async () => {
    const home = await newHome();
    await mkdir(home);
    let inside = 0;
    const seen = await Promise.all(
      Array.from({ length: 12 }, () =>
        withHomeLock(home, async () => {
          inside++;
          const most = inside;
          await readdir(home);
          inside--;
          return most;
        }),
      ),
    );
    expect(seen).toEqual(Array(12).fill(1));
    expect(await readdir(home)).toEqual([]);
  });

  test('and a use count for nothing once their process is gone or its number belongs to another', async () => {
    const home = await newHome();
    const mark = await announceUse(await mkdir(home).then(() => home));
    expect(await isInUse(home)).toBe(true);
    const [pid, , random] = mark.split('.');
    const dead = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    await once(dead, 'exit');
    const stale = [
      `${dead.pid}.1.${random}`,
      ...(process.platform === 'win32' ? [] : [`${pid}.earlier.${random}`]),
    ];

    await rm(join(home, 'users', mark));
    for (const name of stale) {
      await writeFile(join(home, 'users', name), '');
      await mkdir(join(home, 'lock'), { recursive: true });
      await writeFile(join(home, 'lock', name), '');
      expect(await withHomeLock(home, async () => 'taken')).toBe('taken');
    }
    expect(await isInUse(home)).toBe(false);
    expect(await readdir(join(home, 'users'))).toEqual([]);
  });
});
