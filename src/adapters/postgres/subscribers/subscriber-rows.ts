import type { NewSubscriber, SubscriberRows } from '../../../app/subscribers/import-stores.ts';
import { comparable, domainOf } from '../../../domain/subscribers/address.ts';
import { consentTextVersion } from '../../../domain/subscribers/consent.ts';
import { isEnded, type SubscriberStatus } from '../../../domain/subscribers/subscriber.ts';
import { addressHash } from '../address-hash.ts';
import type { Db } from '../client.ts';
import { refusingValues } from '../refused-value.ts';
import { addInterests, ensureTopics } from './interests.ts';
import { asColumns, preferenceColumns } from './preference-columns.ts';
import { requestIdAt } from './request-id.ts';

export function subscriberRows(db: Db, salt: Uint8Array): SubscriberRows {
  const hexHash = (email: string) => Buffer.from(addressHash(salt, email)).toString('hex');
  return {
    async standings(rows) {
      const ending = rows
        .filter(({ status }) => isEnded(status))
        .map(({ email }) => addressHash(salt, email));
      if (ending.length > 0)
        await db.$queryRaw`
          SELECT FROM subscriber WHERE address_hash = ANY (${ending}) ORDER BY id FOR NO KEY UPDATE`;
      // Of several rows with one address: whether all of them end it.
      const ends = new Map<string, boolean>();
      for (const { email, status } of rows)
        ends.set(comparable(email), isEnded(status) && ends.get(comparable(email)) !== false);
      const asked = [...new Map(rows.map(({ email }) => [comparable(email), email])).values()];
      const values = asked.map((email, place) => ({
        place,
        hash: hexHash(email),
        domain: domainOf(email),
        ended: ends.get(comparable(email)) === true,
      }));
      const found = await db.$queryRaw<
        { place: number; id: number | null; status: SubscriberStatus | null; suppressed: boolean }[]
      >`
        SELECT place, s.id, CASE WHEN s.id IS NULL AND u.day IS NOT NULL AND NOT a.ended THEN 'unsubscribed' ELSE s.status END AS status,
          x.id IS NOT NULL OR d.id IS NOT NULL AS suppressed
        FROM json_to_recordset(${JSON.stringify(values)}::json) AS a(place int, hash text, domain text, ended boolean)
          LEFT JOIN subscriber s ON s.address_hash = decode(a.hash, 'hex')
          LEFT JOIN past_unsubscribe u ON u.address_hash = decode(a.hash, 'hex')
          LEFT JOIN suppression x ON x.address_hash = decode(a.hash, 'hex')
          LEFT JOIN suppression d ON d.domain = a.domain
        WHERE s.id IS NOT NULL OR u.day IS NOT NULL OR x.id IS NOT NULL OR d.id IS NOT NULL`;
      return new Map(found.map(({ place, ...standing }) => [comparable(asked[place] ?? ''), standing]));
    },
    async add(rows, now) {
      const requests = rows.map(() => requestIdAt(now));
      const added = await refusingValues(async () => {
        await ensureTopics(
          db,
          rows.flatMap(({ choices }) => choices.interests),
        );
        const written = await write(db, rows, requests, hexHash, now);
        const followers = written.flatMap(({ place, id }) => {
          const interests = rows[place - 1]?.choices.interests ?? [];
          return interests.every(({ kind }) => kind === 'topic') ? [] : [{ subscriberId: id, interests }];
        });
        await addInterests(db, followers);
        return written;
      });
      return new Map(
        added.map(({ place, id }) => [
          comparable(rows[place - 1]?.email ?? ''),
          { id, requestId: requests[place - 1] ?? '' },
        ]),
      );
    },
    async end(ended, at) {
      const values = ended.map(({ id, status, actor, source }) => ({
        id,
        status,
        actor,
        detail: { means: actor, source },
      }));
      await db.$executeRaw`
        WITH told AS MATERIALIZED (
          SELECT * FROM json_to_recordset(${JSON.stringify(values)}::json)
            AS t(id int, status subscriber_status, actor text, detail jsonb)
        ), ended AS (
          UPDATE subscriber s SET status = t.status, next_due_at = NULL, updated_at = now(),
            unsubscribed_at = CASE t.status WHEN 'unsubscribed' THEN ${at} ELSE s.unsubscribed_at END
          FROM told t WHERE s.id = t.id
          RETURNING s.email, s.address_hash, s.status
        ), events AS (
          INSERT INTO subscriber_event (subscriber_id, kind, actor, detail, at)
          SELECT id, status::text, actor, detail, ${at} FROM told
        )
        INSERT INTO suppression (address_hash, email, reason, note)
        SELECT address_hash, email, (CASE status WHEN 'bounced' THEN 'bounce' ELSE 'complaint' END)::suppression_reason,
          'imported as ' || status
        FROM ended WHERE status <> 'unsubscribed' ORDER BY address_hash
        ON CONFLICT (address_hash) DO NOTHING`;
    },
  };
}

