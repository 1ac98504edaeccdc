import type { ImportStore, UploadedImport } from '../../../app/subscribers/import-stores.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

type Row = Prisma.SubscriberImportGetPayload<object>;

// Only this file writes these two, from the types that it gives them back as.
function toImport(row: Row): UploadedImport {
  const { rows, added, changed, existing, pending, refused, updatedAt: _, defaultStatus, ...fields } = row;
  return {
    ...fields,
    defaultStatus: defaultStatus === 'pending' ? 'pending' : 'active',
    sample: row.sample as string[][],
    progress: {
      rows,
      added,
      changed,
      existing,
      pending,
      refused,
      errors: row.errors as UploadedImport['progress']['errors'],
    },
  };
}

const nothing = {
  rows: 0,
  added: 0,
  changed: 0,
  existing: 0,
  pending: 0,
  refused: 0,
  errors: [],
  problem: null,
};

export function importStore(db: Db): ImportStore {
  return {
    async open({ at, ...fields }) {
      const data = { ...fields, createdAt: at, updatedAt: at };
      return (await db.subscriberImport.create({ data, select: { id: true } })).id;
    },
    async append(importId, number, bytes) {
      await db.subscriberImportChunk.create({ data: { importId, number, bytes: new Uint8Array(bytes) } });
    },
    async *content(importId) {
      for (let number = 0; ; number++) {
        const where = { importId_number: { importId, number } };
        const chunk = await db.subscriberImportChunk.findUnique({ where, select: { bytes: true } });
        if (chunk === null) return;
        yield chunk.bytes;
      }
    },
    async byId(id) {
      const row = await db.subscriberImport.findUnique({ where: { id } });
      return row === null ? null : toImport(row);
    },
    async list(limit) {
      const rows = await db.subscriberImport.findMany({ orderBy: { id: 'desc' }, take: limit });
      return rows.map(toImport);
    },
    async change(id, change, at) {
      await db.subscriberImport.update({ where: { id }, data: { ...change, updatedAt: at } });
    },
    async move(id, from, to, at) {
      const { count } = await db.subscriberImport.updateMany({
        where: { id, state: { in: [...from] } },
        data: { state: to, ...nothing, updatedAt: at },
      });
      return count > 0;
    },
    async keepProgress(id, progress, at) {
      const { count } = await db.subscriberImport.updateMany({
        where: { id },
        data: { ...progress, updatedAt: at },
      });
      return count > 0;
    },
    async end(id, state, at) {
      await db.subscriberImportChunk.deleteMany({ where: { importId: id } });
      await db.subscriberImport.updateMany({ where: { id }, data: { state, sample: [], updatedAt: at } });
    },
    async discard(id) {
      const { count } = await db.subscriberImport.deleteMany({ where: { id } });
      return count > 0;
    },
    async forget(before) {
      const { count } = await db.subscriberImport.deleteMany({ where: { updatedAt: { lt: before } } });
      return count;
    },
  };
}
