import type { ImportStore, RefusedRow, UploadedImport } from '../../../app/subscribers/import-stores.ts';
import { textEncodings } from '../../../domain/subscribers/import-state.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

type Row = Prisma.SubscriberImportGetPayload<object>;

// Only this file writes these, from the types that it gives them back as.
function toImport(row: Row): UploadedImport {
  const {
    rows,
    added,
    changed,
    existing,
    pending,
    refused,
    updatedAt: _,
    fingerprint: _file,
    ...fields
  } = row;
  return {
    ...fields,
    defaultStatus: row.defaultStatus === 'pending' ? 'pending' : 'active',
    encoding: textEncodings.find((one) => one === row.encoding) ?? 'utf-8',
    sample: row.sample as string[][],
    progress: { rows, added, changed, existing, pending, refused },
  };
}

const nothing = {
  rows: 0,
  added: 0,
  changed: 0,
  existing: 0,
  pending: 0,
  refused: 0,
  problem: null,
};

/** Text as PostgreSQL takes it: no NUL, and no half of a pair. */
const storable = (text: string) => text.replaceAll('\0', '').toWellFormed();

export function importStore(db: Db): ImportStore {
  return {
    async open({ at, ...fields }) {
      const data = { ...fields, createdAt: at, updatedAt: at };
      return (await db.subscriberImport.create({ data, select: { id: true } })).id;
    },
    async openByFile({ at, actor, fileName, fingerprint }) {
      const file = { actor, fingerprint: new Uint8Array(fingerprint), state: 'importing' as const };
      const begun = await db.subscriberImport.findFirst({
        where: file,
        orderBy: { id: 'desc' },
        select: { id: true },
      });
      if (begun !== null) return begun.id;
      const data = { ...file, fileName, createdAt: at, updatedAt: at };
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
      if (count > 0) await db.subscriberImportRefusal.deleteMany({ where: { importId: id } });
      return count > 0;
    },
    async advance(id, from, { progress, refused, at }) {
      const { count } = await db.subscriberImport.updateMany({
        where: { id, rows: from, state: { in: ['checking', 'importing'] } },
        data: { ...progress, updatedAt: at },
      });
      if (count > 0) await keepRefused(db, id, refused);
      return count > 0;
    },
    async refusedRowsOf(importId, { after, limit }) {
      const rows = await db.subscriberImportRefusal.findMany({
        where: { importId, line: { gt: after } },
        orderBy: { line: 'asc' },
        take: limit,
      });
      return rows.map(({ line, cells, reason }) => ({ line, cells, message: reason }));
    },
    async noteChecked(id, total, at) {
      await db.subscriberImport.updateMany({
        where: { id, state: 'checking' },
        data: { state: 'checked', total, updatedAt: at },
      });
    },
    async end(id, state, at) {
      await db.subscriberImportChunk.deleteMany({ where: { importId: id } });
      await db.subscriberImport.updateMany({ where: { id }, data: { state, sample: [], updatedAt: at } });
    },
    async discard(id) {
      const { count } = await db.subscriberImport.deleteMany({ where: { id } });
      return count > 0;
    },
  };
}

async function keepRefused(db: Db, importId: number, refused: readonly RefusedRow[]): Promise<void> {
  if (refused.length === 0) return;
  await db.subscriberImportRefusal.createMany({
    data: refused.map(({ line, message, cells }) => ({
      importId,
      line,
      reason: storable(message),
      cells: cells.map(storable),
    })),
  });
}
