import type { BounceEvent, WebhookPosts } from '../../../app/bounces/bounce-stores.ts';
import {
  type BounceProvider,
  bounceOrigins,
  bounceProviders,
} from '../../../domain/bounces/bounce-origin.ts';
import { bounceKinds } from '../../../domain/bounces/bounce-reason.ts';
import { type Option, options } from '../../forms/form-options.ts';
import { olderHref, type Tab } from '../../forms/list-models.ts';
import { type Moment, momentOf, number } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

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

export const bouncesPage = secretPage<BouncesModel>('console/bounces/bounces');

/** `/admin/bounces`. */
export function bouncesModel(input: {
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

export const webhooksPage = secretPage<WebhooksModel>('console/bounces/webhooks');

/** `/admin/webhooks`. */
export function webhooksModel(input: {
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

const bounceTabs = (current: 'bounces' | 'webhooks'): Tab[] => [
  { href: '/admin/bounces', text: 'Bounces', current: current === 'bounces' },
  { href: '/admin/webhooks', text: 'Webhooks', current: current === 'webhooks' },
];
