// Places outside that are told: webhooks' endpoints, and rooms of chats.

export const integrationKinds = ['webhook', 'slack', 'mattermost', 'matrix'] as const;
export type IntegrationKind = (typeof integrationKinds)[number];

/** What people call them. */
export const integrationNames: Readonly<Record<IntegrationKind, string>> = {
  webhook: 'Webhook',
  slack: 'Slack',
  mattermost: 'Mattermost',
  matrix: 'Matrix',
};

/** What a webhook can be told of. The triggers of the database write the same words. */
export const toldEvents = [
  'digest.finished',
  'subscriber.subscribed',
  'subscriber.unsubscribed',
  'subscriber.bounced',
] as const;
export type ToldEvent = (typeof toldEvents)[number];

/** What a person asked for, to see whether it arrives; and a chat's post of the day's papers. */
export type MessageEvent = ToldEvent | 'test' | 'papers.daily';

/** Its address and what must be known to write there. Kept sealed: whoever has it can write in our name. */
export type Target = {
  /** Of a webhook or of an incoming webhook of a chat; of Matrix, the homeserver's. */
  url: string;
  /** Of a webhook: signs what is sent. */
  secret: string | null;
  /** The one before, which signs as well until then (milliseconds), so that receivers can change over. */
  previous: { secret: string; until: number } | null;
  /** Of Matrix. */
  room: string | null;
  token: string | null;
};

export type MessageState = 'waiting' | 'sending' | 'delivered' | 'failed' | 'unknown' | 'skipped';

/**
 * Whether the same message may be sent twice: receivers of webhooks and Matrix tell by its id that they have it; the
 * others would show it twice.
 */
export function isRepeatable(kind: IntegrationKind): boolean {
  return kind === 'webhook' || kind === 'matrix';
}

/** The message's id as receivers see it (Standard Webhooks): the same at each try. `id`: a UUID. */
export function toldId(id: string): string {
  return `msg_${id.slice(0, 36).replaceAll('-', '')}`;
}
