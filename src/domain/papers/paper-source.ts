/** The sources of papers that there are, in the order in which they are asked, and what people call them. */
export const sourceTitles = {
  'hugging-face': 'Hugging Face',
  biorxiv: 'bioRxiv',
  medrxiv: 'medRxiv',
  feeds: 'Feeds',
  arxiv: 'arXiv',
  openalex: 'OpenAlex',
} as const;

export type SourceName = keyof typeof sourceTitles;

export const sourceNames = Object.keys(sourceTitles) as readonly SourceName[];

/** HTTP validators (RFC 9110, 8.8) of an answer, remembered only once its papers are stored. */
export type HttpValidators = {
  url: string;
  etag: string | null;
  lastModified: string | null;
  /** The day, at midnight UTC, whose papers it brought last; null where that is not kept. */
  freshOn?: Date | null;
};
