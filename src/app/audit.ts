import { hourMs } from '../domain/time/units.ts';

/** What is done to accounts. */
export type AccountAction =
  | 'account added'
  | 'account removed'
  | 'role changed'
  | 'invitation made'
  | 'invitation taken back'
  | 'password changed'
  | 'password reset asked'
  | 'two-factor turned on'
  | 'two-factor turned off'
  | 'recovery codes made'
  | 'passkey added'
  | 'passkey removed'
  | 'signed in'
  | 'signed out'
  | 'sign-in refused'
  | 'wrong code'
  | 'sessions ended'
  | 'time zone changed';

/** What an admin, or a program with a token, changed, or this service by itself. Holds no address. */
export type AuditEvent = {
  at: Date;
  /**
   * `admin ID`, `token NAME`, or `command`; `reader` for a subscriber, `offprint` for the service itself, `somebody`
   * for whom nobody knows.
   */
  actor: string;
  action: AuditAction;
  /** A kind and its id, such as `suppression 12`. */
  object: string;
  detail: Record<string, unknown>;
};

export type AuditAction =
  | AccountAction
  | 'suppression added'
  | 'suppression lifted'
  | 'suppressions imported'
  | 'addresses read'
  | 'subscriber added'
  | 'subscriber changed'
  | 'subscriber erased'
  | 'address changed'
  | 'address change undone'
  | 'subscriber exported'
  | 'subscribers exported'
  | 'subscribers imported'
  | 'subscribers tagged'
  | 'subscribers untagged'
  | 'subscribers unsubscribed'
  | 'subscribers erased'
  | 'change of subscribers stopped'
  | 'tag renamed'
  | 'tag deleted'
  | 'import uploaded'
  | 'import checked'
  | 'import started'
  | 'import discarded'
  | 'paper added'
  | 'paper changed'
  | 'papers imported'
  | 'collection added'
  | 'collection changed'
  | 'collection published'
  | 'collection unpublished'
  | 'collection deleted'
  | 'sources asked'
  | 'topic added'
  | 'topic changed'
  | 'topic reset'
  | 'topic retired'
  | 'topic restored'
  | 'digest stopped'
  | 'digest triggered'
  | 'announcement sent'
  | 'introduction set'
  | 'introduction changed'
  | 'introduction removed'
  | 'planned send changed'
  | 'picture added'
  | 'picture removed'
  | 'digest paused'
  | 'digest resumed'
  | 'digest cancelled'
  | 'failed deliveries retried'
  | 'deliveries exported'
  | 'delivery resolved'
  | 'unknown deliveries resolved'
  | 'test digest sent'
  | 'mail server tried again'
  | 'bounces undone'
  | 'bounce lifted'
  | 'confirmation sent again'
  | 'schedule held'
  | 'schedule released'
  | 'token created'
  | 'token revoked'
  | 'settings changed'
  | 'retention changed'
  | 'tidying asked'
  | 'history tidied'
  | 'brand changed'
  | 'test mail sent'
  | 'integration added'
  | 'integration changed'
  | 'integration secret changed'
  | 'integration switched on'
  | 'integration switched off'
  | 'integration deleted'
  | 'integration tested'
  | 'failed messages sent again';

/** The kinds of things that the audit speaks of. */
export const auditedKinds = [
  'subscriber',
  'subscribers',
  'tag',
  'import',
  'suppression',
  'paper',
  'papers',
  'collection',
  'topic',
  'digest',
  'introduction',
  'picture',
  'delivery',
  'schedule',
  'sources',
  'token',
  'admin',
  'invitation',
  'settings',
  'retention',
  'mail-server',
  'integration',
] as const;

export type AuditedKind = (typeof auditedKinds)[number];

export interface AuditStore {
  record(event: AuditEvent): Promise<void>;
  /** Whether there is such a line since then. */
  hasSince(line: Omit<AuditEvent, 'at'>, since: Date): Promise<boolean>;
  /** Whether there ever was one. */
  hasEver(action: AuditAction, detail: AuditEvent['detail']): Promise<boolean>;
  /**
   * Newest first; `before` is the last id of the page before. `kind`: of what was changed; `object`: exactly that;
   * `actor`: whoever; `hides`: kinds that are left out, save for one object.
   * With an admin's address, if they are still there.
   */
  list(query: {
    before: string | null;
    limit: number;
    kind?: AuditedKind | null;
    object?: string | null;
    actor?: string | null;
    hides?: { kinds: readonly AuditedKind[]; but: string } | null;
  }): Promise<(Omit<AuditEvent, 'action'> & { id: string; action: string; email: string | null })[]>;
}

/** Kinds that are about who may use the console and the API: for owners to see. */
export const kindsOfAccounts: readonly AuditedKind[] = ['admin', 'invitation', 'token'];

/**
 * Notes that somebody was shown addresses, once an hour for each of the two kinds of those that there are.
 */
export async function noteAddressesRead(
  { stores, now }: { stores: { audit: AuditStore }; now: () => Date },
  actor: string,
  object: 'subscribers' | 'suppressions',
): Promise<void> {
  const at = now();
  const since = new Date(at.getTime() - hourMs);
  if (await stores.audit.hasSince({ actor, action: 'addresses read', object, detail: {} }, since)) return;
  await recordAction(stores, { actor, at }, 'addresses read', object);
}

/**
 * Writes a line in the log of changes, in the transaction that `stores` belong to: who did what to what. Called by use
 * cases alone, so that no way to a change, or to readers' addresses, can leave it out. `detail` holds no address.
 */
export async function recordAction(
  { audit }: { audit: Pick<AuditStore, 'record'> },
  by: Pick<AuditEvent, 'actor' | 'at'>,
  action: AuditAction,
  object: string,
  detail: AuditEvent['detail'] = {},
): Promise<void> {
  await audit.record({ actor: by.actor, at: by.at, action, object, detail });
}
