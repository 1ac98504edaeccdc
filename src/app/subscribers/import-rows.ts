import { comparable, parseAddress } from '../../domain/subscribers/address.ts';
import { consentTextVersion } from '../../domain/subscribers/consent.ts';
import { preferenceNames, preferences } from '../../domain/subscribers/preferences.ts';
import {
  endsSubscription,
  type SubscriberStatus,
  subscriberStatuses,
} from '../../domain/subscribers/subscriber.ts';
import { nextDue } from '../../domain/time/cadence.ts';
import { recordAction } from '../audit.ts';
import { barSubscriber } from '../bounces/bar-subscriber.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { type RefusedLine, refuseLine } from '../refused-lines.ts';
import { type RawChoices, readChoices } from './choices.ts';
import type { SubscriberImport } from './import-stores.ts';
import type { FileRow } from './subscriber-files.ts';
import type { Choices } from './subscriber-stores.ts';

/** One row as it stands in the file: column name → cell. */
export type SubscriberRow = Readonly<Record<string, string | undefined>>;
export type ImportOptions = {
  /** Who imports, for the audit. */
  actor: string;
  /** Looks at every row and writes nothing. */
  dryRun?: boolean;
  /** For rows without a `consent_source`; the import vouches for those that are active. */
  consentNote?: string | undefined;
  /** For rows without a `status`. */
  defaultStatus?: 'active' | 'pending';
  /** Where an earlier run that was cut off had come: its rows are not looked at again. */
  from?: SubscriberImport;
  /** Told every 200 rows and at the end; answering false ends the import. */
  onProgress?: (done: SubscriberImport) => Promise<unknown>;
  onRefused?: (refused: RefusedLine) => void;
};

/**
 * Adds subscribers from rows (docs/import-formats.md). Whoever is imported as `active` must come with where and when
 * they agreed, or the operator vouches for it by the import itself: `consent_source` defaults to the import's note,
 * `consent_at` to now. Without a status a row is `active`. `pending` ones are sent a confirmation mail. A suppressed
 * address is refused; a known one is left as it is, unless its row says that it unsubscribed, bounced or complained. A
 * bad row is reported with its line and stops nothing.
 */
export async function importSubscribers(
  deps: Needs<'atomically' | 'now', 'audit' | 'papers' | 'subscribers' | 'suppressions' | 'topics'>,
  rows: AsyncIterable<FileRow>,
  options: ImportOptions,
): Promise<SubscriberImport> {
  const { actor, dryRun = false, from, onProgress, onRefused } = options;
  const result: SubscriberImport = from ?? {
    rows: 0,
    added: 0,
    changed: 0,
    existing: 0,
    pending: 0,
    refused: 0,
    errors: [],
  };
  const add = dryRun ? wouldAdd(deps) : (read: NewSubscriber) => addSubscriber(deps, read);
  let passed = result.rows;
  for await (const one of rows) {
    if (passed-- > 0) continue;
    result.rows++;
    const { line } = one;
    const read = 'fault' in one ? { errors: [one.fault] } : await readRow(deps, one.row, options);
    if ('errors' in read) {
      const refused = { line, message: read.errors.join('; ') };
      refuseLine(result, refused);
      onRefused?.(refused);
    } else {
      const outcome = await add(read);
      result[outcome]++;
      if (outcome === 'added' && read.status === 'pending') result.pending++;
    }
    if (result.rows % 200 === 0 && (await onProgress?.(result)) === false) return result;
  }
  await onProgress?.(result);
  if (dryRun) return result;
  const { errors: _, ...detail } = result;
  await recordAction(deps.stores, { actor, at: deps.now() }, 'subscribers imported', 'subscribers', detail);
  return result;
}

/** What a row comes to: a known address stays as it is, unless the row says that its subscription has ended. */
export type RowOutcome = 'added' | 'changed' | 'existing';

/** What a row would come to, by what is known of its address and what the rows before it said of it. */
function wouldAdd(deps: Needs<never, 'subscribers'>): (read: NewSubscriber) => Promise<RowOutcome> {
  const before = new Map<string, SubscriberStatus>();
  return async ({ email, status }) => {
    const same = comparable(email);
    const [subscriber] = before.has(same) ? [] : await deps.stores.subscribers.byEmails([email]);
    const known = before.get(same) ?? subscriber?.status;
    const ends = known !== undefined && endsSubscription(known, status);
    before.set(same, known === undefined || ends ? status : known);
    return known === undefined ? 'added' : ends ? 'changed' : 'existing';
  };
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
};

