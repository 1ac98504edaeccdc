import type { Collection } from '../../../domain/papers/collection.ts';
import type { Paper } from '../../../domain/papers/paper.ts';

export type CollectionText = Pick<Collection, 'slug' | 'name' | 'description'>;
export type CollectedPaper = { paper: Paper; note: string | null };
export type CountedCollection = Collection & { papers: number };

export interface CollectionStore {
  /** By name; papers that readers may not see are counted, too. */
  list(): Promise<CountedCollection[]>;
  /** The published ones, the one published last first, with the number of papers that readers may see. */
  listPublished(): Promise<CountedCollection[]>;
  byId(id: number): Promise<Collection | null>;
  bySlug(slug: string): Promise<Collection | null>;
  /** In the editor's order; `visible`: those that readers may see, alone. */
  papersOf(id: number, among: 'visible' | 'all'): Promise<CollectedPaper[]>;
  /** The collection, kept from others who would change it until the transaction ends. */
  lock(id: number): Promise<Collection | null>;
  /** Null when the slug is taken. */
  create(text: CollectionText, at: Date): Promise<Collection | null>;
  /** False when the slug is taken. */
  write(id: number, text: CollectionText): Promise<boolean>;
  publish(id: number, at: Date | null): Promise<void>;
  remove(id: number): Promise<void>;
  /** The numbers of its papers, in order. */
  orderOf(id: number): Promise<number[]>;
  /** Behind all others. */
  putPaper(id: number, paperId: number): Promise<void>;
  notePaper(id: number, paperId: number, note: string | null): Promise<void>;
  removePaper(id: number, paperId: number): Promise<void>;
  keepOrder(id: number, paperIds: readonly number[]): Promise<void>;
  touch(id: number, at: Date): Promise<void>;
}
