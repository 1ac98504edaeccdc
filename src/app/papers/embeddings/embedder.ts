/** Vectors of some texts, in their order. */
export type Embedded = {
  /** What the server calls the model; where it does not say, what it was asked for. */
  model: string;
  /** Of each vector. */
  dimensions: number;
  vectors: number[][];
};

/** A server that tells what texts mean, by vectors: near ones mean the same. */
export interface Embedder {
  /** Scheme, host and path, for messages. */
  readonly address: string;
  /** The model that it is asked for (EMBEDDINGS_MODEL); null: it has but one. */
  readonly asksFor: string | null;
  /**
   * Rejects with a DomainError: `invalid` when the texts may be why (the server refuses them, or answers nonsense),
   * `timeout` when there is no answer within `limitMs`, `unavailable` otherwise, with `retryAfter` when the server
   * named a time. No message holds the key.
   */
  embed(texts: readonly string[], options: { limitMs: number; signal?: AbortSignal }): Promise<Embedded>;
}
