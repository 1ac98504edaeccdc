import { cut } from '../lengths.ts';
import { preferenceNames, preferences } from './preferences.ts';

/** The columns of an export, in their order. */
export const exportColumns: readonly string[] = [
  'email',
  'name',
  'topics',
  'queries',
  'authors',
  'papers',
  ...preferenceNames.map((name) => preferences[name].column),
  'status',
  'tags',
  'consent_source',
  'consent_at',
];

/** What a column of a file may hold: those of an export, and how other programs say the same. */
export const importColumns: readonly string[] = [
  ...exportColumns,
  'first_name',
  'last_name',
  'unsubscribed_at',
  'unsubscribe_reason',
  'bounced_at',
  'wants_mail',
  'mail_disabled',
];

/** A program whose exports are known by names that all of them have, and no other file. */
type ListExport = {
  program: string;
  marks: readonly string[];
  /** What its columns hold; the others are left out. */
  columns: Readonly<Record<string, string>>;
};

const listExports: readonly ListExport[] = [
  {
    // One file for subscribed, unsubscribed and cleaned contacts each; which one it is tell the columns at its end.
    program: 'Mailchimp',
    marks: ['email address', 'member_rating', 'confirm_time'],
    columns: {
      'email address': 'email',
      'first name': 'first_name',
      'last name': 'last_name',
      name: 'name',
      confirm_time: 'consent_at',
      unsub_time: 'unsubscribed_at',
      unsub_reason: 'unsubscribe_reason',
      clean_time: 'bounced_at',
      tags: 'tags',
    },
  },
  {
    program: 'Substack',
    marks: ['email', 'active_subscription', 'email_disabled'],
    columns: { email: 'email', name: 'name', email_disabled: 'mail_disabled', created_at: 'consent_at' },
  },
  {
    program: 'listmonk',
    marks: ['uuid', 'email', 'attributes', 'status'],
    columns: { email: 'email', name: 'name', status: 'status', created_at: 'consent_at' },
  },
  {
    program: 'Ghost',
    marks: ['email', 'subscribed_to_emails', 'complimentary_plan'],
    columns: {
      email: 'email',
      name: 'name',
      subscribed_to_emails: 'wants_mail',
      created_at: 'consent_at',
      deleted_at: 'unsubscribed_at',
      labels: 'tags',
    },
  },
  {
    program: 'Buttondown',
    marks: ['email_address', 'creation_date', 'type'],
    columns: {
      email_address: 'email',
      type: 'status',
      creation_date: 'consent_at',
      unsubscription_date: 'unsubscribed_at',
      tags: 'tags',
    },
  },
  {
    // As it was before its API called them otherwise.
    program: 'Buttondown',
    marks: ['email', 'creation_date', 'subscriber_type'],
    columns: {
      email: 'email',
      subscriber_type: 'status',
      creation_date: 'consent_at',
      unsubscription_date: 'unsubscribed_at',
      tags: 'tags',
    },
  },
];

/** Names that people and programs give to our columns. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['mail', 'email'],
  ['e-mail', 'email'],
  ['email_address', 'email'],
  ['subscriber', 'email'],
  ['full_name', 'name'],
  ['given_name', 'first_name'],
  ['family_name', 'last_name'],
  ['surname', 'last_name'],
  ['time_zone', 'timezone'],
  ['frequency', 'cadence'],
  ['state', 'status'],
  ['source', 'consent_source'],
  ['labels', 'tags'],
]);

/** No column's name is longer. */
const longestName = 100;

/**
 * The columns of a file that another program has exported, by its first line: what each of them holds, empty for one
 * that is left out. Null for any other file.
 */
export function recogniseExport(header: readonly string[]): { program: string; columns: string[] } | null {
  const names = header.map((name) => cut(name, longestName).trim().toLowerCase());
  const found = listExports.find(({ marks }) => marks.every((mark) => names.includes(mark)));
  if (found === undefined) return null;
  return { program: found.program, columns: eachOnce(names.map((name) => found.columns[name] ?? '')) };
}

/** What each column of a file seems to hold, by its name; empty where nothing is known. */
export function guessColumns(header: readonly string[]): string[] {
  const guess = (name: string) => {
    const plain = cut(name, longestName).trim().toLowerCase().replace(/\s+/g, '_');
    return importColumns.includes(plain) ? plain : (otherNames.get(plain) ?? '');
  };
  return recogniseExport(header)?.columns ?? eachOnce(header.map(guess));
}

/** Two columns cannot hold the same: the first one does. */
function eachOnce(columns: readonly string[]): string[] {
  return columns.map((column, at) => (columns.indexOf(column) < at ? '' : column));
}
