import type {
  NextWords,
  NextWordsStore,
  WordsDraftStore,
} from '../../../app/digests/letters/words-stores.ts';
import { type LanguageTag, languageChoices } from '../../../domain/languages/index.ts';
import type { EditorsWords, WordsByLanguage } from '../../../domain/sending/editors-words.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Words as they were stored, perhaps by a version that had other languages; null: none. */
export function storedWords(json: Prisma.JsonValue | null): WordsByLanguage | null {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return null;
  const words: Partial<Record<LanguageTag, EditorsWords>> = {};
  for (const { tag } of languageChoices) {
    const said = json[tag];
    if (said === undefined || said === null || typeof said !== 'object' || Array.isArray(said)) continue;
    words[tag] = { subject: textOf(said['subject']), introduction: textOf(said['introduction']) };
  }
  return Object.keys(words).length === 0 ? null : words;
}

function toNextWords({ id, cadence, words, since, until }: Prisma.NextWordsGetPayload<object>): NextWords {
  return { id, cadence, words: storedWords(words) ?? {}, since, until };
}

export function nextWordsStore(db: Db): NextWordsStore {
  return {
    async list(now) {
      const rows = await db.nextWords.findMany({
        where: { until: { gt: now } },
        orderBy: { cadence: 'asc' },
      });
      return rows.map(toNextWords);
    },
    async nextWordsOf(cadence, now) {
      const row = await db.nextWords.findFirst({ where: { cadence, until: { gt: now } } });
      return row === null ? null : toNextWords(row);
    },
    async addNextWords({ cadence, ...added }) {
      // With an id of its own: those who had the ones before get these.
      await db.nextWords.deleteMany({ where: { cadence } });
      await db.nextWords.create({ data: { cadence, ...added, updatedAt: added.since } });
    },
    async changeNextWords(id, words, updatedAt) {
      await db.nextWords.updateMany({ where: { id }, data: { words, updatedAt } });
    },
    async dropNextWords(cadence) {
      return (await db.nextWords.deleteMany({ where: { cadence } })).count > 0;
    },
  };
}

export function wordsDraftStore(db: Db): WordsDraftStore {
  return {
    async keepWords(adminId, words, updatedAt) {
      await db.wordsDraft.upsert({
        where: { adminId },
        create: { adminId, words, updatedAt },
        update: { words, updatedAt },
      });
    },
    async draftWordsOf(adminId) {
      return storedWords((await db.wordsDraft.findUnique({ where: { adminId } }))?.words ?? null);
    },
  };
}
