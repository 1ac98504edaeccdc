import type { NamedEvent } from '../../domain/bounces/provider-event.ts';

/** A post of a mail provider, as it came. Names of headers are in lower case. */
export type WebhookRequest = {
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  now: Date;
  /**
   * Whether a token that signed the post signed no other one before, for providers whose signature does not cover the
   * body. A post that comes again as it was may have the token that it had.
   */
  firstUse(token: string): Promise<boolean>;
};

/** One provider's posts about what came of messages. */
export interface Webhook {
  /** What people call the provider. */
  readonly title: string;
  /** What has to be set so that its posts are taken: they are checked by it. */
  readonly setting: string;
  /** The shape of a post with an example, for the description of the API: JSON Schema, by media type. */
  readonly post: Readonly<Record<string, object>>;
  /**
   * The bounces and complaints in a post. Rejects with `unauthenticated` unless it is the provider's, with `invalid`
   * when it cannot be read. Null: posts are not taken, because the setting is not set.
   */
  readonly read: ((request: WebhookRequest) => Promise<NamedEvent[]>) | null;
}
