import type { ServerHold } from '../../domain/sending/server-hold.ts';

export type StoredHold = ServerHold & { id: number };

/** The mail servers that are held, for all processes. */
export interface ServerHoldStore {
  /** Those that are held longest come first. */
  list(): Promise<StoredHold[]>;
  /** False when the server is held already: then nothing is written. */
  hold(hold: ServerHold): Promise<boolean>;
  /** The right to try one message, which nobody else has until `until`; false when somebody else has it. */
  claimProbe(server: string, now: Date, until: Date): Promise<boolean>;
  /** Writes what a message, or an admin, made of a hold; one that has ended stays so. */
  update(hold: ServerHold): Promise<void>;
  byId(id: number): Promise<StoredHold | null>;
  /** Ends a hold; with `begunAt` only one that is older than this. False when there is none. */
  release(server: string, begunAt: Date | null): Promise<boolean>;
  /** Jobs that wait because every mail server is held are due now. */
  hastenHeldJobs(): Promise<void>;
  /** Ends the holds of all other servers than these: they are not used any more. */
  forgetOthers(servers: readonly string[]): Promise<number>;
}
