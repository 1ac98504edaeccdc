import { fail, pass, type Verdict, warn } from './check.ts';

/** What a database tells of itself. */
export type DatabaseState = {
  /** The server's version as a number: 180004 is 18.4. */
  version: number;
  /** Migrations of this version of Offprint that it lacks. */
  pending: readonly string[];
  /** Migrations that it has and this version does not know. */
  unknown: readonly string[];
};

/** The versions of PostgreSQL that Offprint is made for. */
const oldest = 15;
const newest = 18;

export function judgeDatabase({ version, pending, unknown }: DatabaseState): Verdict {
  const major = Math.floor(version / 10_000);
  const name = `PostgreSQL ${major}.${version % 10_000}`;
  if (major < oldest) return fail(`The database is ${name}; Offprint needs ${oldest} to ${newest}.`);
  if (unknown.length > 0) {
    return fail(
      `The database was migrated by a newer version of Offprint (${unknown.join(', ')}): start that version, or restore a backup from before it.`,
    );
  }
  if (pending.length > 0) {
    return warn(
      `${name} can be reached; ${pending.length === 1 ? 'a migration is' : `${pending.length} migrations are`} still to be applied (${shortened(pending)}): the next start does that, or “offprint migrate”.`,
    );
  }
  if (major > newest)
    return warn(`The database is ${name}, with which Offprint was not tried; up to ${newest} it was.`);
  return pass(`${name} can be reached and is up to date.`);
}

function shortened(names: readonly string[]): string {
  return names.length > 3 ? `${names[0]} to ${names.at(-1)}` : names.join(', ');
}
