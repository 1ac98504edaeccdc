import { adminActor } from '../../../app/actor.ts';
import { type AuditedKind, type AuditStore, auditedKinds, kindsOfAccounts } from '../../../app/audit.ts';
import type { Admin } from '../../../domain/accounts/admin-role.ts';
import { type Option, options } from '../../forms/form-options.ts';
import { olderHref } from '../../forms/list-models.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

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

export const auditPage = secretPage<AuditModel>('console/audit/audit');

/** The pages of what the audit speaks of. */
const pagesOf: Partial<Record<string, (id: string) => string>> = {
  subscriber: (id) => `/admin/subscribers/${id}`,
  digest: (id) => `/admin/digests/${id}`,
  paper: (id) => `/papers/${id}`,
  collection: (id) => `/admin/collections/${id}`,
  import: (id) => `/admin/subscribers/import/${id}`,
};

/** The lines as an admin may see them: the addresses of others' accounts are for owners. */
export function seenBy(admin: Pick<Admin, 'id' | 'role'>, lines: readonly AuditLine[]): AuditLine[] {
  const may = (actor: string) => admin.role === 'owner' || actor === adminActor(admin);
  return lines.map((line) => (may(line.actor) ? line : { ...line, email: null }));
}

export function auditRow({ at, actor, email, action, object, detail }: AuditLine): AuditRow {
  const [kind = '', id] = object.split(' ');
  return {
    at: momentOf(at),
    actor: email ?? actor,
    action,
    object,
    href: id === undefined || / (?:erased|deleted)$/.test(action) ? null : (pagesOf[kind]?.(id) ?? null),
    detail: detailInWords(detail),
  };
}

/** `/admin/audit`. Who is no owner sees nothing of accounts, and is offered none. */
export function auditModel(input: {
  items: readonly AuditLine[];
  limit: number;
  filters: { kind: AuditedKind | ''; actor: string };
  isOwner: boolean;
}): AuditModel {
  const { items, filters } = input;
  const kinds = auditedKinds.filter((kind) => input.isOwner || !kindsOfAccounts.includes(kind));
  return {
    kinds: options(kinds, filters.kind),
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
    .map(
      ([name, value]) =>
        `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}: ${inWords(value)}`,
    )
    .join('; ');
}

/** As JSON has one. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function inWords(value: unknown): string {
  if (typeof value === 'string') return instant.test(value) ? momentOf(new Date(value)).text : value;
  const isPlain = Array.isArray(value) && value.every((one) => typeof one !== 'object');
  return isPlain ? value.join(', ') : JSON.stringify(value);
}
