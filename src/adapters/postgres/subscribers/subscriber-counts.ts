import type {
  DayCount,
  SubscriberCount,
  SubscriberCountStore,
} from '../../../app/overview/subscriber-count-store.ts';
import { languageChoices } from '../../../domain/languages/index.ts';
import type { Db } from '../client.ts';

export function subscriberCountStore(db: Db): SubscriberCountStore {
  return {
    async hasDay(day) {
      return (await db.subscriberCount.findFirst({ where: { day: new Date(day) } })) !== null;
    },
    async keepDay(day) {
      // Rows for what nobody is too: so a day without subscribers was counted as well.
      await db.$executeRaw`
        INSERT INTO subscriber_count (day, status, cadence, count)
        SELECT ${day}::date, status, cadence, coalesce(n, 0)
        FROM unnest(enum_range(NULL::subscriber_status)) AS status
        CROSS JOIN unnest(enum_range(NULL::cadence)) AS cadence
        LEFT JOIN (SELECT s.status, s.cadence, count(*) AS n FROM subscriber s GROUP BY 1, 2) counted USING (status, cadence)
        ON CONFLICT DO NOTHING`;
    },
    async countsSince(day) {
      return await db.$queryRaw<DayCount[]>`
        SELECT to_char(day, 'YYYY-MM-DD') AS day, status::text, cadence::text, count
        FROM subscriber_count WHERE day >= ${day}::date ORDER BY day`;
    },
    async countNow() {
      return await db.$queryRaw<SubscriberCount[]>`
        SELECT status::text, cadence::text, count(*)::int AS count FROM subscriber GROUP BY 1, 2`;
    },
    async listLanguages() {
      const tags = languageChoices.map(({ tag }) => tag);
      const rows = await db.$queryRaw<{ tag: string }[]>`
        SELECT t.tag FROM unnest(${tags}::text[]) AS t(tag)
        WHERE EXISTS (SELECT FROM subscriber s WHERE s.language = t.tag AND s.status = 'active')`;
      return tags.filter((tag) => rows.some((row) => row.tag === tag));
    },
    async topTopics(limit) {
      return await db.$queryRaw<{ slug: string; name: string; followers: number }[]>`
        SELECT t.slug::text, t.name, f.followers FROM (
          SELECT i.subject_id, count(*)::int AS followers
          FROM interest i JOIN subscriber s ON s.id = i.subscriber_id AND s.status = 'active'
          GROUP BY 1) f
        JOIN subject u ON u.id = f.subject_id JOIN topic t ON t.id = u.topic_id
        ORDER BY f.followers DESC, t.position LIMIT ${limit}`;
    },
  };
}
