import type { Webhook } from '../../app/bounces/webhook.ts';

/** How a provider's host is asked; an argument for tests. */
export type Fetch = (url: string, init: { signal: AbortSignal; redirect: 'error' }) => Promise<Response>;

/** All that is to be known of a mail provider beside its name, in a file of its own. */
export type Provider = Pick<Webhook, 'title' | 'setting' | 'post'> & {
  /** What is wrong with a value of the setting, in words; null when it will do. */
  faultOf(value: string): string | null;
  /** Reads the provider's posts, checked by a value of the setting that will do. */
  reader(value: string, fetch: Fetch): NonNullable<Webhook['read']>;
};

/** What is wrong with a secret that somebody chose or was given. */
export const secretFault = (secret: string): string | null =>
  secret.length < 16 ? 'must have at least 16 characters' : null;

/** JSON of which nothing is promised. */
export const anyObject = { type: 'object', additionalProperties: true };
