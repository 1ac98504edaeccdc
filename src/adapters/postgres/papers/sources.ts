import type { SourceMemory } from '../../../app/papers/paper-source.ts';
import type { SourceStore } from '../../../app/papers/paper-stores.ts';
import { DomainError } from '../../../domain/errors.ts';
import { sourceNames, sourceTitles } from '../../../domain/papers/paper-source.ts';
import type { Db } from '../client.ts';

export function sourceStore(db: Db): SourceStore {
  return {
    async list() {
      const rows = await db.source.findMany({ where: { name: { in: [...sourceNames] } } });
      return sourceNames.map((name) => {
        const row = rows.find((one) => one.name === name);
        return {
          name,
          lastAttemptAt: row?.lastAttemptAt ?? null,
          lastSuccessAt: row?.lastSuccessAt ?? null,
          lastError: row?.lastError ?? null,
          blockedUntil: row?.blockedUntil ?? null,
          lastResult: row?.lastResult ?? null,
          notices: row?.notices ?? [],
        };
      });
    },
    async noteAttempt(name, at) {
      await db.source.upsert({
        where: { name },
        create: { name, lastAttemptAt: at },
        update: { lastAttemptAt: at },
      });
    },
    async noteSuccess(name, at, result, notices) {
      await db.source.update({
        where: { name },
        data: { lastSuccessAt: at, lastError: null, lastResult: result, notices: [...notices] },
      });
    },
    async noteFailure(name, lastError) {
      await db.source.update({ where: { name }, data: { lastError } });
    },
    async rememberValidators(validators) {
      for (const { url, ...data } of validators) {
        await db.httpValidator.upsert({
          where: { url },
          create: { url, ...data },
          update: { ...data, at: new Date() },
        });
      }
    },
  };
}

/** Pauses, blocks and validators in the database, where every process and every restart finds them. */
export function sourceMemory(db: Db): SourceMemory {
  return {
    async reserve(source, intervalMs) {
      const interval = `${intervalMs} milliseconds`;
      const [row] = await db.$queryRaw<{ at: Date; blocked_until: Date | null }[]>`
        INSERT INTO source (name, next_request_at) VALUES (${source}, now() + ${interval}::interval)
        ON CONFLICT (name) DO UPDATE
          SET next_request_at = greatest(source.next_request_at, now()) + ${interval}::interval
        RETURNING next_request_at - ${interval}::interval AS at,
          CASE WHEN blocked_until > now() THEN blocked_until END AS blocked_until`;
      if (row === undefined) throw new Error('INSERT … RETURNING returned nothing');
      if (row.blocked_until !== null) {
        throw new DomainError(
          'unavailable',
          `${sourceTitles[source]} asked for a pause; no request before ${row.blocked_until.toISOString()}.`,
        );
      }
      return row.at;
    },
    async block(name, until) {
      await db.source.upsert({
        where: { name },
        create: { name, blockedUntil: until },
        update: { blockedUntil: until },
      });
    },
    async validators(url) {
      const row = await db.httpValidator.findUnique({ where: { url } });
      return row === null
        ? null
        : { url, etag: row.etag, lastModified: row.lastModified, freshOn: row.freshOn };
    },
    async newestPapers(limit) {
      return await db.paper.findMany({
        where: { withdrawn: false, sample: false, OR: [{ arxivId: { not: null } }, { doi: { not: null } }] },
        orderBy: { freshAt: 'desc' },
        take: limit,
        select: { arxivId: true, doi: true, title: true },
      });
    },
  };
}