/** Reads one row; every wrong field is named. */
async function readRow(
  deps: Needs<'now', 'papers' | 'suppressions' | 'topics'>,
  row: SubscriberRow,
  { consentNote = 'import', defaultStatus = 'active' }: ImportOptions,
): Promise<NewSubscriber | { errors: string[] }> {
  const cell = (name: string) => row[name]?.replace(/\p{Cc}+/gu, ' ').trim() || undefined;
  const errors: string[] = [];
  const address = parseAddress(cell('email') ?? '');
  if (!address.ok) errors.push(`email: ${address.message}`);
  const raw: RawChoices = {
    topics: cell('topics')?.split(';') ?? [],
    queries: cell('queries')?.split(';') ?? [],
    authors: cell('authors')?.split(';') ?? [],
    papers: cell('papers')?.split(';') ?? [],
    ...Object.fromEntries(preferenceNames.map((name) => [name, cell(preferences[name].column)])),
  };
  const { choices, errors: wrong } = await readChoices(deps.stores, raw);
  errors.push(...wrong.map(({ field, message }) => `${field}: ${message}`));
  const given = cell('status')?.toLowerCase() ?? defaultStatus;
  const status = subscriberStatuses.find((one) => one === given);
  if (status === undefined) errors.push(`status: must be one of ${subscriberStatuses.join(', ')}`);
  const consentAt = cell('consent_at') === undefined ? deps.now() : new Date(cell('consent_at') ?? '');
  if (Number.isNaN(consentAt.getTime()))
    errors.push('consent_at: is not a date such as 2026-11-24T08:00:00Z');
  else if (consentAt > deps.now()) errors.push('consent_at: lies in the future');
  if (address.ok && status === 'active' && (await deps.stores.suppressions.isSuppressed(address.address))) {
    errors.push('email: is suppressed and must not be mailed; lift the suppression first');
  }
  if (!address.ok || status === undefined || errors.length > 0) return { errors };
  return {
    email: address.address,
    mailDomain: address.domain,
    name: cell('name')?.slice(0, 200) ?? null,
    status,
    choices,
    consentSource: cell('consent_source')?.slice(0, 200) ?? consentNote,
    consentAt,
    actor: 'import',
  };
}

/**
 * Adds one subscriber with the evidence of consent. A known one stays as they are, except that what another service
 * says of the end of their subscription holds here too.
 */
export async function addSubscriber(
  deps: Pick<Deps, 'atomically' | 'now'>,
  input: NewSubscriber,
): Promise<RowOutcome> {
  const { email, mailDomain, name, status, choices, consentSource, consentAt, actor } = input;
  const now = deps.now();
  return await deps.atomically(async (stores) => {
    const { id, added } = await stores.subscribers.ensure({ email, name, choices });
    if (!added) return (await endKnown(stores, id, input, now)) ? 'changed' : 'existing';
    const requestId = await stores.requests.addRequest({
      subscriberId: id,
      form: `${actor}:${consentSource}`,
      textVersion: consentTextVersion,
      clientIp: null,
      ipPrefix: null,
      mailDomain,
      choices,
      createdAt: now,
      ...(status === 'active' ? { confirmedAt: consentAt } : {}),
    });
    await stores.subscribers.addEvent(id, {
      kind: 'imported',
      actor,
      detail: { status, consentSource, consentAt },
      at: now,
    });
    if (status === 'active') await stores.subscribers.activate(id, consentAt, nextDue(now, choices));
    else if (status === 'pending')
      await stores.jobs.send('send-subscription-mail', { kind: 'request', requestId });
    else await stores.subscribers.deactivate(id, status, now);
    // What bounced or complained elsewhere must not be mailed from here either.
    if (status === 'bounced' || status === 'complained') {
      await stores.suppressions.suppress(email, status === 'bounced' ? 'bounce' : 'complaint', {
        note: `imported as ${status}`,
      });
    }
    return 'added';
  });
}

/** Ends the subscription of somebody who is known, if that is what the row says; whether it did. */
async function endKnown(
  stores: Pick<Stores, 'subscribers' | 'suppressions'>,
  id: number,
  { status, consentSource, actor }: NewSubscriber,
  at: Date,
): Promise<boolean> {
  const subscriber = await stores.subscribers.byId(id);
  if (subscriber === null || !endsSubscription(subscriber.status, status)) return false;
  const detail = { means: actor, source: consentSource };
  if (status === 'unsubscribed') {
    await stores.subscribers.deactivate(id, status, at);
    await stores.subscribers.addEvent(id, { kind: status, actor, detail, at });
  } else {
    await barSubscriber(stores, subscriber, { status, note: `imported as ${status}`, actor, detail, at });
  }
  return true;
}
