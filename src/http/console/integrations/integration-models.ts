import type { Integration, LoggedMessage } from '../../../app/integrations/integration-store.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import {
  type IntegrationKind,
  integrationKinds,
  integrationNames,
  type MessageEvent,
  type MessageState,
  type Target,
  type ToldEvent,
  toldEvents,
  toldId,
} from '../../../domain/integrations/integration.ts';
import { longestName, type TypedIntegration } from '../../../domain/integrations/typed-integration.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { clock, hourOptions, type Option, type OptionGroup, zoneOptions } from '../../forms/form-options.ts';
import { type TopicTicks, topicTicks } from '../../forms/topic-ticks.ts';
import { type Moment, momentOf, number, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

const eventNames: Readonly<Record<MessageEvent, string>> = {
  'digest.finished': 'A digest is finished',
  'subscriber.subscribed': 'Somebody subscribed, and confirmed',
  'subscriber.unsubscribed': 'Somebody unsubscribed',
  'subscriber.bounced': 'An address is not mailed any more: it bounced, or complained',
  test: 'A test',
  'papers.daily': 'Papers of the day',
};

const stateNames: Readonly<Record<MessageState, string>> = {
  waiting: 'waiting',
  sending: 'on its way',
  delivered: 'arrived',
  failed: 'failed',
  unknown: 'unknown: it was sent, and no answer came',
  skipped: 'left out: there was no new paper',
};

const about: Readonly<Record<IntegrationKind, string>> = {
  webhook: 'Another program is told when a digest is finished, and of readers who come and go.',
  slack: 'A channel gets the day’s papers, at an hour of its own.',
  mattermost: 'A channel gets the day’s papers, at an hour of its own.',
  matrix: 'A room gets the day’s papers, at an hour of its own.',
};

type State = { text: string; bad: boolean };

function stateOf({ enabled, offReason, failingSince }: Integration): State {
  if (!enabled) return { text: offReason === null ? 'off' : 'switched off', bad: offReason !== null };
  return failingSince === null ? { text: 'on', bad: false } : { text: 'on, but failing', bad: true };
}

export type IntegrationsModel = {
  integrations: {
    href: string;
    name: string;
    kind: string;
    host: string;
    told: string;
    state: State;
  }[];
  kinds: { href: string; name: string; about: string }[];
  deleted: boolean;
};

export const integrationsPage = secretPage<IntegrationsModel>('console/integrations/integrations');

export const integrationHref = (id: number) => `/admin/integrations/${id}`;

/** `/admin/integrations`. */
export function integrationsModel(
  integrations: readonly Integration[],
  { deleted = false }: { deleted?: boolean } = {},
): IntegrationsModel {
  return {
    integrations: integrations.map((integration) => {
      const { id, name, kind, host, events, hour, timezone, papers } = integration;
      return {
        href: integrationHref(id),
        name,
        kind: integrationNames[kind],
        host,
        told:
          kind === 'webhook'
            ? quantity(events.length, 'kind of event', 'kinds of events')
            : `${quantity(papers, 'paper')} at ${clock(String(hour))}, ${timezone}`,
        state: stateOf(integration),
      };
    }),
    kinds: integrationKinds.map((kind) => ({
      href: `/admin/integrations/new?kind=${kind}`,
      name: integrationNames[kind],
      about: about[kind],
    })),
    deleted,
  };
}

type FormField = keyof TypedIntegration;
const formFields = [
  'name',
  'url',
  'room',
  'token',
  'events',
  'withReader',
  'topics',
  'papers',
  'hour',
  'timezone',
] as const satisfies FormField[];

/** What stands above the page: what the last button did. */
export type Done = { good: boolean; text: string };

type LogLine = {
  at: Moment;
  event: string;
  id: string;
  state: string;
  bad: boolean;
  next: Moment | null;
  attempts: { at: Moment; text: string; bad: boolean }[];
};

export type IntegrationModel = {
  kind: string;
  about: string;
  isWebhook: boolean;
  isMatrix: boolean;
  action: string;
  values: Pick<TypedIntegration, 'name' | 'url' | 'room' | 'papers'> & { withReader: boolean };
  longestName: number;
  /** Whether the address is a secret of its own, which is not shown again. */
  secretUrl: boolean;
  keeps: { url: boolean; token: boolean };
  events: { value: string; text: string; checked: boolean }[];
  hours: Option[];
  timezones: OptionGroup[];
  topicGroups: TopicTicks;
  errors: FieldMessages<FormField>;
  /** A webhook's secret that was just made: it is shown only now. */
  secret: string | null;
  done: Done | null;
  /** Null: it is added by this form. */
  known: {
    name: string;
    host: string;
    enabled: boolean;
    state: State;
    /** Why it was switched off by itself, or what is wrong. */
    trouble: string | null;
    lost: boolean;
    nextPost: Moment | null;
    oldSecretUntil: Moment | null;
    failed: string | null;
    counts: { state: string; count: string }[];
    log: LogLine[];
  } | null;
};

export const integrationPage = secretPage<IntegrationModel>('console/integrations/integration');

function logLine({ id, at, event, state, nextTryAt, attempts }: LoggedMessage): LogLine {
  return {
    at: momentOf(at),
    event: eventNames[event],
    id: toldId(id),
    state: stateNames[state],
    bad: state === 'failed' || state === 'unknown',
    next: state === 'waiting' && attempts.length > 0 ? momentOf(nextTryAt) : null,
    attempts: attempts.map((attempt) => ({
      at: momentOf(attempt.at),
      text: `${attempt.trouble ?? `answered ${attempt.status ?? ''}`}, ${attempt.ms} ms`,
      bad: attempt.trouble !== null,
    })),
  };
}

/** What the form holds before anything is typed. */
export function typedOf(
  integration: Integration | null,
  target: Target | null,
  topics: readonly Topic[],
  timezone: string,
): TypedIntegration {
  const isSecret = integration?.kind === 'slack' || integration?.kind === 'mattermost';
  const chosen = new Set(integration?.topicIds);
  return {
    name: integration?.name ?? '',
    url: isSecret ? '' : (target?.url ?? ''),
    room: target?.room ?? '',
    token: '',
    events: integration?.events ?? toldEvents,
    withReader: integration?.withReader ?? false,
    topics: topics.filter(({ id }) => chosen.has(id)).map(({ slug }) => slug),
    papers: String(integration?.papers ?? 5),
    hour: String(integration?.hour ?? 8),
    timezone: integration?.timezone ?? timezone,
  };
}

/** `/admin/integrations/new` and `/admin/integrations/ID`. */
export function integrationModel(input: {
  kind: IntegrationKind;
  typed: TypedIntegration;
  topics: readonly Topic[];
  zones: readonly string[];
  now: Date;
  errors?: readonly FieldError[];
  secret?: string | null;
  done?: Done | null;
  known?: {
    integration: Integration;
    target: Target | null;
    counts: Readonly<Record<MessageState, number>>;
    log: readonly LoggedMessage[];
  };
}): IntegrationModel {
  const { kind, typed, known, now } = input;
  const { name, url, room, papers, withReader, timezone } = typed;
  const target = known?.target ?? null;
  return {
    kind: integrationNames[kind],
    about: about[kind],
    isWebhook: kind === 'webhook',
    isMatrix: kind === 'matrix',
    action: known === undefined ? `/admin/integrations?kind=${kind}` : integrationHref(known.integration.id),
    values: { name, url, room, papers, withReader },
    longestName,
    secretUrl: kind === 'slack' || kind === 'mattermost',
    keeps: { url: target !== null, token: target?.token != null },
    events: toldEvents.map((event: ToldEvent) => ({
      value: event,
      text: eventNames[event],
      checked: typed.events.includes(event),
    })),
    hours: hourOptions(typed.hour),
    timezones: zoneOptions(input.zones, timezone, now),
    topicGroups: topicTicks(input.topics, typed.topics),
    errors: messagesFor(formFields, input.errors),
    secret: input.secret ?? null,
    done: input.done ?? null,
    known: known === undefined ? null : knownModel(known, now),
  };
}

function knownModel(
  { integration, target, counts, log }: NonNullable<Parameters<typeof integrationModel>[0]['known']>,
  now: Date,
): NonNullable<IntegrationModel['known']> {
  const { name, host, enabled, offReason, failingSince, nextPostAt, timezone } = integration;
  const failing = failingSince === null ? null : `Nothing has arrived since ${momentOf(failingSince).text}.`;
  const previous = target?.previous ?? null;
  const states = Object.entries(counts) as [MessageState, number][];
  return {
    name,
    host,
    enabled,
    state: stateOf(integration),
    trouble: offReason === null ? failing : `It was switched off by itself: ${offReason}.`,
    lost: target === null,
    nextPost: nextPostAt === null ? null : momentOf(nextPostAt, timezone),
    oldSecretUntil:
      previous !== null && previous.until > now.getTime() ? momentOf(new Date(previous.until)) : null,
    failed: counts.failed === 0 ? null : quantity(counts.failed, 'failed message'),
    counts: states.flatMap(([state, count]) =>
      count === 0 ? [] : { state: stateNames[state], count: number(count) },
    ),
    log: log.map(logLine),
  };
}
