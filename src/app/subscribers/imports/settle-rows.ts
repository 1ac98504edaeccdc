import { comparable } from '../../../domain/subscribers/address.ts';
import {
  type RowOutcome,
  type Standing,
  settle,
  unknownAddress,
} from '../../../domain/subscribers/import-outcome.ts';
import { type Preferences, preferencesOf } from '../../../domain/subscribers/preferences.ts';
import { isEnded } from '../../../domain/subscribers/subscriber.ts';
import { nextDue } from '../../../domain/time/cadence.ts';
import type { Stores } from '../../persistence.ts';
import type { NewSubscriber } from '../import-stores.ts';

/** When somebody else adds an address at the same moment, it is known the second time. */
const mostTries = 2;

type Placed = { place: number; key: string; row: NewSubscriber };

/**
 * Takes rows into the database, as if one after the other, with some statements for all of them; what came of each. To
 * be called in a transaction. Rejects with `invalid` when the database refuses a value in one of them.
 */
export async function settleRows(
  stores: Pick<Stores, 'subscriberRows' | 'jobs' | 'tags'>,
  rows: readonly NewSubscriber[],
  now: Date,
  { heedsSuppressions = true }: { heedsSuppressions?: boolean } = {},
): Promise<RowOutcome[]> {
  const outcomes = rows.map((): RowOutcome => 'existing');
  let left: Placed[] = rows.map((row, place) => ({ row, place, key: comparable(row.email) }));
  for (let tries = 0; tries < mostTries && left.length > 0; tries++) {
    const known = await stores.subscriberRows.standings(left.map(({ row }) => row));
    const standing = new Map<string, Standing>(known);
    const added: Placed[] = [];
    const changed: Placed[] = [];
    for (const one of left) {
      const before = standing.get(one.key) ?? unknownAddress;
      const heeded = heedsSuppressions ? before : { ...before, suppressed: false };
      const { outcome, after } = settle(heeded, one.row.status);
      standing.set(one.key, after);
      outcomes[one.place] = outcome;
      if (outcome === 'added') added.push(one);
      else if (outcome === 'changed') changed.push(one);
    }
    const made = await addRows(stores, added, now);
    await endRows(stores, changed, (key) => made.get(key)?.id ?? known.get(key)?.id ?? null, now);
    const missed = new Set(added.filter(({ key }) => !made.has(key)).map(({ key }) => key));
    left = left.filter(({ key }) => missed.has(key));
    for (const { place } of left) outcomes[place] = 'existing';
  }
  return outcomes;
}

type Made = Awaited<ReturnType<Stores['subscriberRows']['add']>>;

async function addRows(
  { subscriberRows, jobs, tags }: Pick<Stores, 'subscriberRows' | 'jobs' | 'tags'>,
  added: readonly Placed[],
  now: Date,
): Promise<Made> {
  if (added.length === 0) return new Map();
  const dueAt = dueTimes(now);
  const made = await subscriberRows.add(
    added.map(({ row }) => ({ ...row, nextDueAt: row.status === 'active' ? dueAt(row.choices) : null })),
    now,
  );
  const mails = added.flatMap(({ key, row }) => {
    const requestId = row.status === 'pending' ? made.get(key)?.requestId : undefined;
    return requestId === undefined ? [] : [{ kind: 'request' as const, requestId }];
  });
  if (mails.length > 0) await jobs.sendAll('send-subscription-mail', mails);
  // Who has the same ones, as most of a list have, is given them at once.
  const tagged = Map.groupBy(
    added.filter(({ key, row }) => (row.tags ?? []).length > 0 && made.has(key)),
    ({ row }) => JSON.stringify((row.tags ?? []).map((tag) => tag.key).toSorted()),
  );
  for (const those of tagged.values())
    await tags.addTags(
      those.flatMap(({ key }) => made.get(key)?.id ?? []),
      those[0]?.row.tags ?? [],
    );
  return made;
}

/** Readers of a file share few rhythms, and each due time costs as much as all else of a row. */
function dueTimes(now: Date): (choices: Preferences) => Date {
  const known = new Map<string, Date>();
  return (choices) => {
    // Of all preferences, so that no due time is shared by readers who differ in what it depends on.
    const key = JSON.stringify(preferencesOf(choices));
    const due = known.get(key) ?? nextDue(now, choices);
    known.set(key, due);
    return due;
  };
}

/** Who is ended twice, by a stricter row after the first, is so in a second statement. */
async function endRows(
  { subscriberRows }: Pick<Stores, 'subscriberRows'>,
  changed: readonly Placed[],
  idOf: (key: string) => number | null,
  now: Date,
): Promise<void> {
  const rounds: Parameters<typeof subscriberRows.end>[0][number][][] = [];
  const times = new Map<number, number>();
  for (const { key, row } of changed) {
    const id = idOf(key);
    if (id === null || !isEnded(row.status)) continue;
    const time = times.get(id) ?? 0;
    times.set(id, time + 1);
    rounds[time] ??= [];
    rounds[time].push({ id, status: row.status, actor: row.actor, source: row.consentSource });
  }
  for (const round of rounds) await subscriberRows.end(round, now);
}
