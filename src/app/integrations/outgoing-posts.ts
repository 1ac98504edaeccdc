import type { Answer } from '../../domain/integrations/retries.ts';

/** A request to a place outside. */
export type OutgoingPost = {
  method: 'POST' | 'PUT';
  url: string;
  headers: Readonly<Record<string, string>>;
  /** JSON. */
  body: string;
};

/** How requests leave. */
export interface OutgoingPosts {
  /** Whether this machine may be told, as in tests. */
  readonly loopback: boolean;
  /**
   * Makes one request, to a public address alone, and follows no redirect. Ends within some seconds, whatever the other
   * side does, and reads nothing of its answer but the status. Rejects with nothing.
   */
  send(post: OutgoingPost): Promise<Answer>;
}
