import type pg from 'pg';
import type { AttemptResult, DeliveryAttempts } from '../../../app/deliveries/attempt-stores.ts';
import type { BegunDelivery } from '../../../app/digests/delivery-store.ts';
import type { MessageIds } from '../../../app/message-ids.ts';
import { storedLanguage } from '../../../domain/languages/index.ts';
import type { DeliveryState } from '../../../domain/sending/delivery.ts';
import { inWords, type Outcome } from '../../../domain/sending/outcome.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import { suppressedSql } from '../suppressed-sql.ts';

type Row = {
  id: string;
  digest_id: number;
  subscriber_id: number;
  email: string;
  timezone: string;
  cadence: Cadence;
  language: string;
  attempt: number;
  waived: number;
  message_id: string;
  as_of: Date;
  introduced: boolean;
  paper_ids: number[];
  subject_ids: number[];
  followed: number[];
};

// Prepared statements of a pool of plain connections: these run for every message. Their plans are kept, and some are
// made while the table is nearly empty, when reading all of it looks as cheap as finding a few rows. So each names its
// rows by an array of ids, for which the primary key is always used, and by which no plan can read others.

/**
 * The step before the first byte: whoever may still be mailed becomes `sending` with attempt, Message-ID and lease;
 * whoever may not becomes `suppressed`. Rows that another worker holds are left to it.
 */
const beginSql = `
  WITH mine AS MATERIALIZED (
    SELECT d.id, d.digest_id, d.subscriber_id FROM delivery d
    WHERE d.id = ANY ($1::bigint[]) AND d.state = 'queued'
      AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= $2)
    FOR UPDATE SKIP LOCKED
  ), due AS MATERIALIZED (
    SELECT d.id, m.mac, g.as_of, coalesce(g.cadence, s.cadence) AS cadence, s.email::text, s.timezone, s.language,
      CASE WHEN s.id IS NULL THEN 'erased'
           WHEN s.status <> 'active' THEN s.status::text
           WHEN s.paused_until > $2 THEN 'paused'
           WHEN g.body IS NOT NULL AND s.announcements = 'off' THEN 'announcements off'
           WHEN ${suppressedSql} THEN 'address suppressed'
      END AS barred
    FROM mine d
    JOIN unnest($1::bigint[], $5::text[]) AS m(id, mac) ON m.id = d.id
    JOIN digest g ON g.id = d.digest_id AND g.status IN ('planning', 'sending')
    LEFT JOIN subscriber s ON s.id = d.subscriber_id
  ), begun AS (
    UPDATE delivery d SET
      state = (CASE WHEN due.barred IS NULL THEN 'sending' ELSE 'suppressed' END)::delivery_state,
      detail = due.barred,
      attempt = CASE WHEN due.barred IS NULL THEN d.attempt + 1 ELSE d.attempt END,
      message_id = coalesce(d.message_id,
        '<digest-' || d.digest_id || '.' || d.id || '.' || due.mac || '@' || $4::text || '>'),
      lease_until = CASE WHEN due.barred IS NULL THEN $3::timestamptz END,
      next_attempt_at = NULL
    FROM due WHERE d.id = ANY ($1::bigint[]) AND d.id = due.id
    RETURNING d.id, d.digest_id, d.subscriber_id, d.state, d.attempt, d.waived, d.message_id, d.introduced, d.paper_ids, d.subject_ids,
      due.email, due.timezone, due.language, due.cadence, due.as_of
  )
  SELECT b.*, ARRAY(SELECT i.subject_id FROM interest i WHERE i.subscriber_id = b.subscriber_id) AS followed
  FROM begun b WHERE b.state = 'sending'`;

/** Only the attempt that is still the last one may say what came of it: a lease that ended has made it `unknown`. */
const finishSql = `
  UPDATE delivery d SET
    state = (CASE WHEN t.state = 'queued' AND (SELECT g.status FROM digest g WHERE g.id = d.digest_id) = 'cancelled'
             THEN 'cancelled' ELSE t.state END)::delivery_state,
    waived = d.waived + t.waived, detail = t.detail, sent_at = t.sent_at, next_attempt_at = t.next_attempt_at, lease_until = NULL
  FROM unnest($1::bigint[], $2::int[], $3::int[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[])
    AS t(id, attempt, waived, state, detail, next_attempt_at, sent_at)
  WHERE d.id = ANY ($1::bigint[]) AND d.id = t.id AND d.state = 'sending' AND d.attempt = t.attempt`;