/**
 * Subscribers, their requests, what happened, the topics that they follow and suppressions, in one statement. They are
 * numbered in the order of the rows, and written in the order of their hashes, as others write them, so that two
 * processes never wait for each other.
 */
async function write(
  db: Db,
  rows: readonly (NewSubscriber & { nextDueAt: Date | null })[],
  requests: readonly string[],
  hexHash: (email: string) => string,
  now: Date,
): Promise<{ place: number; id: number }[]> {
  // By the names of their columns.
  const subscribers = rows.map(({ email, name, status, choices, consentAt, nextDueAt }) => ({
    email,
    address_hash: `\\x${hexHash(email)}`,
    name,
    status,
    ...asColumns(choices),
    next_due_at: nextDueAt,
    confirmed_at: status === 'active' ? consentAt : null,
    unsubscribed_at: status === 'unsubscribed' ? now : null,
  }));
  const others = rows.map(({ mailDomain, status, choices, consentSource, consentAt, actor }, at) => ({
    request: requests[at],
    form: `${actor}:${consentSource}`,
    mailDomain,
    choices,
    actor,
    detail: { status, consentSource, consentAt },
    topics: choices.interests.every(({ kind }) => kind === 'topic') ? choices.interests : [],
  }));
  return await db.$queryRaw<{ place: number; id: number }[]>`
    WITH told AS MATERIALIZED (
      SELECT nextval(pg_get_serial_sequence('subscriber', 'id'))::int AS new_id, t.*
      FROM ROWS FROM (
        json_populate_recordset(NULL::subscriber, ${JSON.stringify(subscribers)}::json),
        json_to_recordset(${JSON.stringify(others)}::json) AS (request uuid, form text, "mailDomain" text,
          choices jsonb, actor text, detail jsonb, topics json)
      ) WITH ORDINALITY AS t
    ), added AS (
      INSERT INTO subscriber (id, email, address_hash, name, status, next_due_at, confirmed_at, unsubscribed_at,
        updated_at, ${preferenceColumns})
      SELECT new_id, email, address_hash, name, status, next_due_at, confirmed_at, unsubscribed_at, now(),
        ${preferenceColumns}
      FROM told ORDER BY address_hash
      ON CONFLICT DO NOTHING RETURNING id
    ), made AS MATERIALIZED (
      SELECT t.* FROM told t JOIN added a ON a.id = t.new_id
    ), requests AS (
      INSERT INTO subscription_request (id, subscriber_id, form, text_version, mail_domain, choices, created_at, confirmed_at)
      SELECT request, new_id, form, ${consentTextVersion}, "mailDomain", choices, ${now}, confirmed_at
      FROM made ORDER BY ordinality
    ), events AS (
      INSERT INTO subscriber_event (subscriber_id, kind, actor, detail, at)
      SELECT new_id, 'imported', actor, detail, ${now} FROM made ORDER BY ordinality
    ), followed AS (
      INSERT INTO interest (subscriber_id, subject_id, weight)
      SELECT m.new_id, s.id, i.weight FROM made m
        CROSS JOIN LATERAL json_to_recordset(m.topics) AS i("topicId" int, weight interest_weight)
        JOIN subject s ON s.topic_id = i."topicId"
    ), barred AS (
      INSERT INTO suppression (address_hash, email, reason, note)
      SELECT address_hash, email, (CASE status WHEN 'bounced' THEN 'bounce' ELSE 'complaint' END)::suppression_reason,
        'imported as ' || status
      FROM made WHERE status IN ('bounced', 'complained') ORDER BY address_hash
      ON CONFLICT (address_hash) DO NOTHING
    )
    SELECT ordinality::int AS place, new_id AS id FROM made`;
}
