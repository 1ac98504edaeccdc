import { cut } from '../../../domain/lengths.ts';
import { parseAddress } from '../../../domain/subscribers/address.ts';
import { readInstant, statusIn } from '../../../domain/subscribers/imported-status.ts';
import { preferenceNames, preferences } from '../../../domain/subscribers/preferences.ts';
import { readTags } from '../../../domain/subscribers/tag.ts';
import type { InterestLookups } from '../../interests/read-interests.ts';
import type { Stores } from '../../persistence.ts';
import { type RawChoices, readChoices } from '../choices.ts';
import type { NewSubscriber } from '../import-stores.ts';

/** One row as it stands in the file: column name → cell. */
export type SubscriberRow = Readonly<Record<string, string | undefined>>;

/** What holds of every row that does not say otherwise. */
export type RowDefaults = {
  consentNote?: string | undefined;
  defaultStatus?: 'active' | 'pending' | undefined;
  now: Date;
};

/** Reads one row; every wrong field is named. */
export async function readRow(
  stores: InterestLookups,
  row: SubscriberRow,
  { consentNote = 'import', defaultStatus = 'active', now }: RowDefaults,
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
  const { choices, errors: wrong } = await readChoices(stores, raw);
  errors.push(...wrong.map(({ field, message }) => `${field}: ${message}`));
  const { status, errors: wrongStatus } = statusIn(
    {
      status: cell('status'),
      unsubscribedAt: cell('unsubscribed_at'),
      unsubscribeReason: cell('unsubscribe_reason'),
      bouncedAt: cell('bounced_at'),
      wantsMail: cell('wants_mail'),
      mailDisabled: cell('mail_disabled'),
    },
    defaultStatus,
  );
  errors.push(...wrongStatus);
  const { tags, errors: wrongTags } = readTags(tagsIn(cell('tags')));
  errors.push(...wrongTags.map(({ field, message }) => `${field}: ${message}`));
  const consentAt = cell('consent_at') === undefined ? now : readInstant(cell('consent_at') ?? '');
  if (consentAt === null) errors.push('consent_at: is not a date such as 2026-11-24T08:00:00Z');
  else if (consentAt > now) errors.push('consent_at: lies in the future');
  if (!address.ok || consentAt === null || errors.length > 0) return { errors };
  const name = cell('name') ?? [cell('first_name'), cell('last_name')].filter(Boolean).join(' ');
  return {
    email: address.address,
    mailDomain: address.domain,
    name: cut(name, 200) || null,
    status,
    choices,
    consentSource: cut(cell('consent_source') ?? consentNote, 200),
    consentAt,
    actor: 'import',
    tags,
  };
}

/** Tags with semicolons between, or commas, each perhaps in quotation marks, as Mailchimp writes them. */
function tagsIn(cell: string | undefined): string[] {
  return (cell ?? '')
    .split(/[;,]/)
    .map((tag) => tag.replaceAll('"', '').trim())
    .filter(Boolean);
}

/** Of topics, and of papers, that are remembered at one time. */
const mostRemembered = 5_000;

/** Looks topics and papers up, each once: the rows of a file name the same ones again and again. */
export function rememberingLookups(stores: Pick<Stores, 'papers' | 'topics'>): InterestLookups {
  const topic = remembering((slug: string) => stores.topics.bySlug(slug));
  const byId = remembering((id: number) => stores.papers.byId(id));
  const byArxivId = remembering((id: string) => stores.papers.byArxivId(id));
  return {
    topics: {
      async bySlugs(slugs) {
        const found = await Promise.all(slugs.map((slug) => topic(slug.toLowerCase())));
        return found.filter((one) => one !== null);
      },
    },
    papers: { byId, byArxivId },
  };
}

function remembering<K, V>(find: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const known = new Map<K, Promise<V>>();
  return (key) => {
    const found = known.get(key) ?? find(key);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, found);
    return found;
  };
}
