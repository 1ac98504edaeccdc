import { DomainError, messageOf } from '../../../domain/errors.ts';
import { queryText } from '../../../domain/papers/embedded-text.ts';
import { type ScaledQuery, scaledQuery } from '../../../domain/ranking/scaled-vector.ts';
import { minuteMs } from '../../../domain/time/units.ts';
import type { Log } from '../../log.ts';
import { keepRecent } from '../../recent.ts';
import type { Embedder } from './embedder.ts';
import type { EmbeddingModel, EmbeddingStore } from './embedding-stores.ts';
import type { Nearness, VectorTable } from './vector-table.ts';

/** What is near in meaning, as far as that is known now. Neither rejects; null: it is not known. */
export interface Meaning {
  /** To the words of a search. Takes `waitMs` at most. */
  ofQuery(words: string): Promise<Nearness | null>;
  /** To a paper. Asks no server. */
  ofPaper(paperId: number): Promise<Nearness | null>;
}

export type MeaningLimits = {
  /** How long a search waits for the meaning of its words. */
  waitMs: number;
  /** How long the server may take: what comes too late for one search helps the next. */
  limitMs: number;
  /** Questions on their way; to more nobody waits for an answer. */
  atOnce: number;
  /** For so long the server is not asked after it failed or was late; twice as long each further time. */
  pauseMs: number;
  longestPauseMs: number;
  /** Searches of which the meaning is kept: some kilobytes each. */
  kept: number;
  /** How often it is looked whether vectors were added, changed or taken away. */
  followMs: number;
};

export const meaningLimits: MeaningLimits = {
  waitMs: 400,
  limitMs: 10_000,
  atOnce: 4,
  pauseMs: 5_000,
  longestPauseMs: minuteMs,
  kept: 500,
  followMs: 5_000,
};

/** Vectors that are read at once: one or two megabytes. */
const page = 2_000;
/** How often it is looked whether some were taken away: each so manyth time. */
const countEvery = 12;
/** How long the database is left alone after vectors could not be read. */
const afterFailureMs = minuteMs;
/** A long pause that the server asks for is honoured up to this. */
const longestAskedPauseMs = 60 * minuteMs;

/**
 * Keeps the vectors of all papers in memory, from the first time that somebody asks, and follows what is kept in the
 * database. Until all are there, and while the server does not tell what a search means, nothing is known.
 */
export function openMeaning(
  {
    embedder,
    embeddings,
    table,
    log,
  }: { embedder: Embedder; embeddings: EmbeddingStore; table: VectorTable; log: Log },
  limits: MeaningLimits = meaningLimits,
): Meaning {
  const vectors = followVectors({ embeddings, table, log }, limits.followMs);
  const meanings = askMeanings(embedder, limits, log);
  return {
    async ofQuery(words) {
      const model = vectors.look();
      if (model === null) return null;
      const query = await meanings.of(words, model);
      return query === null || vectors.look() !== model ? null : table.compare(query);
    },
    async ofPaper(paperId) {
      if (vectors.look() === null) return null;
      const own = table.vectorOf(paperId);
      return own === null ? null : table.compare(own);
    },
  };
}

/** `look` tells the model of the vectors in the table; null while they are not all there. Waits for nothing. */
function followVectors(
  { embeddings, table, log }: { embeddings: EmbeddingStore; table: VectorTable; log: Log },
  followMs: number,
): { look(): EmbeddingModel | null } {
  let known: { model: EmbeddingModel & { number: number }; revision: bigint; whole: boolean } | null = null;
  let [nextLookAt, nextCountAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let following = false;

  async function follow(): Promise<void> {
    const { model } = await embeddings.read();
    if (model === null) {
      known = null;
      return;
    }
    if (known?.model.number !== model.number) {
      table.begin(model.dimensions);
      known = { model, revision: 0n, whole: false };
    }
    for (;;) {
      const rows = await embeddings.keptAfter(model.number, known.revision, page);
      if (rows === null) break;
      table.set(rows);
      known.revision = rows.revision;
    }
    known.whole = true;
    if (performance.now() < nextCountAt) return;
    // Those of papers that are gone, or whose text has changed, are no longer there.
    if ((await embeddings.counts()).embedded < table.size)
      table.keepOnly(new Set(await embeddings.holders(model.number)));
    nextCountAt = performance.now() + countEvery * followMs;
  }

  return {
    look() {
      if (!following && performance.now() >= nextLookAt) {
        following = true;
        void follow()
          .then(
            () => followMs,
            (error: unknown) => {
              log.warn({ reason: messageOf(error) }, 'vectors of papers could not be read');
              return afterFailureMs;
            },
          )
          .then((pauseMs) => {
            following = false;
            nextLookAt = performance.now() + pauseMs;
          });
      }
      return known?.whole === true ? known.model : null;
    },
  };
}

/** Asks what searches mean, keeps the answers, and leaves the server alone when it fails or is slow. */
function askMeanings(
  embedder: Embedder,
  limits: MeaningLimits,
  log: Log,
): { of(words: string, model: EmbeddingModel): Promise<ScaledQuery | null> } {
  const kept = keepRecent<string, ScaledQuery>(limits.kept);
  const asking = new Map<string, Promise<ScaledQuery | null>>();
  let failures = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  function pause(leastMs = 0): void {
    const own = Math.min(limits.longestPauseMs, limits.pauseMs * 2 ** Math.min(failures, 20));
    failures++;
    pausedUntil = Math.max(pausedUntil, performance.now() + Math.max(own, leastMs));
  }

  async function ask(key: string, text: string, model: EmbeddingModel): Promise<ScaledQuery | null> {
    try {
      const answer = await embedder.embed([text], { limitMs: limits.limitMs });
      const query = scaledQuery(answer.vectors[0] ?? []);
      if (query === null || answer.model !== model.name || answer.dimensions !== model.dimensions)
        throw new DomainError(
          'unavailable',
          `${embedder.address} answered by another model than papers have.`,
        );
      kept.set(key, query);
      failures = 0;
      pausedUntil = Number.NEGATIVE_INFINITY;
      return query;
    } catch (error) {
      const asked = error instanceof DomainError ? (error.retryAfter ?? 0) * 1000 : 0;
      pause(Math.min(asked, longestAskedPauseMs));
      log.warn({ reason: messageOf(error) }, 'a search went by words alone: its meaning is not known');
      return null;
    } finally {
      asking.delete(key);
    }
  }

  return {
    async of(words, model) {
      const text = queryText(words, model.asked ?? model.name);
      if (text === null) return null;
      const key = `${model.name}\n${model.dimensions}\n${text.toLowerCase()}`;
      const found = kept.peek(key);
      if (found !== undefined) return kept.of(key, () => found);
      let answer = asking.get(key);
      if (answer === undefined) {
        if (performance.now() < pausedUntil || asking.size >= limits.atOnce) return null;
        answer = ask(key, text, model);
        asking.set(key, answer);
      }
      return await within(limits.waitMs, answer, () => pause());
    },
  };
}

/** The answer, or null when it does not come in time; then `late` is told. */
async function within<T>(waitMs: number, answer: Promise<T>, late: () => void): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => {
    late();
    resolve(null);
  }, waitMs);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}
