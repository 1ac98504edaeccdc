import type { LinkRequest, LinkRequestStore } from '../../../app/subscribers/link-request-store.ts';
import { addressHash } from '../address-hash.ts';
import type { Db } from '../client.ts';

const stored = {
  id: true,
  kind: true,
  subscriberId: true,
  ipPrefix: true,
  ipSite: true,
  mailDomain: true,
  paperIds: true,
  createdAt: true,
  mailedAt: true,
} satisfies Record<keyof LinkRequest, true>;

export function linkRequestStore(db: Db, salt: Uint8Array): LinkRequestStore {
  return {
    async askForLink({ kind, email, ipPrefix, ipSite, mailDomain, paperIds, createdAt, limit }) {
      const rows = await db.$queryRaw<{ id: string }[]>`
        INSERT INTO link_request (id, kind, subscriber_id, ip_prefix, ip_site, mail_domain, paper_ids, created_at)
        SELECT gen_random_uuid(), ${kind}::mailed_link_kind,
          (SELECT id FROM subscriber WHERE address_hash = ${addressHash(salt, email)}),
          ${ipPrefix}::text, ${ipSite}::text, ${mailDomain}, ${[...paperIds]}::int[], ${createdAt}::timestamptz
        WHERE (
          SELECT count(*) FROM link_request
          WHERE ip_prefix = ${ipPrefix}::text AND created_at > ${limit.since}::timestamptz
        ) < ${limit.most}::int AND (
          SELECT count(*) FROM link_request
          WHERE ip_site = ${ipSite}::text AND created_at > ${limit.since}::timestamptz
        ) < ${limit.mostOfSite}::int
        RETURNING id::text`;
      return rows[0]?.id ?? null;
    },
    async byId(id) {
      return await db.linkRequest.findUnique({ where: { id }, select: stored });
    },
    async linkRequestsOf(subscriberId) {
      return await db.linkRequest.findMany({
        where: { subscriberId },
        select: stored,
        orderBy: { createdAt: 'asc' },
      });
    },
    async linkMailedSince(subscriberId, kind, since) {
      const found = await db.linkRequest.findFirst({
        where: { subscriberId, kind, mailedAt: { gt: since } },
        select: { id: true },
      });
      return found !== null;
    },
    async countLinksMailed(since, mailDomain) {
      return await db.linkRequest.count({
        where: { mailedAt: { gt: since }, ...(mailDomain === undefined ? {} : { mailDomain }) },
      });
    },
    async noteLinkMailed(id, mailedAt) {
      // Not `update`: the reader may have been erased since.
      const { count } = await db.linkRequest.updateMany({ where: { id }, data: { mailedAt } });
      return count === 1;
    },
    async forgetLinkRequests(before) {
      await db.linkRequest.deleteMany({ where: { createdAt: { lt: before } } });
    },
  };
}
