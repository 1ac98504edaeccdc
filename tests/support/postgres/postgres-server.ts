import { rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { acquireEmbedded } from '../../../src/adapters/postgres/embedded/embedded.ts';
import { destroyAbandonedHomes, destroyHome, makeHome, serverProcess } from './embedded-home.ts';

export type TestServer = { url: string; stop(): Promise<void> };

/** A port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/**
 * Starts one throw-away server for a whole test run, on a free port; fast, because nothing in it needs to survive a
 * power cut. `url` names an empty database and has the right to create others. It is stopped and deleted by `stop`,
 * at the latest when this process exits; one whose process was killed is cleared away by a later run.
 */
export async function startTestServer(): Promise<TestServer> {
  await destroyAbandonedHomes();
  const home = await makeHome();
  await mkdir(home);
  // A preference, not a demand: if another program takes the port first, the server finds itself another.
  await writeFile(join(home, 'postgres-port'), String(await freePort()));
  try {
    const { url } = await acquireEmbedded({
      home,
      settings: {
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
        max_connections: '200',
        shared_buffers: '128MB',
      },
    });
    const pid = await serverProcess(home);
    const endAtExit = () => {
      if (pid !== null) process.kill(pid, 'SIGQUIT');
      rmSync(dirname(home), { recursive: true, force: true, maxRetries: 5 });
    };
    process.once('exit', endAtExit);
    return {
      url,
      stop: async () => {
        process.removeListener('exit', endAtExit);
        await destroyHome(home);
      },
    };
  } catch (error) {
    await destroyHome(home);
    throw error;
  }
}
