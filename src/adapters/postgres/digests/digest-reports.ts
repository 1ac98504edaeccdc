import type {
  DigestReportStore,
  FailedDigest,
  ReplyGroup,
  Waiting,
} from '../../../app/digests/digest-report-store.ts';
import { countStates, type DeliveryState } from '../../../domain/sending/delivery.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { readDeliveryPage } from './delivery-pages.ts';

const domainOf = Prisma.sql`lower(split_part(s.email::text, '@', -1))`;

/** Words of eight characters or more with a digit in them: queue ids, addresses of servers, times. */
const passing = '\\m(?=[\\w.:-]*\\d)[\\w.:-]{8,}';

export function digestReportStore(db: Db): DigestReportStore {
  return {
    async domains(digestId, most) {
      const rows = await db.$queryRaw<{ domain: string | null; state: DeliveryState; count: number }[]>`
        WITH counted AS (
          SELECT ${domainOf} AS domain, d.state, count(*) AS n
          FROM delivery d LEFT JOIN subscriber s ON s.id = d.subscriber_id
          WHERE d.digest_id = ${digestId} GROUP BY 1, 2
        ), top AS (
          SELECT domain FROM counted WHERE domain IS NOT NULL GROUP BY domain ORDER BY sum(n) DESC, domain LIMIT ${most}
        )
        SELECT top.domain, c.state::text, sum(c.n)::int AS count
        FROM counted c LEFT JOIN top USING (domain) GROUP BY 1, 2`;
      const byDomain = Map.groupBy(rows, ({ domain }) => domain);
      return [...byDomain]
        .map(([domain, states]) => ({ domain, counts: countStates(states) }))
        .sort(
          (a, b) =>
            Number(a.domain === null) - Number(b.domain === null) ||
            b.counts.audience - a.counts.audience ||
            (a.domain ?? '').localeCompare(b.domain ?? ''),
        );
    },
    async replies(digestId, most) {
      return await db.$queryRaw<ReplyGroup[]>`
        SELECT d.state::text, regexp_replace(coalesce(d.detail, ''), ${passing}, '…', 'g') AS reply, count(*)::int AS count
        FROM delivery_by_state b JOIN delivery d ON d.id = b.delivery_id
        WHERE b.digest_id = ${digestId} AND b.state = ANY ('{failed,unknown,queued}'::delivery_state[])
          AND (b.state <> 'queued' OR d.detail IS NOT NULL)
        GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ${most}`;
    },
    async waitingOf(digestId) {
      const [row] = await db.$queryRaw<Waiting[]>`
        SELECT count(*)::int AS count, (count(*) FILTER (WHERE d.detail IS NULL))::int AS untried,
          min(b.at) AS first, max(b.at) AS last
        FROM delivery_by_state b JOIN delivery d ON d.id = b.delivery_id
        WHERE b.digest_id = ${digestId} AND b.state = 'queued'`;
      return row ?? { count: 0, untried: 0, first: null, last: null };
    },
    async failures(since, most) {
      return await db.$queryRaw<FailedDigest[]>`
        SELECT f.id AS "digestId", f.failed, r.reply FROM (
          SELECT g.id, sum(t.count)::int AS failed FROM digest g JOIN digest_tally t ON t.digest_id = g.id
          WHERE g.created_at >= ${since} AND t.state = 'failed'
          GROUP BY g.id HAVING sum(t.count) > 0 ORDER BY g.id DESC LIMIT ${most}) f
        CROSS JOIN LATERAL (
          SELECT regexp_replace(coalesce(d.detail, ''), ${passing}, '…', 'g') AS reply
          FROM delivery_by_state b JOIN delivery d ON d.id = b.delivery_id
          WHERE b.digest_id = f.id AND b.state = 'failed'
          GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1) r
        ORDER BY f.id DESC`;
    },
    deliveries: (query) => readDeliveryPage(db, query),
    async reputation(since) {
      const [row] = await db.$queryRaw<{ messages: number; hardBounces: number; complaints: number }[]>`
        SELECT
          (SELECT coalesce(sum(t.count), 0)::int FROM digest g JOIN digest_tally t ON t.digest_id = g.id
           WHERE g.created_at >= ${since} AND t.state = ANY ('{sent,failed,unknown}'::delivery_state[])) AS messages,
          -- What came back later, and what the server refused at once.
          (SELECT count(*)::int FROM bounce_event e WHERE e.at >= ${since} AND e.kind = 'hard')
            + (SELECT count(*)::int FROM subscriber_event e
               WHERE e.at >= ${since} AND e.kind = 'bounced' AND e.actor = 'mail server') AS "hardBounces",
          (SELECT count(*)::int FROM bounce_event e
           WHERE e.at >= ${since} AND e.kind = 'complaint' AND e.reason <> 'auth-failure') AS complaints`;
      if (row === undefined) throw new Error('SELECT without FROM returned nothing');
      return row;
    },
  };
}
