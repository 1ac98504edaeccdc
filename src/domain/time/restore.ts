/** Which database this is, as far as the server tells: null for what it does not. */
export type DatabaseIdentity = {
  /** Of the whole server: made by `initdb`, kept by its replicas and its base backups. */
  system: string | null;
  /** Counts up when the server is recovered to a moment in its past, and when a replica takes over. */
  timeline: string | null;
  /** A database that was dumped and restored, or copied, has another number. */
  database: string | null;
};

/** How far the work had come: kept in the database, and outside it by each process. */
export type Progress = {
  /** The same in every copy of the database. */
  installation: string;
  /** Ticks of all schedulers together. */
  ticks: number;
  /** The highest id of a digest. */
  digestId: number;
};

/**
 * How many ticks the count leaps ahead when a hold ends: what other machines remember of the time that was lost must
 * not hold the schedule again. A year of 40 schedulers; 2^53 has room for 400 million such leaps.
 */
export const releaseLeap = 20_000_000;

const changed: Readonly<Record<keyof DatabaseIdentity, string>> = {
  system: 'it is on another PostgreSQL server',
  timeline: 'its server was recovered to an earlier moment, or a replica took over',
  database: 'it was copied or restored into another database',
};

/**
 * The signs that a database was restored or moved since it was last used, in words; empty when there are none. `known`
 * is what it says of itself, the tick that is just being counted with it, `found` what its server says of it, and
 * `mark` what the same installation had come to before, as remembered outside the database.
 */
export function signsOfRestore(
  known: Progress & { identity: DatabaseIdentity },
  found: DatabaseIdentity,
  mark: Progress | null,
): string[] {
  const signs: string[] = [];
  for (const part of ['system', 'timeline', 'database'] as const) {
    const [before, now] = [known.identity[part], found[part]];
    if (before !== null && now !== null && before !== now) signs.push(changed[part]);
  }
  if (mark !== null && mark.installation === known.installation && isAhead(mark, known))
    signs.push('it knows less than this machine has seen of it before');
  return signs;
}

function isAhead(mark: Progress, known: Progress): boolean {
  if (mark.ticks >= known.ticks) return true;
  // A digest can be lost without a tick, but what came before the end of a hold is lost with an admin's word.
  return mark.digestId > known.digestId && known.ticks - mark.ticks <= releaseLeap;
}
