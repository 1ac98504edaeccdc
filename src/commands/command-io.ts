import type { Readable, Writable } from 'node:stream';
import type { Tuning } from '../wire/tuning.ts';

/** What a command has of the world outside: a process has one, and so has each of many commands in one process. */
export type CommandIo = {
  /** The environment; this process's unless given. */
  env?: Readonly<Record<string, string | undefined>>;
  stdin: Readable;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean };
  tuning?: Tuning;
};

/** This process's. Each stream is opened when it is used: one that is read keeps a process going. */
export const processIo: CommandIo = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
};
