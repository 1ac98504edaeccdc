import { sendDeliveries } from '../../../src/app/deliveries/send-deliveries.ts';
import type { Deps } from '../../../src/app/deps.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { makeIncoming } from '../papers/incoming.ts';
import { emptyTables } from '../postgres/empty-tables.ts';
import { sql } from '../postgres/sql.ts';
import { addReader } from '../readers.ts';
import { testService } from '../test-service.ts';
import { startMailServer } from './mail-server.ts';

export type DeliveryAsStored = {
  state: string;
  attempt: number;
  detail: string | null;
  next: Date | null;
  messageId: string | null;
};

const now = new Date('2026-11-24T10:00:00Z');

/** A service and the mail server that it sends through, and `more`; no job runs unless a test runs it. */
export async function openSending(env: Record<string, string> = {}, more: readonly string[] = []) {
  const server = await startMailServer();
  const service = await testService({ env: { SMTP_URL: [server.url, ...more].join(' '), ...env } });
  const { deps } = service;
  const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);

  const sending = {
    service,
    deps,
    server,
    now,
    run,
    /** A clean slate with one paper, at `now`. */
    async reset(): Promise<void> {
      server.reset();
      service.clock.now = now;
      await emptyTables(service.databaseUrl, [
        'subscriber',
        'paper',
        'digest',
        'delivery',
        'suppression',
        'mail_server_hold',
      ]);
      await run('DELETE FROM pgboss.job');
      await deps.serverHolds.look();
      await storePaper(deps);
    },
    later(seconds: number): void {
      service.clock.now = new Date(now.getTime() + seconds * 1_000);
    },
    /** A planned digest for these readers, `NAME@example.org` each. */
    planFor: async (...names: string[]): Promise<number> =>
      await sending.planForAddresses(names.map((name) => `${name}@example.org`)),
    async planForAddresses(addresses: readonly string[]): Promise<number> {
      for (const address of addresses) await addReader(deps, address);
      const { id } = await triggerDigest(deps, { origin: 'api' });
      await planDigest(deps, id);
      return id;
    },
    queued: async (digestId: number) =>
      (await deps.stores.deliveries.queuedOfDigest(digestId)).map(({ id }) => id),
    /** What a worker does with one job: all that is queued, unless `ids` are given. */
    async send(digestId: number, options: { ids?: string[]; by?: Deps; signal?: AbortSignal } = {}) {
      const { ids, by = deps, signal = new AbortController().signal } = options;
      const deliveryIds = ids ?? (await sending.queued(digestId));
      await sendDeliveries(by, { digestId, deliveryIds }, signal);
    },
    async deliveries(digestId: number): Promise<Record<string, DeliveryAsStored>> {
      const rows = await run(
        `SELECT s.email, d.state, d.attempt, d.detail, d.next_attempt_at AS next, d.message_id AS "messageId"
         FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id WHERE d.digest_id = $1 ORDER BY s.email`,
        [digestId],
      );
      return Object.fromEntries(
        rows.map(({ email, ...row }) => [String(email).split('@')[0], row as DeliveryAsStored]),
      );
    },
    async states(digestId: number): Promise<Record<string, string>> {
      const all = Object.entries(await sending.deliveries(digestId));
      return Object.fromEntries(all.map(([name, { state }]) => [name, state]));
    },
    counts: (digestId: number) => deps.stores.digests.counts(digestId),
    status: async (digestId: number) => (await deps.stores.digests.byId(digestId))?.status,
    /** Payloads of the jobs of a kind that wait. */
    async jobs(name = 'send-deliveries'): Promise<{ data: { deliveryIds: string[] }; at: Date }[]> {
      const rows = await run(
        'SELECT data, start_after AS at FROM pgboss.job WHERE name = $1 ORDER BY created_on',
        [name],
      );
      return rows as { data: { deliveryIds: string[] }; at: Date }[];
    },
    async close(): Promise<void> {
      await service.close();
      await server.close();
    },
  };
  return sending;
}

export type Sending = Awaited<ReturnType<typeof openSending>>;

/** Something to send: a paper that is news at `now`. */
export async function storePaper(deps: Deps): Promise<void> {
  const paper = makeIncoming({ featuredAt: new Date(now.getTime() - 7_200_000) });
  await deps.stores.papers.store([paper], { source: 'hugging-face', now, sample: false });
}
