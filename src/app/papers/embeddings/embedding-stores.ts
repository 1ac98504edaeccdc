import type { ScaledVector } from '../../../domain/ranking/scaled-vector.ts';

/** What vectors are comparable by: two that differ in any of it are not. */
export type EmbeddingModel = {
  /** What the server calls it. */
  name: string;
  /** What it was asked for; null: nothing. */
  asked: string | null;
  dimensions: number;
  /** Of the texts (domain/papers/embedded-text.ts). */
  textVersion: number;
};

/** How it stands with the vectors of papers. */
export type EmbeddingState = {
  /** The model of the present vectors, with its number; null before the first answer. */
  model: (EmbeddingModel & { number: number }) | null;
  lastSuccessAt: Date | null;
  /** Why it failed last, in a sentence; null when it went well since. */
  lastError: string | null;
  /** How often it has failed in a row. */
  failures: number;
  /** The server is not asked before. */
  nextTryAt: Date | null;
};

/** Of all papers: those with a vector by the present model, and those whose text the server refuses. The rest waits. */
export type EmbeddingCounts = { papers: number; embedded: number; refused: number };

export type TextToEmbed = { paperId: number; title: string; abstract: string; fingerprint: string };

/** A paper's vector; null: the server refuses its text. */
export type NewEmbedding = { paperId: number; fingerprint: string; vector: ScaledVector | null };

/** Vectors of some papers, one after the other. */
export type EmbeddingRows = {
  paperIds: readonly number[];
  scales: readonly number[];
  /** A byte a number, signed. */
  numbers: Uint8Array;
  /** Of the last one. */
  revision: bigint;
};

/** The vectors of papers by what they mean. */
export interface EmbeddingStore {
  read(): Promise<EmbeddingState>;
  counts(): Promise<EmbeddingCounts>;
  /** Begins with a model; vectors of others count no more. Returns its number. */
  begin(model: EmbeddingModel): Promise<number>;
  noteSuccess(at: Date): Promise<void>;
  noteFailure(error: string, nextTryAt: Date): Promise<void>;
  /** The newest papers with numbers below `before` that have no vector by that model. */
  lacking(model: number, before: number, limit: number): Promise<TextToEmbed[]>;
  /** Leaves out those whose text has changed since it was read. */
  keep(model: number, made: readonly NewEmbedding[]): Promise<void>;
  /** Vectors that were kept after that revision, in that order. Null: there are none. */
  keptAfter(model: number, revision: bigint, limit: number): Promise<EmbeddingRows | null>;
  /** Papers that have a vector by that model. */
  holders(model: number): Promise<number[]>;
}
