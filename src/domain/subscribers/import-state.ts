export type ImportState = 'uploaded' | 'checking' | 'checked' | 'importing' | 'done' | 'failed';

export const textEncodings = ['utf-8', 'windows-1252'] as const;
/** What the text of a file is in, unless its byte order mark says otherwise. */
export type TextEncoding = (typeof textEncodings)[number];
