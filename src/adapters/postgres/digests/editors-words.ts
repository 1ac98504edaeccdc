import type {
  NextWords,
  NextWordsStore,
  WordsDraftStore,
} from '../../../app/digests/letters/words-stores.ts';
import { type LanguageTag, languageChoices } from '../../../domain/languages/index.ts';
import { storedCarried } from '../../../domain/ranking/carried.ts';
import type { EditorsWords, WordsByLanguage } from '../../../domain/sending/editors-words.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

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

function toNextWords({
  updatedAt: _at,
  words,
  carried,
  ...kept
}: Prisma.NextWordsGetPayload<object>): NextWords {
  return { ...kept, words: storedWords(words) ?? {}, carried: storedCarried(carried) };
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
    async addNextWords({ cadence, carried, ...added }) {
      // With an id of its own: those who had the ones before get these.
      await db.nextWords.deleteMany({ where: { cadence } });
      await db.nextWords.create({
        data: { cadence, ...added, carried: carried ?? Prisma.DbNull, updatedAt: added.since },
      });
    },
    async changeNextWords(id, { words, carried }, updatedAt) {
      const data = { words, carried: carried ?? Prisma.DbNull, updatedAt };
      await db.nextWords.updateMany({ where: { id }, data });
    },
    async dropNextWords(cadence) {
      return (await db.nextWords.deleteMany({ where: { cadence } })).count > 0;
    },
  };
}

export function wordsDraftStore(db: Db): WordsDraftStore {
  return {
    async keepDraft(adminId, { words, carried }, updatedAt) {
      const draft = { words: words ?? {}, carried: carried ?? Prisma.DbNull, updatedAt };
      await db.wordsDraft.upsert({ where: { adminId }, create: { adminId, ...draft }, update: draft });
    },
    async draftOf(adminId) {
      const row = await db.wordsDraft.findUnique({ where: { adminId } });
      if (row === null) return null;
      return { words: storedWords(row.words), carried: storedCarried(row.carried) };
    },
  };
}
