import type { JobName } from '../job-queue.ts';

/** A table as it is kept, without the columns that the database makes by itself. */
export type KeptTable = { name: string; columns: string[] };

/** Work that waited in the queue and that nothing else would bring about again. */
export type KeptJob = { name: JobName; data: unknown; after: string | null; key: string | null };

/** What a backup begins with. */
export type Manifest = {
  format: 'offprint-backup';
  formatVersion: 1;
  /** The version of Offprint that wrote it. */
  offprint: string;
  /** The instant of which everything in it is, RFC 3339. */
  at: string;
  /** The migrations of the database, by name. */
  migrations: string[];
  tables: KeptTable[];
};

/** What a backup ends with: without it, it is cut off. */
export type BackupEnd = {
  /** By table. */
  rows: Record<string, number>;
  /** The last number that each sequence has given, by name. */
  sequences: Record<string, string>;
};

/** A database as it is at one instant, whatever is written meanwhile. */
export type Snapshot = {
  at: Date;
  migrations: string[];
  tables: KeptTable[];
  /** Those of these names that wait. */
  jobs(names: readonly JobName[]): Promise<KeptJob[]>;
  /** The rows of a table, as PostgreSQL's COPY writes them as text; `rows` of them were there, once all is read. */
  copy(table: KeptTable): { text: AsyncIterable<Buffer>; rows(): number };
  sequences(): Promise<Record<string, string>>;
};

/** Writes a backup, one named piece after the other. */
export type BackupWriter = {
  add(name: string, bytes: Buffer): Promise<void>;
  /** Ends it; resolves when everything is written. */
  end(): Promise<void>;
  /** Gives it up. */
  abort(cause: unknown): void;
};

/** A piece of a backup; its bytes must be read before the next piece is asked for. */
export type BackupPiece = { name: string; bytes: AsyncIterable<Uint8Array> };

/** What a backup is restored into. */
export type RestoreTarget = {
  /**
   * Brings an empty database to the schema of these migrations, and fills it by `pieces`, all of it or nothing. Returns
   * the number of rows by table. Rejects with `conflict` when the database is not empty or in use, and with
   * `unavailable` when a newer version wrote the backup.
   */
  load(
    manifest: Manifest,
    pieces: AsyncIterable<{ table: string; bytes: AsyncIterable<Uint8Array> }>,
    /** Asked for when all pieces were read. */
    end: () => BackupEnd,
  ): Promise<Record<string, number>>;
};
