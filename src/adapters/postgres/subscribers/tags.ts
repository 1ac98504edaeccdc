import type { Tag, TagStore } from '../../../app/subscribers/tags/tag-store.ts';
import { invalid } from '../../../domain/errors.ts';
import { mostTags, type TagName } from '../../../domain/subscribers/tag.ts';
import type { Db } from '../client.ts';

const fields = { id: true, name: true, key: true } as const;

export function tagStore(db: Db): TagStore {
  /** In one order, so that two who make the same tags at once cannot wait for each other. */
  async function ensureTags(tags: readonly TagName[]): Promise<Tag[]> {
    const keys = tags.map(({ key }) => key);
    const found = await db.tag.findMany({ where: { key: { in: keys } }, select: fields });
    if (found.length === new Set(keys).size) return found;
    const known = new Set(found.map(({ key }) => key));
    const missing = tags.filter(({ key }) => !known.has(key)).sort((a, b) => (a.key < b.key ? -1 : 1));
    if (missing.length > 0 && (await db.tag.count()) + missing.length > mostTags)
      throw invalid([{ field: 'tags', message: `there are at most ${mostTags} of them: delete one first` }]);
    await db.tag.createMany({
      data: missing.map(({ name, key }) => ({ name, key })),
      skipDuplicates: true,
    });
    return await db.tag.findMany({ where: { key: { in: keys } }, select: fields });
  }

  async function give(subscriberIds: readonly number[], tagIds: readonly number[]): Promise<number> {
    // FOR KEY SHARE: nobody is erased between the look and the row that would refer to them.
    return await db.$executeRaw`
      INSERT INTO subscriber_tag (subscriber_id, tag_id)
      SELECT s.id, t.id FROM (
        SELECT id FROM subscriber WHERE id = ANY (${[...subscriberIds]}::int[]) ORDER BY id FOR KEY SHARE) AS s
        CROSS JOIN (SELECT id FROM tag WHERE id = ANY (${[...tagIds]}::int[]) ORDER BY id FOR KEY SHARE) AS t
      ON CONFLICT DO NOTHING`;
  }

  async function addTags(subscriberIds: readonly number[], tags: readonly TagName[]): Promise<number> {
    if (subscriberIds.length === 0 || tags.length === 0) return 0;
    const ids = (await ensureTags(tags)).map(({ id }) => id);
    return await give(subscriberIds, ids);
  }

  return {
    async listTags() {
      return await db.tag.findMany({ select: fields, orderBy: { key: 'asc' } });
    },
    async listTagsWithHolders() {
      return await db.$queryRaw<(Tag & { holders: number })[]>`
        SELECT t.id, t.name, t.key, coalesce(h.holders, 0)::int AS holders
        FROM tag t LEFT JOIN (SELECT tag_id, count(*) AS holders FROM subscriber_tag GROUP BY tag_id) AS h ON h.tag_id = t.id
        ORDER BY t.key`;
    },
    async tagByKey(key) {
      return await db.tag.findUnique({ where: { key }, select: fields });
    },
    ensureTags,
    addTags,
    giveTag: (subscriberIds, tagId) => give(subscriberIds, [tagId]),
    async removeTag(subscriberIds, tagId) {
      return await db.$executeRaw`
        DELETE FROM subscriber_tag WHERE tag_id = ${tagId} AND subscriber_id = ANY (${[...subscriberIds]}::int[])`;
    },
    async setTags(subscriberId, tags) {
      const keys = tags.map(({ key }) => key);
      await db.subscriberTag.deleteMany({ where: { subscriberId, tag: { key: { notIn: keys } } } });
      await addTags([subscriberId], tags);
    },
    async renameTag(id, { name, key }) {
      const { count } = await db.tag.updateMany({ where: { id }, data: { name, key } });
      return count > 0;
    },
    async deleteTag(id) {
      const holders = await db.subscriberTag.count({ where: { tagId: id } });
      const { count } = await db.tag.deleteMany({ where: { id } });
      return count === 0 ? null : { holders };
    },
  };
}
