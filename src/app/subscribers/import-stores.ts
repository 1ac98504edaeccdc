import type { Standing } from '../../domain/subscribers/import-outcome.ts';
import type { ImportState, TextEncoding } from '../../domain/subscribers/import-state.ts';
import type { EndedStatus, SubscriberStatus } from '../../domain/subscribers/subscriber.ts';
import type { TagName } from '../../domain/subscribers/tag.ts';
import type { RefusedLine } from '../refused-lines.ts';
import type { Choices } from './subscriber-stores.ts';

// What PostgreSQL keeps of files of subscribers, and how it takes their rows.

/** What came of the rows of a file that were read so far. */
export type ImportCounts = {
  /** Those that were looked at: the sum of added, changed, existing and refused. */
  rows: number;
  added: number;
  /** Known addresses whose subscription the file has ended. */
  changed: number;
  /** Other known addresses; they keep everything that they have. */
  existing: number;
  /** Of the added: those that wait for a confirmation mail. */
  pending: number;
  refused: number;
};

/** What came of an import, or has so far; of refused rows the first thousand. */
export type SubscriberImport = ImportCounts & { errors: RefusedLine[] };

/** A row that could not be imported, with what it held. */
export type RefusedRow = RefusedLine & { cells: readonly string[] };

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
  /** What its text is taken for, unless a byte order mark says otherwise. */
  encoding: TextEncoding;
  /** The first line that is not UTF-8, as Windows-1252 has it; null: all of them are. */
  oddLine: string | null;
  /** Rows in the file, known once it was checked. */
  total: number | null;
  progress: ImportCounts;
  /** Why it failed. */
  problem: string | null;
  actor: string;
  createdAt: Date;
};

type Changeable =
  | 'header'
  | 'sample'
  | 'columns'
  | 'consentNote'
  | 'defaultStatus'
  | 'encoding'
  | 'oddLine'
  | 'total'
  | 'problem';

export interface ImportStore {
  open(input: { fileName: string; actor: string; at: Date }): Promise<number>;
  /**
   * The import that `actor` began of the file with this SHA-256 and did not end; without one, a new one that is
   * `importing`.
   */
  openByFile(input: { fileName: string; fingerprint: Uint8Array; actor: string; at: Date }): Promise<number>;
  /** Adds a piece of the file; `number` counts from 0. */
  append(id: number, number: number, bytes: Uint8Array): Promise<void>;
  /** The file, a piece at a time. */
  content(id: number): AsyncIterable<Uint8Array>;
  byId(id: number): Promise<UploadedImport | null>;
  /** The newest first. */
  list(limit: number): Promise<UploadedImport[]>;
  change(id: number, change: Partial<Pick<UploadedImport, Changeable>>, at: Date): Promise<void>;
  /** Moves it on, with a progress of nothing; false when it is not in one of these states. */
  move(id: number, from: readonly ImportState[], to: ImportState, at: Date): Promise<boolean>;
  /**
   * Notes what came of the rows after the first `from`, with those of them that were refused. False, and nothing is
   * noted, when it is not at that row, since another process has it in hand too, or is gone.
   */
  advance(
    id: number,
    from: number,
    to: { progress: ImportCounts; refused: readonly RefusedRow[]; at: Date },
  ): Promise<boolean>;
  /** By their lines; `after` is the last line of the page before. */
  refusedRowsOf(id: number, page: { after: number; limit: number }): Promise<RefusedRow[]>;
  /** It was looked at: its state, unless another one, becomes `checked`, and its progress stays. */
  noteChecked(id: number, total: number, at: Date): Promise<void>;
  /** It has ended: the file goes, what came of it stays. */
  end(id: number, state: 'done' | 'failed', at: Date): Promise<void>;
  /** Deletes it with its file; false when it is gone. */
  discard(id: number): Promise<boolean>;
}

export type NewSubscriber = {
  email: string;
  mailDomain: string;
  name: string | null;
  status: SubscriberStatus;
  choices: Choices;
  consentSource: string;
  consentAt: Date;
  actor: 'import' | 'admin';
  /** Given to who is added. */
  tags?: readonly TagName[];
};

/** Rows of a file, as many at a time as come; to be called in a transaction. */
export interface SubscriberRows {
  /**
   * How the addresses of these rows stand, by `comparable` address; with the subscriber's id. Those of rows that may
   * end a subscription stay as they are until the transaction ends.
   */
  standings(
    rows: readonly Pick<NewSubscriber, 'email' | 'status'>[],
  ): Promise<Map<string, Standing & { id: number | null }>>;
  /**
   * Adds subscribers with the evidence of consent; whoever bounced or complained is suppressed. By `comparable`
   * address: those that were not added, since somebody was faster, are left out. Rejects with `invalid` when the
   * database refuses a value. Each address once.
   */
  add(
    rows: readonly (NewSubscriber & { nextDueAt: Date | null })[],
    now: Date,
  ): Promise<Map<string, { id: number; requestId: string }>>;
  /** Ends subscriptions, with what happened; whoever bounced or complained is suppressed. Each subscriber once. */
  end(
    ended: readonly { id: number; status: EndedStatus; actor: string; source: string }[],
    now: Date,
  ): Promise<void>;
}
