import type { TidyAsk, TidyStep, TidyStore } from '../../../app/retention/retention-store.ts';
import type { RetentionName } from '../../../domain/retention/retention.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { countDeliveries, tidyDeliveries } from './tidy-deliveries.ts';
import { countSignals, nextThinSpan, removeSignals } from './tidy-signals.ts';

/** Rows `t` of a table that go: in the order in which they were written, or by a condition that an index answers. */
type Rule = {
  table: string;
  /** When a row counts from. */
  at: Prisma.Sql;
  /** Which of those that are old enough go. */
  also: Prisma.Sql;
  /** The type of an id that grows with time; null: there is none. */
  ordered: 'int' | 'bigint' | 'uuid' | null;
};

const all = Prisma.sql`true`;
const at = Prisma.sql`t.at`;

/** Wherever an editor can have put a picture. */
const shown = Prisma.sql`(
  SELECT coalesce(body, '') || coalesce(words::text, '') FROM digest WHERE body IS NOT NULL OR words IS NOT NULL
  UNION ALL SELECT words::text FROM next_words UNION ALL SELECT body FROM letter_draft
  UNION ALL SELECT words::text FROM words_draft
  UNION ALL SELECT concat(about, privacy, ranking) FROM brand
  UNION ALL SELECT description FROM collection UNION ALL SELECT description FROM topic
  UNION ALL SELECT note FROM collection_paper WHERE note IS NOT NULL UNION ALL SELECT note FROM paper WHERE note IS NOT NULL)`;

const rules: Record<
  Exclude<RetentionName, 'deliveries' | 'signalsByDay' | 'signalsByWeek' | 'unsubscribed'>,
  Rule
> = {
  unconfirmed: {
    table: 'subscriber',
    at: Prisma.sql`coalesce((SELECT max(r.created_at) FROM subscription_request r WHERE r.subscriber_id = t.id), t.created_at)`,
    also: Prisma.sql`t.status = 'pending'`,
    ordered: null,
  },
  requests: {
    table: 'subscription_request',
    at: Prisma.sql`t.created_at`,
    also: Prisma.sql`t.confirmed_at IS NULL AND EXISTS (SELECT FROM subscription_request o
      WHERE o.subscriber_id = t.subscriber_id AND o.id <> t.id AND (o.confirmed_at IS NOT NULL OR o.created_at > t.created_at))`,
    ordered: 'uuid',
  },
  events: {
    table: 'subscriber_event',
    at,
    also: Prisma.sql`NOT (t.kind IN ('bounced', 'complained')
      AND EXISTS (SELECT FROM subscriber s WHERE s.id = t.subscriber_id AND s.status::text = t.kind))`,
    ordered: 'int',
  },
  bounces: { table: 'bounce_event', at, also: all, ordered: 'bigint' },
  log: { table: 'audit_event', at, also: all, ordered: 'bigint' },
  caughtMail: { table: 'caught_mail', at, also: all, ordered: 'int' },
  webhookPosts: { table: 'webhook_post', at: Prisma.sql`t.minute`, also: all, ordered: null },
  integrationMessages: {
    table: 'integration_message',
    at,
    also: Prisma.sql`t.state NOT IN ('waiting', 'sending')`,
    ordered: null,
  },
  imports: { table: 'subscriber_import', at: Prisma.sql`t.updated_at`, also: all, ordered: null },
  bulkChanges: {
    table: 'bulk_change',
    at: Prisma.sql`t.ended_at`,
    also: Prisma.sql`t.state <> 'running'`,
    ordered: null,
  },
  pictures: {
    table: 'picture',
    at: Prisma.sql`t.added_at`,
    also: Prisma.sql`NOT EXISTS (SELECT FROM ${shown} AS s(words) WHERE strpos(s.words, t.hash) > 0)`,
    ordered: null,
  },
};

