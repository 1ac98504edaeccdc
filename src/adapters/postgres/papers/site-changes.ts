import pg from 'pg';
import type { SiteChanges } from '../../../app/papers/paper-stores.ts';

/** Longer than a look takes on a busy server. A connection that answers later counts as lost. */
const patienceMs = 2_000;

/**
 * Counts what triggers tell of changes (NOTIFY, when their transaction commits). A look is a statement on the
 * connection that listens: PostgreSQL gives it all that was told before, and a connection that was lost unheard shows.
 * A look is used for `withinMs`. The connection is opened by the first look.
 */
export function openSiteChanges(
  url: string,
  options: { withinMs: number; onError?: (error: Error) => void },
): SiteChanges & { close(): Promise<void> } {
  let count = 0;
  let listening: Promise<pg.Client> | null = null;
  let last: { at: number; heard: Promise<boolean> } | null = null;

  /** Nobody hears of changes until there is another connection that listens, so the loss itself counts as a change. */
  function lose(lost: Promise<pg.Client>, client: pg.Client): void {
    if (listening === lost) listening = null;
    count++;
    client.end().catch(() => undefined);
  }

  function listen(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'offprint-site',
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
    });
    const opened = (async () => {
      await client.connect();
      await client.query('LISTEN offprint_site');
      return client;
    })();
    client.on('notification', () => void count++);
    client.on('error', (error) => {
      options.onError?.(error);
      lose(opened, client);
    });
    opened.catch(() => lose(opened, client));
    return opened;
  }

  /** One after the other: a connection does one thing at a time. */
  async function look(before: Promise<boolean> | undefined): Promise<boolean> {
    await before;
    listening ??= listen();
    const requested = listening;
    try {
      const client = await requested;
      await client.query('SELECT 1').catch((error: unknown) => {
        lose(requested, client);
        throw error;
      });
      return true;
    } catch (error) {
      if (error instanceof Error) options.onError?.(error);
      return false;
    }
  }

  return {
    async count() {
      const now = performance.now();
      if (last === null || now - last.at >= options.withinMs) last = { at: now, heard: look(last?.heard) };
      return (await last.heard) ? count : null;
    },
    async close() {
      await last?.heard;
      // One that could not be opened was ended when that failed.
      const client = await listening?.catch(() => null);
      await client?.end();
    },
  };
}
