import type {
  Choices,
  RequestStore,
  SubscriptionRequest,
} from '../../../app/subscribers/subscriber-stores.ts';
import { type Interest, weights } from '../../../domain/papers/subject.ts';
import { inboxOf } from '../../../domain/subscribers/address.ts';
import { caps } from '../../../domain/subscribers/consent.ts';
import { preferenceNames, readPreferences } from '../../../domain/subscribers/preferences.ts';
import { addressHash } from '../address-hash.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import { writeRequests } from './write-requests.ts';

const withSubscriber = {
  subscriber: { select: { email: true, status: true } },
} satisfies Prisma.SubscriptionRequestInclude;
type Found = Prisma.SubscriptionRequestGetPayload<{ include: typeof withSubscriber }>;
type Row = Omit<Found, 'subscriber'> & { subscriber: Found['subscriber'] | null };

/** Choices as they were stored; a value that an older version wrote differently falls back to the default. */
function toChoices(json: Prisma.JsonValue): Choices {
  const stored = json !== null && typeof json === 'object' && !Array.isArray(json) ? json : {};
  const { topicIds } = stored;
  const interests = Array.isArray(stored['interests']) ? stored['interests'].flatMap(toInterest) : [];
  // Until subjects came, only topics could be followed.
  const topics = Array.isArray(topicIds) ? topicIds.filter((id) => typeof id === 'number') : [];
  return {
    ...readPreferences(Object.fromEntries(preferenceNames.map((name) => [name, plain(stored[name])]))).chosen,
    interests: [
      ...interests,
      ...topics.map((topicId): Interest => ({ kind: 'topic', topicId, weight: 'normal' })),
    ],
  };
}

const plain = (json: Prisma.JsonValue | undefined) =>
  typeof json === 'string' || typeof json === 'number' ? json : undefined;

function toInterest(json: Prisma.JsonValue): Interest[] {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return [];
  const { kind, topicId, query, author, paperId } = json;
  const weight = weights.find((one) => one === json['weight']) ?? 'normal';
  if (kind === 'topic' && typeof topicId === 'number') return [{ kind, topicId, weight }];
  if (kind === 'query' && typeof query === 'string') return [{ kind, query, weight }];
  if (kind === 'author' && typeof author === 'string') return [{ kind, author, weight }];
  return kind === 'paper' && typeof paperId === 'number' ? [{ kind, paperId, weight }] : [];
}

/** Null without a row, and without its subscriber: they are read one after the other, and may be erased in between. */
function toRequest(row: Row | null): SubscriptionRequest | null {
  if (row?.subscriber == null) return null;
  return {
    id: row.id,
    subscriberId: row.subscriberId,
    email: row.subscriber.email,
    subscriberStatus: row.subscriber.status,
    form: row.form,
    textVersion: row.textVersion,
    clientIp: row.clientIp,
    mailDomain: row.mailDomain,
    choices: toChoices(row.choices),
    createdAt: row.createdAt,
    mailedAt: row.mailedAt,
    expiresAt: row.expiresAt,
    confirmedAt: row.confirmedAt,
    confirmedIp: row.confirmedIp,
  };
}

