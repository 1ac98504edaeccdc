import type {
  CollectionStore,
  CountedCollection,
} from '../../../../app/papers/collections/collection-store.ts';
import type { Collection } from '../../../../domain/papers/collection.ts';
import type { Db } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';
import { papersOfRows } from '../paper-rows.ts';

const visible = { paper: { hidden: false, withdrawn: false } } satisfies Prisma.CollectionPaperWhereInput;

export function collectionStore(db: Db): CollectionStore {
  async function counted(
    where: Prisma.CollectionWhereInput,
    papers: Prisma.CollectionPaperWhereInput,
    orderBy: Prisma.CollectionOrderByWithRelationInput[],
  ): Promise<CountedCollection[]> {
    const rows = await db.collection.findMany({
      where,
      orderBy,
      include: { _count: { select: { papers: { where: papers } } } },
    });
    return rows.map((row) => ({ ...toCollection(row), papers: row._count.papers }));
  }

  return {
    list: () => counted({}, {}, [{ name: 'asc' }, { id: 'asc' }]),
    listPublished: () =>
      counted({ publishedAt: { not: null } }, visible, [{ publishedAt: 'desc' }, { id: 'desc' }]),
    async byId(id) {
      const row = await db.collection.findUnique({ where: { id } });
      return row === null ? null : toCollection(row);
    },
    async bySlug(slug) {
      const row = await db.collection.findUnique({ where: { slug } });
      return row === null ? null : toCollection(row);
    },
    async papersOf(id, among) {
      const rows = await db.collectionPaper.findMany({
        where: { collectionId: id, ...(among === 'visible' ? visible : {}) },
        orderBy: [{ position: 'asc' }, { paperId: 'asc' }],
      });
      const papers = await papersOfRows(db, rows);
      return papers.map(([paper, { note }]) => ({ paper, note }));
    },
    async lock(id) {
      await db.$queryRaw`SELECT FROM collection WHERE id = ${id} FOR UPDATE`;
      const row = await db.collection.findUnique({ where: { id } });
      return row === null ? null : toCollection(row);
    },
    async create(text, at) {
      const { count } = await db.collection.createMany({
        data: [{ ...text, createdAt: at, changedAt: at }],
        skipDuplicates: true,
      });
      if (count === 0) return null;
      return toCollection(await db.collection.findUniqueOrThrow({ where: { slug: text.slug } }));
    },
    async write(id, { slug, name, description }) {
      // One statement: a transaction does not outlive a value that is there twice.
      const written = await db.$executeRaw`
        UPDATE collection SET slug = ${slug}, name = ${name}, description = ${description}
        WHERE id = ${id} AND NOT EXISTS (SELECT FROM collection o WHERE o.slug = ${slug} AND o.id <> ${id})`;
      return written > 0;
    },
    async publish(id, at) {
      await db.collection.update({ where: { id }, data: { publishedAt: at } });
    },
    async remove(id) {
      await db.collection.delete({ where: { id } });
    },
    async orderOf(id) {
      const rows = await db.collectionPaper.findMany({
        where: { collectionId: id },
        orderBy: [{ position: 'asc' }, { paperId: 'asc' }],
        select: { paperId: true },
      });
      return rows.map(({ paperId }) => paperId);
    },
    async putPaper(id, paperId) {
      await db.$executeRaw`
        INSERT INTO collection_paper (collection_id, paper_id, position)
        SELECT ${id}, ${paperId}, coalesce(max(position), 0) + 1 FROM collection_paper WHERE collection_id = ${id}`;
    },
    async notePaper(collectionId, paperId, note) {
      await db.collectionPaper.updateMany({ where: { collectionId, paperId }, data: { note } });
    },
    async removePaper(collectionId, paperId) {
      await db.collectionPaper.deleteMany({ where: { collectionId, paperId } });
    },
    async keepOrder(id, paperIds) {
      await db.$executeRaw`
        UPDATE collection_paper c SET position = o.place
        FROM unnest(${[...paperIds]}::int[]) WITH ORDINALITY AS o(paper_id, place)
        WHERE c.collection_id = ${id} AND c.paper_id = o.paper_id`;
    },
    async touch(id, at) {
      await db.collection.updateMany({ where: { id }, data: { changedAt: at } });
    },
  };
}

function toCollection(row: Prisma.CollectionGetPayload<object>): Collection {
  const { id, slug, name, description, publishedAt, changedAt } = row;
  return { id, slug, name, description, publishedAt, changedAt };
}
