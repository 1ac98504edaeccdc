import type { SourceName } from '../domain/papers/paper-source.ts';

/** Work for the queue. Payloads hold ids only: never an address, never a token. */
export type Jobs = {
  'plan-digest': { digestId: number };
  /** To take part in planning a digest that was cut into ranges. */
  'plan-range': { digestId: number };
  /** `held`: they wait because every mail server is held. */
  'send-deliveries': { digestId: number; deliveryIds: string[]; held?: true };
  'send-subscription-mail':
    | { kind: 'request'; requestId: string; held?: true }
    | { kind: 'welcome' | 'goodbye' | 'resumed'; subscriberId: number; held?: true };
  /** A link that a reader asked for. */
  'send-link': { requestId: string };
  /** About a change of address: to the new one, or, once that is `changed`, to the old one. */
  'send-address-mail': { kind: 'confirm' | 'changed'; changeId: number };
  'send-account-mail': { linkId: number };
  ingest: { sources: SourceName[] };
  'import-subscribers': { importId: number };
  'change-subscribers': { changeId: number };
  'match-topic': { topicId: number };
  'embed-papers': Record<string, never>;
  'keep-thumbnails': Record<string, never>;
  'tell-integration': { integrationId: number };
  tidy: Record<string, never>;
};

export type JobName = keyof Jobs;

export interface JobQueue {
  /** `after` delays the job; a second job with the same `key` is dropped while the first one waits. */
  send<N extends JobName>(name: N, data: Jobs[N], options?: { after?: Date; key?: string }): Promise<void>;
  /** Several at once. */
  sendAll<N extends JobName>(name: N, datas: readonly Jobs[N][]): Promise<void>;
  /** Deletes the jobs that name a subscriber, waiting and done. */
  forgetJobsOf(subscriberId: number): Promise<void>;
}
