import { openEmbeddingsServer } from '../adapters/embeddings/embeddings-server.ts';
import { openVectorTable } from '../adapters/embeddings/vector-table.ts';
import type { Database } from '../adapters/postgres/client.ts';
import { embeddingStore } from '../adapters/postgres/papers/embeddings/embedding-store.ts';
import type { Log } from '../app/log.ts';
import type { Embedder } from '../app/papers/embeddings/embedder.ts';
import {
  type Meaning,
  type MeaningLimits,
  meaningLimits,
  openMeaning,
} from '../app/papers/embeddings/meaning.ts';
import type { Config } from '../config/config.ts';

/** Meaning from outside; nothing of it when the configuration names no server. Asks nothing and reads nothing yet. */
export function openEmbeddings(
  { embeddings }: Config,
  { prisma }: Database,
  { log, limits = {} }: { log: Log; limits?: Partial<MeaningLimits> | undefined },
): { embedder: Embedder | null; meaning: Meaning | null } {
  if (embeddings === null) return { embedder: null, meaning: null };
  const embedder = openEmbeddingsServer(embeddings);
  const meaning = openMeaning(
    { embedder, embeddings: embeddingStore(prisma), table: openVectorTable(), log },
    { ...meaningLimits, ...limits },
  );
  return { embedder, meaning };
}