const renewSql = `
  UPDATE delivery d SET lease_until = $3
  FROM unnest($1::bigint[], $2::int[]) AS t(id, attempt)
  WHERE d.id = ANY ($1::bigint[]) AND d.id = t.id AND d.state = 'sending' AND d.attempt = t.attempt`;

const postponeSql = `
  UPDATE delivery SET next_attempt_at = greatest(next_attempt_at, $2), detail = 'waiting: the mail domain puts messages off'
  WHERE id = ANY ($1::bigint[]) AND state = 'queued'`;

const domainsSql = `
  SELECT d.id, split_part(s.email::text, '@', -1) AS domain
  FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id
  WHERE d.id = ANY ($1::bigint[]) AND d.state = 'queued'`;

/** How Message-IDs are made: what stands after the `@`, and what signs them. */
export type MessageIdMaker = { domain: string; signer: () => Promise<Pick<MessageIds, 'digestMac'>> };

/** The ledger of attempts. */
export function deliveryAttempts(pool: pg.Pool, messageIds: MessageIdMaker): DeliveryAttempts {
  return {
    async domainsOf(ids) {
      const { rows } = await pool.query<{ id: string; domain: string }>({
        name: 'delivery-domains',
        text: domainsSql,
        values: [ids],
      });
      return new Map(rows.map(({ id, domain }) => [id, domain]));
    },
    async begin(ids, now, leaseUntil) {
      const signer = await messageIds.signer();
      const macs = ids.map((id) => signer.digestMac(id));
      const { rows } = await pool.query<Row>({
        name: 'delivery-begin',
        text: beginSql,
        values: [ids, now, leaseUntil, messageIds.domain, macs],
      });
      return rows.map(toBegun);
    },
    async finish(results) {
      await pool.query({ name: 'delivery-finish', text: finishSql, values: toColumns(results) });
    },
    async renew(attempts, leaseUntil) {
      const values = [attempts.map(({ id }) => id), attempts.map(({ attempt }) => attempt), leaseUntil];
      await pool.query({ name: 'delivery-renew', text: renewSql, values });
    },
    async postpone(ids, until) {
      await pool.query({ name: 'delivery-postpone', text: postponeSql, values: [ids, until] });
    },
  };
}

function toBegun(row: Row): BegunDelivery {
  return {
    id: row.id,
    digestId: row.digest_id,
    subscriberId: row.subscriber_id,
    email: row.email,
    timezone: row.timezone,
    cadence: row.cadence,
    language: storedLanguage(row.language),
    attempt: row.attempt,
    waived: row.waived,
    messageId: row.message_id,
    asOf: row.as_of,
    introduced: row.introduced,
    paperIds: row.paper_ids,
    subjectIds: row.subject_ids,
    followed: row.followed,
  };
}

/** An array for each column, in the order of the statement's parameters. */
function toColumns(results: readonly AttemptResult[]): unknown[][] {
  return [
    results.map(({ delivery }) => delivery.id),
    results.map(({ delivery }) => delivery.attempt),
    results.map(({ outcome }) => (outcome.kind === 'about-us' ? 1 : 0)),
    results.map(({ outcome, retryAt }) => stateAfter(outcome, retryAt)),
    results.map(({ outcome }) => inWords(outcome).slice(0, 500)),
    results.map(({ retryAt }) => retryAt),
    results.map(({ outcome, at }) => (outcome.kind === 'sent' ? at : null)),
  ];
}

function stateAfter({ kind }: Outcome, retryAt: Date | null): DeliveryState {
  switch (kind) {
    case 'retry':
      return retryAt === null ? 'failed' : 'queued';
    case 'about-us':
      return 'queued';
    case 'sent':
    case 'failed':
    case 'unknown':
      return kind;
  }
}
