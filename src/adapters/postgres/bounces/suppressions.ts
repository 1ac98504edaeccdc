import type { Suppression, SuppressionStore } from '../../../app/bounces/suppression-store.ts';
import { domainOf } from '../../../domain/subscribers/address.ts';
import { addressHash } from '../address-hash.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

function toSuppression({ addressHash: _, ...row }: Prisma.SuppressionGetPayload<object>): Suppression {
  return row;
}

export function suppressionStore(db: Db, salt: Uint8Array): SuppressionStore {
  return {
    async isSuppressed(email) {
      // One query for both, so that the two take the same time.
      const found = await db.suppression.findFirst({
        where: { OR: [{ addressHash: addressHash(salt, email) }, { domain: domainOf(email) }] },
        select: { id: true },
      });
      return found !== null;
    },
    async suppress(email, reason, { note = null, keepAddress = true } = {}) {
      const hash = addressHash(salt, email);
      const data = { reason, note, email: keepAddress ? email : null };
      const row = await db.suppression.upsert({
        where: { addressHash: hash },
        create: { addressHash: hash, ...data },
        // The first reason stands, but an erased person's address goes, and what an admin wrote of them.
        update: keepAddress ? {} : { email: null, note: null },
      });
      return toSuppression(row);
    },
    async suppressDomain(domain, { note = null } = {}) {
      const row = await db.suppression.upsert({
        where: { domain },
        create: { domain, reason: 'manual', note },
        update: {},
      });
      return toSuppression(row);
    },
    async suppressAll(lines) {
      const rows = lines.map((line) =>
        'domain' in line
          ? { ...line, reason: 'manual' }
          : { ...line, hash: Buffer.from(addressHash(salt, line.email)).toString('hex') },
      );
      // Numbered in the order of the list, and written in one that all share, so that two never wait for each other.
      return await db.$executeRaw`
        INSERT INTO suppression (id, address_hash, domain, email, reason, note)
        SELECT nextval(pg_get_serial_sequence('suppression', 'id')), decode(hash, 'hex'), domain, email, reason, note
        FROM json_to_recordset(${JSON.stringify(rows)}::json)
          AS t(hash text, domain text, email text, reason suppression_reason, note text)
        ORDER BY coalesce(hash, domain)
        ON CONFLICT DO NOTHING`;
    },
    async list({ after, limit }) {
      const rows = await db.suppression.findMany({
        where: { id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
      });
      return rows.map(toSuppression);
    },
    async find({ kind, reason, before, limit }) {
      const rows = await db.suppression.findMany({
        where: {
          ...(before === null ? {} : { id: { lt: before } }),
          ...(reason === null ? {} : { reason }),
          ...(kind === 'domain' ? { domain: { not: null } } : {}),
          ...(kind === 'address' ? { email: { not: null } } : {}),
          ...(kind === 'hash' ? { email: null, domain: null } : {}),
        },
        orderBy: { id: 'desc' },
        take: limit,
      });
      return rows.map(toSuppression);
    },
    async suppressionsOf(email) {
      const rows = await db.suppression.findMany({
        where: { OR: [{ addressHash: addressHash(salt, email) }, { domain: domainOf(email) }] },
        orderBy: { id: 'desc' },
      });
      return rows.map(toSuppression);
    },
    async lift(id) {
      const [row] = await db.suppression.findMany({ where: { id } });
      if (row === undefined) return null;
      const { count } = await db.suppression.deleteMany({ where: { id } });
      return count > 0 ? toSuppression(row) : null;
    },
  };
}
