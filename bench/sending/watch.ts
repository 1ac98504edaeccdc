import { setTimeout as wait } from 'node:timers/promises';
import { createToken } from '../../src/app/accounts/api-tokens.ts';
import type { DigestCounts } from '../../src/domain/sending/delivery.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { processorTime } from '../processor-time.ts';
import { type BenchResult, type BenchRun, beside } from '../result.ts';
import { openHere, startServing } from '../service.ts';
import { addReaders, makeCatalogue } from './made-readers.ts';
import { openWatchers, signIn } from './watchers.ts';

const database = 'watched';
const browsers = 5;
const measuredMs = 50_000;
/** Deliveries whose state changes in one statement, and how often a second: about what one worker sends. */
const batch = 40;
const batchesASecond = 20;

/**
 * What it costs to look on: a digest with many deliveries whose states change all the time, and a web process with five
 * browsers on its page. Baseline: the same process and the same changes, and nobody looking.
 */
export async function benchWatch({ size: deliveries = 100_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  say(`watch: a digest of ${deliveries} deliveries`);
  const digestId = await makeDigest(server, deliveries);
  const settings = {
    databaseUrl: server.urlOf(database),
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
  };
  const { child, url } = await startServing(stack, settings, 'web');
  const { deps } = await openHere(stack, settings);
  const cookie = await signIn(deps, url);
  const { token } = await createToken(deps, 'bench');
  const page = `${url}/admin/digests/${digestId}`;

  const measure = async (): Promise<{ webMs: number; databaseMs: number; wallMs: number }> => {
    const moving = new AbortController();
    const moved = keepMoving(settings.databaseUrl, digestId, moving.signal);
    await wait(2_000);
    const before = { web: processorTime(child.pid ?? 0), database: await server.usage() };
    const start = performance.now();
    await wait(measuredMs);
    const wallMs = performance.now() - start;
    const webMs = processorTime(child.pid ?? 0) - before.web;
    const databaseMs = (await server.usage()).processorMs - before.database.processorMs;
    moving.abort();
    await moved;
    return { webMs, databaseMs, wallMs };
  };

  // The first answers compile templates and open connections: not what is measured.
  await fetch(page, { headers: { cookie } }).then((answer) => answer.text());
  say('watch: nobody looks on');
  const alone = await measure();
  say(`watch: ${browsers} browsers look on`);
  const watchers = await openWatchers(stack, `${page}/events`, { browsers, cookie });
  const watched = await measure();
  const told = watchers.last();
  const truth = await fetch(`${url}/api/v1/admin/digests/${digestId}`, {
    headers: { authorization: `Bearer ${token}` },
  }).then((answer) => answer.json() as Promise<{ counts: DigestCounts }>);
  if (truth.counts.queued === 0)
    throw new Error('there were too few deliveries: all were sent before the end');
  // Nothing has moved since: what each was told last is what there is.
  await wait(3_000);
  for (const counts of watchers.last())
    if (JSON.stringify(counts) !== JSON.stringify(truth.counts))
      throw new Error(`a browser was told ${JSON.stringify(counts)} of ${JSON.stringify(truth.counts)}`);

  const share = (ms: number, { wallMs }: { wallMs: number }) => (ms / wallMs) * 100;
  return {
    bench: 'watch',
    about: `${deliveries} deliveries, about ${batch * batchesASecond} changes a second, ${browsers} browsers, ${measuredMs / 1000} s each`,
    measures: [
      beside(
        `CPU of the web process, ${browsers} looking on`,
        '% of a core',
        { ours: share(watched.webMs, watched), baseline: share(alone.webMs, alone) },
        { atMost: 5 },
      ),
      beside(`CPU of PostgreSQL, ${browsers} looking on`, '% of a core', {
        ours: share(watched.databaseMs, watched),
        baseline: share(alone.databaseMs, alone),
      }),
    ],
    facts: {
      'events that each browser got': watchers.events() / browsers,
      'browsers that were told something': told.length,
      ...server.facts,
    },
  };
}

/** A digest in the middle of being sent: every delivery queued, to readers at twenty domains. */
async function makeDigest(server: BenchServer, deliveries: number): Promise<number> {
  await makeCatalogue(server, database, 100);
  return await onDatabase(server.urlOf(database), async (client) => {
    await addReaders(client, { name: 'reader', count: deliveries });
    await client.query(
      `UPDATE subscriber SET email = replace(email::text, '@example.org', '@example' || id % 20 || '.org')`,
    );
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO digest (origin, status, as_of, planned_at) VALUES ('command', 'sending', now(), now()) RETURNING id`,
    );
    const id = rows[0]?.id ?? 0;
    await client.query(
      `INSERT INTO delivery (digest_id, subscriber_id, state, paper_ids)
       SELECT $1, id, 'queued', ARRAY[1, 2, 3, 4, 5, 6, 7, 8, 9, 10] FROM subscriber WHERE cadence = 'daily'`,
      [id],
    );
    await client.query('VACUUM ANALYZE');
    return id;
  });
}

/**
 * As workers do it: some become `sending` while those before become `sent`, or now and then `failed`, until `signal`.
 */
async function keepMoving(url: string, digestId: number, signal: AbortSignal): Promise<void> {
  await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ next: string | null }>(
      `SELECT min(id) AS next FROM delivery WHERE digest_id = $1 AND state = 'queued'`,
      [digestId],
    );
    // By ids, so that one turn costs as much as another.
    for (let next = Number(rows[0]?.next); !signal.aborted; next += batch) {
      const start = performance.now();
      await client.query(
        `UPDATE delivery SET state = 'sending', attempt = 1, message_id = '<' || id || '@bench>', lease_until = now() + interval '1 hour'
         WHERE id >= $1 AND id < $1 + $2`,
        [next, batch],
      );
      await client.query(
        `UPDATE delivery SET state = (CASE WHEN id % 100 = 0 THEN 'failed' ELSE 'sent' END)::delivery_state, lease_until = NULL,
           sent_at = CASE WHEN id % 100 <> 0 THEN now() END,
           detail = CASE WHEN id % 100 = 0 THEN '550 5.1.1 no such user here q' || id || 'abcdefg' ELSE '250 2.0.0 Ok' END
         WHERE id >= $1 AND id < $1 + $2 AND state = 'sending'`,
        [next - batch, batch],
      );
      const rest = 1_000 / batchesASecond - (performance.now() - start);
      if (rest > 0) await wait(rest, undefined, { signal }).catch(() => undefined);
    }
  });
}