/** Readers who unsubscribed before then, and have not asked to come back since. */
function longGone(before: Date): Prisma.Sql {
  return Prisma.sql`t.status = 'unsubscribed' AND coalesce(t.unsubscribed_at, t.created_at) < ${before}
    AND NOT EXISTS (SELECT FROM subscription_request r WHERE r.subscriber_id = t.id AND r.created_at >= ${before})`;
}

export function tidyStore(db: Db): TidyStore {
  return {
    async waitForNoDisk() {
      await db.$executeRaw`SET LOCAL synchronous_commit = off`;
    },
    async tidySome(name, ask) {
      if (name === 'deliveries') return await tidyDeliveries(db, ask);
      const rule = rules[name];
      return rule.ordered === null ? await some(db, rule, ask) : await walked(db, rule, rule.ordered, ask);
    },
    nextThinSpan: (by, ask) => nextThinSpan(db, by, ask),
    removeSignals: (ids) => removeSignals(db, ids),
    async longUnsubscribed(before, after, most) {
      const rows = await db.$queryRaw<{ id: number }[]>`
        SELECT t.id FROM subscriber t WHERE t.id > ${after} AND ${longGone(before)} ORDER BY t.id LIMIT ${most}
        FOR UPDATE OF t SKIP LOCKED`;
      return rows.map(({ id }) => id);
    },
    async countTidyable(name, before, place) {
      if (name === 'deliveries') return await countDeliveries(db, before);
      if (name === 'signalsByDay' || name === 'signalsByWeek')
        return await countSignals(db, name, before, place);
      const where =
        name === 'unsubscribed'
          ? longGone(before)
          : Prisma.sql`${rules[name].at} < ${before} AND ${rules[name].also}`;
      const table = Prisma.raw(name === 'unsubscribed' ? 'subscriber' : rules[name].table);
      const [row] = await db.$queryRaw<
        { n: number }[]
      >`SELECT count(*)::int AS n FROM ${table} t WHERE ${where}`;
      return row?.n ?? 0;
    },
  };
}

/**
 * The next rows in the order of their ids, of which those go that are old enough. So no row that stays is looked at
 * twice in a night, and no index by time is needed.
 */
async function walked(
  db: Db,
  { table, at: since, also }: Rule,
  ordered: NonNullable<Rule['ordered']>,
  { before, place, most }: TidyAsk,
): Promise<TidyStep> {
  const [name, type] = [Prisma.raw(table), Prisma.raw(ordered)];
  const from = place === null ? all : Prisma.sql`t.id > ${place}::${type}`;
  const [found] = await db.$queryRaw<{ last: string | null; seen: number; old: number; rows: number }[]>`
    WITH page AS MATERIALIZED (
      SELECT t.id, ${since} < ${before} AS old FROM ${name} t WHERE ${from} ORDER BY t.id LIMIT ${most}
    ), gone AS (
      -- By an array: joined, a middling table would be read whole for each step.
      DELETE FROM ${name} t WHERE t.id = ANY (ARRAY(SELECT id FROM page WHERE old)) AND ${also} RETURNING t.id
    )
    SELECT (SELECT id::text FROM page ORDER BY id DESC LIMIT 1) AS last, (SELECT count(*)::int FROM page) AS seen,
      (SELECT count(*)::int FROM page WHERE old) AS old, (SELECT count(*)::int FROM gone) AS rows`;
  const { last = null, seen = 0, old = 0, rows = 0 } = found ?? {};
  return { rows, next: seen < most || old === 0 ? null : last, keep: null };
}

/** Some that go, whichever. */
async function some(db: Db, { table, at: since, also }: Rule, { before, most }: TidyAsk): Promise<TidyStep> {
  const name = Prisma.raw(table);
  const rows = await db.$executeRaw`
    DELETE FROM ${name} WHERE ctid = ANY (ARRAY(
      SELECT t.ctid FROM ${name} t WHERE ${also} AND ${since} < ${before} LIMIT ${most}))`;
  return { rows, next: rows < most ? null : 'more', keep: null };
}
