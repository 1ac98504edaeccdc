import pg from 'pg';
import type { DoctorPorts } from '../../../app/doctor/doctor-ports.ts';
import type { StoredEmbeddings } from '../../../domain/doctor/embeddings.ts';
import type { SeenDoubt } from '../../../domain/doctor/proxy.ts';
import type { ServerHold } from '../../../domain/sending/server-hold.ts';
import { appliedMigrations } from './migrate.ts';
import { migrationNames } from './migration-files.ts';
import { checkPooler, refuseLentSession } from './pooler.ts';
import { unreachable } from './unreachable.ts';

const connectMs = 10_000;
/** PostgreSQL's errcodes, class 42. */
const undefinedTable = '42P01';

/**
 * Looks at a database and changes nothing: its version, how its migrations stand, and its clock. `direct`: past the
 * pooler that `url` may lead to. Rejects with a DomainError `unavailable` when either cannot be reached, or is not what
 * it should be.
 */
export async function examineDatabase(url: string, direct = url): ReturnType<DoctorPorts['database']> {
  if (url !== direct) await checkPooler(url, direct);
  const client = new pg.Client({
    connectionString: direct,
    application_name: 'offprint-doctor',
    connectionTimeoutMillis: connectMs,
  });
  await client.connect().catch((cause: unknown) => {
    throw unreachable(cause);
  });
  try {
    await refuseLentSession(client, direct);
    const before = Date.now();
    const { rows } = await client.query<{ now: Date; version: number; own: boolean }>(
      `SELECT clock_timestamp() AS now, current_setting('server_version_num')::int AS version,
         inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1'
           OR inet_server_addr() = inet_client_addr() AS own`,
    );
    const after = Date.now();
    const [row] = rows;
    if (row === undefined) throw new Error('the database says nothing of itself');
    const held = await heldServers(client);
    const [names, applied] = await Promise.all([migrationNames(), appliedMigrations(client)]);
    return {
      state: {
        version: row.version,
        pending: names.filter((name) => !applied.includes(name)),
        unknown: applied.filter((name) => !names.includes(name)),
      },
      clock: {
        reference: 'PostgreSQL',
        aheadMs: row.now.getTime() - (before + after) / 2,
        uncertainMs: (after - before) / 2,
        own: row.own,
      },
      proxyDoubt: await proxyDoubt(client),
      held,
      embeddings: await embeddings(client),
    };
  } finally {
    await client.end();
  }
}

/** Read as JSON, since a database that waits for its migrations has neither these columns nor, if new, the table. */
async function proxyDoubt(client: pg.Client): Promise<SeenDoubt | null> {
  const { rows } = await client
    .query<{ kind: string | null; address: string | null; at: string | null }>(
      `SELECT row->>'proxy_doubt' AS kind, row->>'proxy_address' AS address, row->>'proxy_seen_at' AS at
       FROM (SELECT to_jsonb(i) - 'address_salt' AS row FROM installation i WHERE id = 1) AS found`,
    )
    .catch((error: unknown) => {
      if ((error as { code?: string }).code === undefinedTable) return { rows: [] };
      throw error;
    });
  const { kind = null, address = null, at = null } = rows[0] ?? {};
  if (kind === null || address === null || at === null) return null;
  return { kind: kind === 'silent' ? 'silent' : 'untrusted', address, at: new Date(at) };
}

async function heldServers(client: pg.Client): Promise<ServerHold[]> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('mail_server_hold') IS NOT NULL AS there",
  );
  if (rows[0]?.there !== true) return [];
  const found = await client.query<ServerHold>(
    `SELECT server, cause, reply, since, next_probe_at AS "nextProbeAt", pause_ms AS "pauseMs",
       probes_until AS "probesUntil" FROM mail_server_hold`,
  );
  return found.rows;
}

async function embeddings(client: pg.Client): Promise<StoredEmbeddings | null> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('paper_embedding') IS NOT NULL AS there",
  );
  if (rows[0]?.there !== true) return null;
  const found = await client.query<
    Omit<StoredEmbeddings, 'model'> & { name: string; dimensions: number; number: number }
  >(
    `SELECT m.number, m.name, m.dimensions, m.last_error AS "lastError",
       (SELECT count(*) FROM paper)::int AS papers,
       (SELECT count(*) FROM paper_embedding e WHERE e.model = m.number AND e.scale > 0)::int AS embedded,
       (SELECT count(*) FROM paper_embedding e WHERE e.model = m.number AND e.scale = 0)::int AS refused
     FROM embedding_model m`,
  );
  const [row] = found.rows;
  if (row === undefined) return null;
  const { number, name, dimensions, ...stored } = row;
  return { ...stored, model: number === 0 ? null : { name, dimensions } };
}
