import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startTestServer } from '../../support/postgres/postgres-server.ts';
import { sql } from '../../support/postgres/sql.ts';

describe('the server of a test run', () => {
  test('gives up durability for speed and leaves nothing behind', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.stop());
    const [settings] = await sql(
      server.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('full_page_writes') AS pages, current_setting('data_directory') AS data`,
    );
    expect(settings).toMatchObject({ fsync: 'off', commit: 'off', pages: 'off' });
    await server.stop();
    await expect(sql(server.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(stat(dirname(dirname(String(settings!['data']))))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
