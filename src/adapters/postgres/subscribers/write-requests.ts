import type { AskedSubscription } from '../../../app/subscribers/subscriber-stores.ts';
import type { Interest } from '../../../domain/papers/subject.ts';
import { addressHash } from '../address-hash.ts';
import type { Db } from '../client.ts';
import { setInterests } from './interests.ts';
import { asColumns, preferenceColumns } from './preference-columns.ts';
import { requestIdAt } from './request-id.ts';

type Written = { place: number; subscriberId: number; added: boolean };

/**
 * Takes requests to subscribe, as `RequestStore.writeRequests` promises. In three statements however many there are,
 * the same for addresses that are known and unknown: how often networks have asked; subscribers, requests, what
 * happened, and the topics that new ones follow; what else they follow, if they do.
 */
export async function writeRequests(
  db: Db,
  salt: Uint8Array,
  requested: readonly AskedSubscription[],
): Promise<(string | null)[]> {
  const allowed = await withinLimits(db, requested);
  if (allowed.length === 0) return requested.map(() => null);
  const rows = allowed.map((one, place) => ({ ...one, place, id: requestIdAt(one.createdAt) }));
  const written = await write(db, salt, rows);
  for (const { place, subscriberId, added } of written) {
    const interests = rows[place]?.choices.interests ?? [];
    if (added && !interests.every(isTopic)) await setInterests(db, subscriberId, interests);
  }
  const ids = new Map<AskedSubscription, string>(allowed.map((one, at) => [one, rows[at]?.id ?? '']));
  return requested.map((one) => ids.get(one) ?? null);
}

function isTopic(interest: Interest): boolean {
  return interest.kind === 'topic';
}

/** What a request counts towards. */
function networksOf({ ipPrefix, ipSite, limit }: AskedSubscription): { name: string; most: number }[] {
  return [
    { name: ipPrefix, most: limit.most },
    { name: ipSite, most: limit.mostOfSite },
  ].flatMap(({ name, most }) => (name === null ? [] : [{ name, most }]));
}

/** Those whose networks have not asked too often, those before them in the list included. */
async function withinLimits(db: Db, asked: readonly AskedSubscription[]): Promise<AskedSubscription[]> {
  const since = new Map(
    asked.flatMap((one) => networksOf(one).map(({ name }) => [name, one.limit.since] as const)),
  );
  if (since.size === 0) return [...asked];
  // A network is a prefix or a site, and never both.
  const rows = await db.$queryRaw<{ name: string; count: number }[]>`
    SELECT name, ((SELECT count(*) FROM subscription_request r WHERE r.ip_prefix = name AND r.created_at > since)
      + (SELECT count(*) FROM subscription_request r WHERE r.ip_site = name AND r.created_at > since))::int AS count
    FROM unnest(${[...since.keys()]}::text[], ${[...since.values()]}::timestamptz[]) AS t(name, since)`;
  const counts = new Map(rows.map(({ name, count }) => [name, count]));
  return asked.filter((one) => {
    const networks = networksOf(one);
    const isWithin = networks.every(({ name, most }) => (counts.get(name) ?? 0) < most);
    if (isWithin) for (const { name } of networks) counts.set(name, (counts.get(name) ?? 0) + 1);
    return isWithin;
  });
}

type Row = AskedSubscription & { place: number; id: string };

/**
 * Of requests for one address, the first one is who adds it. Written in the order of the hashes, so that two processes
 * never wait for each other.
 */
async function write(db: Db, salt: Uint8Array, rows: readonly Row[]): Promise<Written[]> {
  const values = rows.map(({ choices, createdAt, ...row }) => ({
    ...row,
    choices,
    preferences: asColumns(choices),
    hash: Buffer.from(addressHash(salt, row.email)).toString('hex'),
    at: createdAt,
    topics: choices.interests.every(isTopic) ? choices.interests : [],
  }));
  return await db.$queryRaw<Written[]>`
    WITH asked AS MATERIALIZED (
      SELECT a.*, row_number() OVER (PARTITION BY hash ORDER BY place) = 1 AS first
      FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb) AS a(place int, id uuid, email text, hash text,
        form text, "textVersion" text, "clientIp" text, "ipPrefix" text, "ipSite" text, "mailDomain" text, choices jsonb,
        at timestamptz, preferences jsonb, topics jsonb)
    ), known AS (
      INSERT INTO subscriber (email, address_hash, updated_at, ${preferenceColumns})
      SELECT a.email, decode(hash, 'hex'), now(), ${preferenceColumns}
      FROM asked a, jsonb_populate_record(NULL::subscriber, a.preferences) p WHERE first ORDER BY hash
      ON CONFLICT (address_hash) DO UPDATE SET updated_at = now()
      RETURNING id, encode(address_hash, 'hex') AS hash, xmax = 0 AS added
    ), told AS (
      SELECT a.*, k.id AS subscriber_id, a.first AND k.added AS added FROM asked a JOIN known k USING (hash)
    ), requests AS (
      INSERT INTO subscription_request (id, subscriber_id, form, text_version, client_ip, ip_prefix, ip_site, mail_domain, choices,
        created_at)
      SELECT id, subscriber_id, form, "textVersion", "clientIp", "ipPrefix", "ipSite", "mailDomain", choices, at FROM told ORDER BY place
    ), events AS (
      INSERT INTO subscriber_event (subscriber_id, kind, actor, detail, at)
      SELECT subscriber_id, CASE WHEN added THEN 'subscribed' ELSE 'subscribed again' END, 'reader',
        jsonb_build_object('form', form, 'requestId', id), at
      FROM told ORDER BY place
    ), followed AS (
      INSERT INTO interest (subscriber_id, subject_id, weight)
      SELECT t.subscriber_id, s.id, i.weight FROM told t
        CROSS JOIN LATERAL jsonb_to_recordset(t.topics) AS i("topicId" int, weight interest_weight)
        JOIN subject s ON s.topic_id = i."topicId"
      WHERE t.added
    )
    SELECT place, subscriber_id AS "subscriberId", added FROM told`;
}