export function requestStore(db: Db, salt: Uint8Array): RequestStore {
  const inboxHash = (email: string) => addressHash(salt, inboxOf(email));

  async function countMailedTo(
    subscriberId: number,
    inbox: Uint8Array<ArrayBuffer>,
    since: Date,
  ): Promise<number> {
    // By the subscriber too: requests that were mailed before inboxes were noted have none.
    return await db.subscriptionRequest.count({
      where: { mailedAt: { gt: since }, OR: [{ subscriberId }, { inboxHash: inbox }] },
    });
  }

  async function openRequestOf(subscriberId: number, now: Date) {
    return await db.subscriptionRequest.findFirst({
      where: { subscriberId, confirmedAt: null, expiresAt: { gt: now } },
      orderBy: { createdAt: 'desc' },
      select: { id: true, choices: true },
    });
  }

  return {
    writeRequests: (requested) => writeRequests(db, salt, requested),
    async addRequest({ choices, confirmedAt, ...fields }) {
      const data = { ...fields, choices, ...(confirmedAt === undefined ? {} : { confirmedAt }) };
      return (await db.subscriptionRequest.create({ data, select: { id: true } })).id;
    },
    async byId(id) {
      return toRequest(await db.subscriptionRequest.findUnique({ where: { id }, include: withSubscriber }));
    },
    async byTokenHash(hash) {
      const row = await db.subscriptionRequest.findUnique({
        where: { tokenHash: new Uint8Array(hash) },
        include: withSubscriber,
      });
      return toRequest(row);
    },
    async requestsOf(subscriberId) {
      const rows = await db.subscriptionRequest.findMany({
        where: { subscriberId },
        include: withSubscriber,
        orderBy: { createdAt: 'asc' },
      });
      return rows.flatMap((row) => toRequest(row) ?? []);
    },
    async consentOf(subscriberIds) {
      const rows = await db.subscriptionRequest.findMany({
        where: { subscriberId: { in: [...subscriberIds] }, confirmedAt: { not: null } },
        select: { subscriberId: true, form: true },
        orderBy: { confirmedAt: 'asc' },
      });
      return new Map(rows.map(({ subscriberId, form }) => [subscriberId, form]));
    },
    async mailedSince(subscriberId, since) {
      const subscriber = await db.subscriber.findUnique({
        where: { id: subscriberId },
        select: { email: true },
      });
      return (
        subscriber !== null && (await countMailedTo(subscriberId, inboxHash(subscriber.email), since)) > 0
      );
    },
    async countMailed(since, mailDomain) {
      return await db.subscriptionRequest.count({
        where: { mailedAt: { gt: since }, ...(mailDomain === undefined ? {} : { mailDomain }) },
      });
    },
    async openChoices(subscriberId, now) {
      const open = await openRequestOf(subscriberId, now);
      return open === null ? null : toChoices(open.choices);
    },
    async setChoices(id, choices) {
      await db.subscriptionRequest.updateMany({ where: { id }, data: { choices } });
    },
    async replaceOpenChoices(subscriberId, choices, now) {
      const open = await openRequestOf(subscriberId, now);
      if (open !== null) await db.subscriptionRequest.update({ where: { id: open.id }, data: { choices } });
    },
    async noteMailed(id, mailedAt, token, most = 1) {
      if (mailedAt === null) {
        const { count } = await db.subscriptionRequest.updateMany({ where: { id }, data: { mailedAt } });
        return count === 1;
      }
      const request = await db.subscriptionRequest.findUnique({
        where: { id },
        select: { subscriberId: true, subscriber: { select: { email: true } } },
      });
      if (request === null) return false;
      const { subscriberId, subscriber } = request;
      const inbox = inboxHash(subscriber.email);
      // Whoever notes another mail to this inbox waits until this transaction has ended.
      await db.$executeRaw`SELECT pg_advisory_xact_lock(${Buffer.from(inbox).readBigInt64BE()}::bigint)`;
      const since = new Date(mailedAt.getTime() - caps.address.span);
      if ((await countMailedTo(subscriberId, inbox, since)) >= most) return false;
      const { count } = await db.subscriptionRequest.updateMany({
        where: { id },
        data: {
          mailedAt,
          inboxHash: inbox,
          ...(token === null ? {} : { tokenHash: new Uint8Array(token.hash), expiresAt: token.expiresAt }),
        },
      });
      return count === 1;
    },
    async forgetMailed(subscriberId) {
      await db.subscriptionRequest.updateMany({
        where: { subscriberId, confirmedAt: null },
        data: { mailedAt: null },
      });
    },
    async confirm(id, confirmedAt, confirmedIp) {
      const { count } = await db.subscriptionRequest.updateMany({
        where: { id, confirmedAt: null },
        data: { confirmedAt, confirmedIp },
      });
      return count === 1;
    },
  };
}
