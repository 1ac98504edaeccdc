import type { TopicRef } from '../catalogue/topic.ts';
import type { Thumbnail } from './thumbnails/thumbnail.ts';
import type { Trend } from './trend.ts';

/** A link that came with a paper; `type` is free text such as `github`, `project`, `video`. */
export type PaperLink = { url: string; type: string };

/** What a source says of a paper at a moment. Absent means that the source does not say. */
export type SignalValues = { upvotes?: number; comments?: number; stars?: number };

/**
 * A paper as a source, a file or the sample set gives it: already cleaned of line breaks, with the arXiv
 * version split from the base id. TeX is kept as it is; it is made readable when it is shown.
 */
export type IncomingPaper = {
  arxivId: string | null;
  version: number | null;
  doi: string | null;
  title: string;
  abstract: string;
  authors: string[];
  categories: string[];
  primaryCategory: string | null;
  publishedAt: Date | null;
  updatedAt: Date | null;
  url: string | null;
  comment: string | null;
  journalRef: string | null;
  links: PaperLink[];
  thumbnailUrl: string | null;
  /** The source's own short summary, one or two sentences. */
  summary: string | null;
  /** When a curator featured it (Hugging Face's daily papers). */
  featuredAt: Date | null;
  withdrawn: boolean;
  /** How often it is cited, where a source counts that. */
  citations?: number | null;
  signal: SignalValues | null;
};

/** A stored paper. */
export type Paper = {
  id: number;
  arxivId: string | null;
  version: number | null;
  doi: string | null;
  title: string;
  abstract: string;
  authors: string[];
  categories: string[];
  primaryCategory: string | null;
  publishedAt: Date;
  updatedAt: Date | null;
  /** Where a reader goes: arXiv's abstract page, else the DOI, else the address that was given; null if none. */
  url: string | null;
  comment: string | null;
  journalRef: string | null;
  links: PaperLink[];
  /** Where its source has a picture of it. */
  thumbnailUrl: string | null;
  /** The one that is kept here. */
  thumbnail: Thumbnail | null;
  summary: string | null;
  upvotes: number;
  comments: number;
  stars: number;
  /** When Hugging Face featured it, whose votes it has then; null: it did not, or has not said so. */
  featuredAt: Date | null;
  /** How often other works cite it; null where nobody counted. */
  citations: number | null;
  /** When it could first be read about here: see `appearedAt` in trending.ts. */
  freshAt: Date;
  /** How it does beside its field at present; null when it is too old for that, or was not measured yet. */
  trend: Trend | null;
  note: string | null;
  hidden: boolean;
  /** Since when it is among the editor's picks; null: it is not. */
  pinnedAt: Date | null;
  topics: TopicRef[];
  /** One of those that stand in for papers until there are any. */
  sample?: boolean;
};
