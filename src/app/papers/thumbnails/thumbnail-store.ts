import type { ThumbnailSize } from '../../../domain/papers/thumbnails/thumbnail.ts';

/** A picture in both sizes, as JPEG. `width` and `height` of the large one, in pixels. */
export type MadeThumbnail = { small: Uint8Array; large: Uint8Array; width: number; height: number };

/** What came of a paper's picture: `unavailable` may be another way the next time, `refused` is not. */
export type ThumbnailOutcome =
  | ({ kind: 'made' } & MadeThumbnail)
  | { kind: 'refused'; reason: string }
  | { kind: 'unavailable'; reason: string };

/** Gets pictures of papers from where sources say that they are. */
export interface Thumbnailer {
  /** Addresses that begin with one of these may be asked for; none: no picture is fetched. */
  readonly prefixes: readonly string[];
  /** How much is kept in all. */
  readonly mostBytes: number;
  /** Fetches, checks and scales one, bounded in time, memory and place. Never rejects. */
  make(url: string, signal: AbortSignal): Promise<ThumbnailOutcome>;
}

/** A paper whose picture is to be fetched. `tries`: how often that was tried in vain. */
export type LackingThumbnail = { paperId: number; url: string; tries: number };

/** What is written down of one try. `nextTryAt` null: it is not tried again unless the paper gets another address. */
export type TriedThumbnail = {
  paperId: number;
  url: string;
  /** `hash`: SHA-256 of both sizes, in hexadecimal. */
  made: (MadeThumbnail & { hash: string }) | null;
  refusal: string | null;
  tries: number;
  nextTryAt: Date | null;
};

export interface ThumbnailStore {
  /** The newest papers, fresh after `since`, whose address begins with one of `prefixes` and has not been settled. */
  lackingThumbnails(asked: {
    prefixes: readonly string[];
    since: Date;
    now: Date;
    limit: number;
  }): Promise<LackingThumbnail[]>;
  /** Papers that are gone by now are left out. */
  keepThumbnails(tried: readonly TriedThumbnail[], at: Date): Promise<void>;
  /** Lets go of pictures, those of the oldest papers first, until the rest has no more than `mostBytes`. How many. */
  dropThumbnailsBeyond(mostBytes: number): Promise<number>;
  /** A JPEG; null: it is not kept. */
  thumbnailFileOf(hash: string, size: ThumbnailSize): Promise<Uint8Array | null>;
}
