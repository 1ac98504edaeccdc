import {
  type AuditedKind,
  type AuditStore,
  auditedKinds,
  type BounceEvent,
  type BounceProvider,
  bounceOrigins,
  bounceProviders,
  type Suppression,
  suppressionKinds,
  suppressionReasons,
  type WebhookPosts,
} from '../../app/ports.ts';
import { bounceKinds } from '../../domain/bounce-rules.ts';
import type { FieldError } from '../../domain/errors.ts';
import { type FieldMessages, messagesFor } from './form-models.ts';
import { type Moment, momentOf, number, type Option, type Tab } from './list-models.ts';

const options = (values: readonly string[], selected: string): Option[] =>
  values.map((value) => ({ value, text: value, selected: value === selected }));

/** The address of the next part of a list; null at its end. */
function olderHref(
  path: string,
  filters: Record<string, string>,
  items: readonly { id: number | string }[],
  limit: number,
): string | null {
  const last = items.at(-1);
  if (last === undefined || items.length < limit) return null;
  const given = Object.entries(filters).filter(([, value]) => value !== '');
  const query = new URLSearchParams([...given, ['before', String(last.id)]]);
  return `${path}?${query.toString()}`;
}

export type SuppressionsModel = {
  kinds: Option[];
  reasons: Option[];
  rows: {
    id: number;
    what: string;
    /** Only the hash of an address is left. */
    hashed: boolean;
    reason: string;
    note: string;
    created: Moment;
  }[];
  olderHref: string | null;
  values: { what: string; note: string; email: string };
  errors: FieldMessages<'what' | 'note' | 'email'>;
  /** What was looked for by address; null for the list. */
  lookedFor: string | null;
  flash: string | null;
};

/** `/admin/suppressions`. */
export function suppressionsPage(input: {
  items: readonly Suppression[];
  limit: number;
  filters: { kind: string; reason: string };
  values?: Partial<SuppressionsModel['values']>;
  errors?: readonly FieldError[];
  lookedFor?: string | null;
  flash?: string | null;
}): SuppressionsModel {
  const { items, filters } = input;
  return {
    kinds: options(suppressionKinds, filters.kind),
    reasons: options(suppressionReasons, filters.reason),
    rows: items.map(({ id, email, domain, reason, note, createdAt }) => ({
      id,
      what: email ?? (domain === null ? `erased address (number ${id})` : `@${domain}`),
      hashed: email === null && domain === null,
      reason,
      note: note ?? '',
      created: momentOf(createdAt),
    })),
    olderHref: input.lookedFor == null ? olderHref('/admin/suppressions', filters, items, input.limit) : null,
    values: { what: '', note: '', email: '', ...input.values },
    errors: messagesFor(['what', 'note', 'email'], input.errors),
    lookedFor: input.lookedFor ?? null,
    flash: input.flash ?? null,
  };
}

export type BouncesModel = {
  tabs: Tab[];
  kinds: Option[];
  matches: Option[];
  origins: Option[];
  rows: {
    at: Moment;
    kind: string;
    reason: string;
    status: string;
    origin: string;
    subscriberHref: string | null;
    subscriber: string;
    matchedBy: string;
    messageHref: string | null;
  }[];
  olderHref: string | null;
};

const bounceTabs = (current: 'bounces' | 'webhooks'): Tab[] => [
  { href: '/admin/bounces', text: 'What came back', current: current === 'bounces' },
  { href: '/admin/webhooks', text: 'Posts of providers', current: current === 'webhooks' },
];

/** `/admin/bounces`. */
export function bouncesPage(input: {
  items: readonly BounceEvent[];
  limit: number;
  filters: { kind: string; matched: string; origin: string };
}): BouncesModel {
  const { items, filters } = input;
  return {
    tabs: bounceTabs('bounces'),
    kinds: options(bounceKinds, filters.kind),
    matches: [
      { value: 'yes', text: 'found', selected: filters.matched === 'yes' },
      { value: 'no', text: 'nobody found', selected: filters.matched === 'no' },
    ],
    origins: options(bounceOrigins, filters.origin),
    rows: items.map(({ id, at, kind, reason, status, origin, subscriberId, matchedBy, kept }) => ({
      at: momentOf(at),
      kind,
      reason,
      status,
      origin,
      subscriberHref: subscriberId === null ? null : `/admin/subscribers/${subscriberId}`,
      subscriber: subscriberId === null ? (matchedBy === null ? 'nobody' : 'erased') : `#${subscriberId}`,
      matchedBy: matchedBy ?? '',
      messageHref: kept ? `/admin/bounces/${id}/message` : null,
    })),
    olderHref: olderHref('/admin/bounces', filters, items, input.limit),
  };
}

export type WebhooksModel = {
  tabs: Tab[];
  providers: { name: string; configured: boolean; address: string }[];
  rows: {
    minute: Moment;
    provider: string;
    outcome: string;
    posts: string;
    events: string;
    recorded: string;
    detail: string;
  }[];
};

/** `/admin/webhooks`. */
export function webhooksPage(input: {
  posts: readonly WebhookPosts[];
  configured: ReadonlySet<BounceProvider>;
  publicUrl: string;
}): WebhooksModel {
  return {
    tabs: bounceTabs('webhooks'),
    providers: bounceProviders.map((name) => ({
      name,
      configured: input.configured.has(name),
      address: `${input.publicUrl}/webhooks/${name}`,
    })),
    rows: input.posts.map(({ minute, provider, outcome, posts, events, recorded, detail }) => ({
      minute: momentOf(minute),
      provider,
      outcome,
      posts: number(posts),
      events: number(events),
      recorded: number(recorded),
      detail: detail ?? '',
    })),
  };
}

export type AuditLine = Awaited<ReturnType<AuditStore['list']>>[number];
export type AuditRow = {
  at: Moment;
  actor: string;
  action: string;
  object: string;
  href: string | null;
  detail: string;
};
export type AuditModel = {
  kinds: Option[];
  actor: string;
  rows: (AuditRow & { actorHref: string })[];
  olderHref: string | null;
};

/** The pages of what the audit speaks of. */
const pagesOf: Partial<Record<string, (id: string) => string>> = {
  subscriber: (id) => `/admin/subscribers/${id}`,
  digest: (id) => `/admin/digests/${id}`,
  paper: (id) => `/papers/${id}`,
  import: (id) => `/admin/subscribers/import/${id}`,
};

export function auditRow({ at, actor, email, action, object, detail }: AuditLine): AuditRow {
  const [kind = '', id] = object.split(' ');
  return {
    at: momentOf(at),
    actor: email ?? actor,
    action,
    object,
    href: id === undefined || action.endsWith('erased') ? null : (pagesOf[kind]?.(id) ?? null),
    detail: detailInWords(detail),
  };
}

/** `/admin/audit`. */
export function auditPage(input: {
  items: readonly AuditLine[];
  limit: number;
  filters: { kind: AuditedKind | ''; actor: string };
}): AuditModel {
  const { items, filters } = input;
  return {
    kinds: options(auditedKinds, filters.kind),
    actor: filters.actor,
    rows: items.map((line) => ({
      ...auditRow(line),
      actorHref: `/admin/audit?actor=${encodeURIComponent(line.actor)}`,
    })),
    olderHref: olderHref('/admin/audit', filters, items, input.limit),
  };
}

/** "status: active; cadence: weekly": what a detail says, on one line. */
export function detailInWords(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}: ${inWords(value)}`)
    .join('; ');
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return value;
  const isPlain = Array.isArray(value) && value.every((one) => typeof one !== 'object');
  return isPlain ? value.join(', ') : JSON.stringify(value);
}
