import type { NamedEvent } from '../../domain/bounces/provider-events.ts';

/** A post of a mail provider, as it came. Names of headers are in lower case. */
export type WebhookRequest = {
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  now: Date;
};

/** One provider's posts about what came of messages. */
export interface Webhook {
  /**
   * The bounces and complaints in a post. Rejects with `unauthenticated` unless it is the provider's, with `invalid` when
   * it cannot be read.
   */
  read(request: WebhookRequest): Promise<NamedEvent[]>;
}
