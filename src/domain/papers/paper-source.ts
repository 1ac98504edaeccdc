/** The sources of papers that there are, in the order in which they are asked. */
export const sourceNames = ['hugging-face', 'arxiv'] as const;
export type SourceName = (typeof sourceNames)[number];

/** HTTP validators (RFC 9110, 8.8) of an answer, remembered only once its papers are stored. */
export type HttpValidators = { url: string; etag: string | null; lastModified: string | null };
