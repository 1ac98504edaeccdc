import type { SubjectStore } from '../../../app/interests/subject-store.ts';
import type { NamedSubject } from '../../../domain/papers/subject.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';

const withNames = {
  topic: { select: { kind: true, slug: true, name: true } },
  paper: { select: { id: true, title: true } },
} satisfies Prisma.SubjectInclude;

function toNamed(row: Prisma.SubjectGetPayload<{ include: typeof withNames }>): NamedSubject | null {
  const { topic, query, author, paper } = row;
  if (topic !== null) return { kind: 'topic', topic };
  if (query !== null) return { kind: 'query', query };
  if (author !== null) return { kind: 'author', author };
  return paper === null ? null : { kind: 'paper', paper };
}

export function subjectStore(db: Db): SubjectStore {
  return {
    async named(ids) {
      const rows = await db.subject.findMany({ where: { id: { in: [...ids] } }, include: withNames });
      return new Map(
        rows.flatMap((row) => {
          const named = toNamed(row);
          return named === null ? [] : [[row.id, named] as const];
        }),
      );
    },
  };
}
