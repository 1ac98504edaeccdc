import type { StoredHold } from '../../../app/deliveries/server-hold-store.ts';
import type { FailedDigest } from '../../../app/digests/digest-report-store.ts';
import type { Hold } from '../../../app/digests/schedule-stores.ts';
import type { Overview } from '../../../app/overview/read-overview.ts';
import type { DayCount, SubscriberCount } from '../../../app/overview/subscriber-count-store.ts';
import type { EmbeddingCounts, EmbeddingState } from '../../../app/papers/embeddings/embedding-stores.ts';
import type { SourceState } from '../../../app/papers/paper-stores.ts';
import type { TidyRun } from '../../../app/retention/retention-store.ts';
import { proxyAdvice, type SeenDoubt } from '../../../domain/doctor/proxy.ts';
import {
  complaintLimit,
  hardBounceLimit,
  type SendingLimit,
  standing,
} from '../../../domain/sending/sending-limits.ts';
import { type SubscriberStatus, subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { topicHref } from '../../forms/list-models.ts';
import { dateOf, type Moment, momentOf, number, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { deliveriesHref } from '../deliveries/delivery-models.ts';
import { type CountedDigest, type DigestRow, digestRow } from '../digests/digest-models.ts';
import { runInWords } from '../retention/retention-models.ts';
import { type LineChart, lineChart } from './chart-models.ts';
import { embeddingsRow } from './embeddings-row.ts';
import type { FirstSteps } from './first-steps.ts';
import { type HoldNotice, holdNotice } from './hold-notice.ts';
import { type ServerNotice, serverNotice } from './server-notice.ts';
import { type SourceRow, sourceRow } from './source-row.ts';
import type { Upcoming } from './upcoming.ts';

export type ReputationRow = {
  name: string;
  count: string;
  /** "0.02 %"; a dash when nothing was sent. */
  share: string;
  standing: string;
  /** A class: `well`, `paused` or `failing`. */
  health: string;
  limits: string;
  source: string;
  href: string;
};

export type OverviewModel = {
  /** Null: all are done, or nobody wants to see them. */
  firstSteps: FirstSteps | null;
  hold: HoldNotice | null;
  upcoming: Upcoming;
  /** What is wrong with a proxy in front of the service, and what to do. */
  proxy: string | null;
  /** Mail servers that refuse us; null: none does. */
  heldServers: ServerNotice[] | null;
  failures: { days: number; rows: { id: number; href: string; count: string; reply: string }[] };
  /** By status, in the order of a subscription's life. */
  subscribers: { status: string; count: string }[];
  countedAt: Moment;
  chart: LineChart;
  statuses: readonly string[];
  /** The chart as a table, newest first. */
  days: { day: string; counts: string[] }[];
  cadences: { cadence: string; active: string; all: string }[];
  topics: { name: string; href: string; followers: string }[];
  digests: DigestRow[];
  messages: string;
  reputation: ReputationRow[];
  sources: SourceRow[];
  queues: { name: string; waiting: string; active: string }[];
  /** Null: nothing was tidied yet. */
  tidying: { began: Moment; words: string } | null;
};

export const overviewPage = secretPage<OverviewModel>('console/overview/overview');

const queueNames: Record<string, string> = {
  'plan-digest': 'Digests to plan',
  'plan-range': 'Parts of digests to plan',
  'send-deliveries': 'Batches of deliveries to send',
  'send-subscription-mail': 'Mails about subscriptions',
  ingest: 'Visits to the sources',
};

/** How far back the first page tells of failed deliveries. */
export const failureDays = 7;

const dayMs = 86_400_000;

/** The console's first page. */
export function overviewModel(input: {
  overview: Overview;
  hold: { hold: Hold; due: number } | null;
  upcoming: Upcoming;
  heldServers: readonly StoredHold[];
  failures: readonly FailedDigest[];
  /** Of who looks. */
  zone: string;
  digests: readonly CountedDigest[];
  sources: readonly SourceState[];
  /** Null: no server tells what papers mean. */
  embeddings: { state: EmbeddingState; counts: EmbeddingCounts } | null;
  queues: readonly { name: string; waiting: number; active: number }[];
  tidied: TidyRun | null;
  proxyDoubt: SeenDoubt | null;
  firstSteps: FirstSteps | null;
  now: Date;
}): OverviewModel {
  const { overview, hold, now } = input;
  const series = byDay(overview);
  return {
    firstSteps: input.firstSteps,
    upcoming: input.upcoming,
    hold: hold === null ? null : holdNotice(hold.hold, hold.due),
    proxy: input.proxyDoubt === null ? null : proxyAdvice(input.proxyDoubt),
    heldServers:
      input.heldServers.length === 0 ? null : input.heldServers.map((held) => serverNotice(held, now)),
    failures: {
      days: failureDays,
      rows: input.failures.map(({ digestId, failed, reply }) => ({
        id: digestId,
        href: deliveriesHref(digestId, { state: 'failed' }),
        count: number(failed),
        reply,
      })),
    },
    subscribers: subscriberStatuses.map((status) => ({
      status,
      count: number(total(overview.now, { status })),
    })),
    countedAt: momentOf(overview.at),
    chart: lineChart({
      at: series.map(({ at }) => at),
      series: subscriberStatuses.map((status) => ({
        name: status,
        values: series.map(({ counts }) => total(counts, { status })),
      })),
      from: series[0]?.name ?? '',
      to: 'now',
      words: number,
    }),
    statuses: subscriberStatuses,
    days: series.toReversed().map(({ name, counts }) => ({
      day: name,
      counts: subscriberStatuses.map((status) => number(total(counts, { status }))),
    })),
    cadences: cadences.map((cadence) => ({
      cadence,
      active: number(total(overview.now, { status: 'active', cadence })),
      all: number(total(overview.now, { cadence })),
    })),
    topics: overview.topics.map(({ slug, name, followers }) => ({
      name,
      href: topicHref(slug),
      followers: number(followers),
    })),
    digests: input.digests.map((one) => digestRow(one, input.zone)),
    messages: quantity(overview.reputation.messages, 'message'),
    reputation: reputationRows(overview.reputation),
    sources: [
      ...input.sources.map((source) => sourceRow(source, now)),
      ...(input.embeddings === null
        ? []
        : [embeddingsRow(input.embeddings.state, input.embeddings.counts, now)]),
    ],
    tidying:
      input.tidied === null
        ? null
        : { began: momentOf(input.tidied.startedAt), words: runInWords(input.tidied) },
    queues: input.queues
      .filter(({ name }) => name in queueNames)
      .map(({ name, waiting, active }) => ({
        name: queueNames[name] ?? name,
        waiting: number(waiting),
        active: number(active),
      })),
  };
}

function total(
  counts: readonly SubscriberCount[],
  only: { status?: SubscriberStatus; cadence?: SubscriberCount['cadence'] },
): number {
  const wanted = counts.filter(
    ({ status, cadence }) =>
      (only.status === undefined || status === only.status) &&
      (only.cadence === undefined || cadence === only.cadence),
  );
  return wanted.reduce((sum, { count }) => sum + count, 0);
}

/** Each day that was counted, and now. */
function byDay({ history, now, at }: Overview): { at: number; name: string; counts: SubscriberCount[] }[] {
  const days = [...Map.groupBy(history, ({ day }: DayCount) => day)].map(([day, counts]) => ({
    at: Date.parse(day) / dayMs,
    name: dateOf(new Date(day)).text,
    counts: counts as SubscriberCount[],
  }));
  return [...days, { at: at.getTime() / dayMs, name: 'now', counts: now }];
}

function reputationRows({ messages, hardBounces, complaints }: Overview['reputation']): ReputationRow[] {
  return [
    reputationRow('Complaints', complaints, messages, complaintLimit),
    reputationRow('Hard bounces', hardBounces, messages, hardBounceLimit),
  ];
}

const healths = {
  'nothing sent': 'never',
  well: 'well',
  'in doubt': 'paused',
  'over the limit': 'failing',
} as const;

/** "0.1 %". */
function percent(share: number): string {
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(share * 100)} %`;
}

function reputationRow(name: string, count: number, messages: number, limit: SendingLimit): ReputationRow {
  const stands = standing(count, messages, limit);
  return {
    name,
    count: number(count),
    share: messages === 0 ? '–' : percent(count / messages),
    standing: stands === 'well' ? 'OK' : stands,
    health: healths[stands],
    limits: `below ${percent(limit.doubt)}, never ${percent(limit.act)}`,
    source: limit.source,
    href: limit.href,
  };
}
