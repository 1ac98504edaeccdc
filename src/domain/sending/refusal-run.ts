import { inWords, type Outcome } from './outcome.ts';

// A server that refuses nearly everybody in the same words means us, whatever the words say. That can only be seen from
// several messages, so what a refusal says of its reader is withheld until the run that it belongs to is judged.

/** So many recipients of so many mail domains in a row, none accepted between them, are no accident. */
const fewestRecipients = 8;
const fewestDomains = 5;
/** Different words, and refusals that wait; the oldest give way, since a server may make up new words for each. */
const mostWords = 50;
const mostWaiting = 1_000;

/**
 * One message that was handed to the server. `of` is whatever the caller withholds until it is told whom it is about.
 */
export type Handed<T> = { recipient: string; domain: string; outcome: Outcome; of: T };

/** Refusals in the same words since the server last accepted a message. */
type SameWords<T> = {
  /** No more of either than it takes to judge. */
  readonly recipients: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  readonly waiting: readonly T[];
};

/** What is known of the last messages handed to one server. */
export type RefusalRun<T> = { readonly byWords: ReadonlyMap<string, SameWords<T>> };

/**
 * The run after another message, and whom the refusals that were withheld are about: those in `readers` mean what they
 * say, those in `us` do not. Each is told once, in one of both. `reply`: the words of the run that is about us now.
 */
export type Judged<T> = {
  run: RefusalRun<T>;
  readers: readonly T[];
  us: readonly T[];
  reply: string | null;
};

export const noRefusals: RefusalRun<never> = { byWords: new Map() };

/**
 * Takes note of the next message handed to one server, in the order of their ends. An accepted one ends all runs: a few
 * refused among many accepted are what they say. From the eighth recipient of the fifth domain on a run is about us,
 * with all that belong to it. What says nothing of a recipient, or passes for each of them by itself, belongs to no
 * run.
 */
export function afterHanding<T>(
  run: RefusalRun<T>,
  { recipient, domain, outcome, of }: Handed<T>,
): Judged<T> {
  if (outcome.kind === 'sent') return settled(run);
  if (!belongs(outcome)) return { run, readers: [], us: [], reply: null };
  const words = sameWords(inWords(outcome));
  const before = run.byWords.get(words);
  const same: SameWords<T> = {
    recipients: withOne(before?.recipients, recipient, fewestRecipients),
    domains: withOne(before?.domains, domain.toLowerCase(), fewestDomains),
    waiting: [...(before?.waiting ?? []), of],
  };
  const byWords = new Map(run.byWords);
  // The one used last stands last.
  byWords.delete(words);
  if (isAboutUs(same)) {
    byWords.set(words, { ...same, waiting: [] });
    return { run: { byWords }, readers: [], us: same.waiting, reply: inWords(outcome) };
  }
  byWords.set(words, same);
  return { ...withinBounds(byWords), us: [], reply: null };
}

/**
 * Ends a run of which no more is to come: what still waits is about the readers. So ends a small digest of which
 * everybody was refused.
 */
export function settled<T>(run: RefusalRun<T>): Judged<T> {
  const readers = [...run.byWords.values()].flatMap(({ waiting }) => waiting);
  return { run: noRefusals, readers, us: [], reply: null };
}

function isAboutUs({ recipients, domains }: SameWords<unknown>): boolean {
  return recipients.size >= fewestRecipients && domains.size >= fewestDomains;
}

/** Whether an outcome is a refusal that could be about anybody. Greylisting puts off each recipient by itself. */
function belongs(outcome: Outcome): outcome is Extract<Outcome, { kind: 'retry' | 'failed' }> {
  if (outcome.kind !== 'retry' && outcome.kind !== 'failed') return false;
  return /^[45]\d\d/.test(outcome.reply) && !/gr[ae]y[- ]?list/i.test(outcome.reply);
}

function withOne(set: ReadonlySet<string> | undefined, one: string, most: number): ReadonlySet<string> {
  return set === undefined || set.size < most ? new Set(set).add(one) : set;
}

/** Without the oldest words, and the oldest that wait of the same words, where there are too many. */
function withinBounds<T>(byWords: Map<string, SameWords<T>>): Pick<Judged<T>, 'run' | 'readers'> {
  const readers: T[] = [];
  for (const [words, { waiting }] of byWords) {
    if (byWords.size <= mostWords) break;
    byWords.delete(words);
    readers.push(...waiting);
  }
  const [words, last] = [...byWords].at(-1) ?? [];
  if (words !== undefined && last !== undefined && last.waiting.length > mostWaiting) {
    const over = last.waiting.length - mostWaiting;
    readers.push(...last.waiting.slice(0, over));
    byWords.set(words, { ...last, waiting: last.waiting.slice(over) });
  }
  return { run: { byWords }, readers };
}

const longest = 500;

/**
 * What two refusals that say the same have in common: their codes and words, without names of hosts, numbers and queue
 * ids, which differ from one message to the next.
 */
export function sameWords(reply: string): string {
  return reply
    .slice(0, longest)
    .toLowerCase()
    .split(/[\s<>()[\]"'=,;]+/)
    .filter((word) => /^[245]\d\d-?$|^[245]\.\d{1,3}\.\d{1,3}$|^[^\d.@_]{1,60}[.:!]?$/.test(word))
    .join(' ');
}
