import type { NearnessOf } from '../../../domain/ranking/fusion.ts';
import type { ScaledQuery } from '../../../domain/ranking/scaled-vector.ts';
import type { EmbeddingRows } from './embedding-stores.ts';

/** How near all papers with a vector are to something, as of one moment. */
export type Nearness = {
  of: NearnessOf;
  /** The nearest so many papers, the nearest first. */
  nearest(count: number): number[];
};

/** Vectors of papers in memory: a byte for each number of each. */
export interface VectorTable {
  readonly size: number;
  /** Empties it, for vectors of that many numbers. */
  begin(dimensions: number): void;
  /** Adds vectors, or sets them in place of those that these papers had. */
  set(rows: EmbeddingRows): void;
  /** Forgets all other papers. */
  keepOnly(paperIds: ReadonlySet<number>): void;
  /** The vector of a paper, to compare others with; null without one. */
  vectorOf(paperId: number): ScaledQuery | null;
  /** Compares all of them. */
  compare(query: ScaledQuery): Nearness;
}
