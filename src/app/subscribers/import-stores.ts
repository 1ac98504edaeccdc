import type { ImportState } from '../../domain/subscribers/import-state.ts';
import type { RefusedLines } from '../refused-lines.ts';

// What PostgreSQL keeps of files of subscribers that admins upload.
export type UploadedImport = {
  id: number;
  state: ImportState;
  fileName: string;
  /** The file's first line. */
  header: string[];
  /** The first rows after it; empty once it is done. */
  sample: string[][];
  /** For each column the field that it holds; empty: left out. */
  columns: string[];
  consentNote: string | null;
  defaultStatus: 'active' | 'pending';
  /** Rows in the file, known once it was checked. */
  total: number | null;
  progress: SubscriberImport;
  /** Why it failed. */
  problem: string | null;
  actor: string;
  createdAt: Date;
};

export interface ImportStore {
  open(input: { fileName: string; actor: string; at: Date }): Promise<number>;
  /** Adds a piece of the file; `number` counts from 0. */
  append(id: number, number: number, bytes: Uint8Array): Promise<void>;
  /** The file, a piece at a time. */
  content(id: number): AsyncIterable<Uint8Array>;
  byId(id: number): Promise<UploadedImport | null>;
  /** The newest first. */
  list(limit: number): Promise<UploadedImport[]>;
  change(
    id: number,
    change: Partial<
      Pick<
        UploadedImport,
        'header' | 'sample' | 'columns' | 'consentNote' | 'defaultStatus' | 'total' | 'problem'
      >
    >,
    at: Date,
  ): Promise<void>;
  /** Moves it on, with a progress of nothing; false when it is not in one of these states. */
  move(id: number, from: readonly ImportState[], to: ImportState, at: Date): Promise<boolean>;
  /** False when it is gone. */
  keepProgress(id: number, progress: SubscriberImport, at: Date): Promise<boolean>;
  /** It has ended: the file goes, what came of it stays. */
  end(id: number, state: 'done' | 'failed', at: Date): Promise<void>;
  /** Deletes it with its file; false when it is gone. */
  discard(id: number): Promise<boolean>;
  /** Deletes those that nobody has touched since. */
  forget(before: Date): Promise<number>;
}

/** What came of an import, or has so far. */
export type SubscriberImport = RefusedLines & {
  rows: number;
  added: number;
  /** Known addresses whose subscription the file has ended. */
  changed: number;
  /** Other known addresses; they keep everything that they have. */
  existing: number;
  /** Of the added: those that wait for a confirmation mail. */
  pending: number;
};
