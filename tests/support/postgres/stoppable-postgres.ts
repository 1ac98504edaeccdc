import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireEmbedded } from '../../../src/adapters/postgres/embedded/embedded.ts';
import { destroyHome, endProcess, makeHome, serverProcess } from './embedded-home.ts';
import { freePort } from './postgres-server.ts';

export type StoppablePostgres = {
  /** The same after every start. */
  url: string;
  /** As `pg_ctl stop -m immediate`: as if it had crashed. */
  crash(): Promise<void>;
  start(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A server of a test's own, with an empty database. What it has committed survives `crash`. */
export async function startStoppablePostgres(
  settings: Record<string, string> = {},
): Promise<StoppablePostgres> {
  const home = await makeHome();
  await mkdir(home);
  await writeFile(join(home, 'postgres-port'), String(await freePort()));
  // A crash of the server alone loses nothing that it has given to the kernel.
  const start = () =>
    acquireEmbedded({ home, settings: { fsync: 'off', full_page_writes: 'off', ...settings } });
  const { url } = await start();
  return {
    url,
    async crash() {
      const pid = await serverProcess(home);
      if (pid === null) throw new Error('the server does not run');
      await endProcess(pid, 'SIGQUIT');
    },
    async start() {
      const again = await start();
      if (again.url !== url) throw new Error('the server has moved to another port');
    },
    [Symbol.asyncDispose]: () => destroyHome(home),
  };
}
