import type { Digest } from '../../../src/app/digests/digest-store.ts';
import type { Topic } from '../../../src/domain/catalogue/topic.ts';
import type { DigestCounts } from '../../../src/domain/sending/delivery.ts';
import { subscriberStatuses } from '../../../src/domain/subscribers/subscriber.ts';
import { cadences } from '../../../src/domain/time/cadence.ts';
import { deliveriesModel, deliveriesPage } from '../../../src/http/console/deliveries/delivery-models.ts';
import {
  announcementCheckModel,
  announcementCheckPage,
  announcementModel,
  announcementPage,
} from '../../../src/http/console/digests/announcement-models.ts';
import {
  digestModel,
  digestPage,
  digestRow,
  digestsPage,
  undoBouncesModel,
  undoBouncesPage,
} from '../../../src/http/console/digests/digest-models.ts';
import { plannedList } from '../../../src/http/console/digests/planned-models.ts';
import {
  sendDigestCheckModel,
  sendDigestCheckPage,
  sendDigestModel,
  sendDigestPage,
} from '../../../src/http/console/digests/send-digest-models.ts';
import { firstSteps } from '../../../src/http/console/overview/first-steps.ts';
import { overviewModel, overviewPage } from '../../../src/http/console/overview/overview-models.ts';
import { upcoming } from '../../../src/http/console/overview/upcoming.ts';
import { carriedOf, publishedOf } from './carried-fixtures.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

const composed = (words: string) => ({
  envelopeFrom: words,
  envelopeTo: words,
  messageId: words,
  subject: words,
  html: words,
  text: words,
  raw: Buffer.from(words),
});

/** Models of the console's pages about digests; see `everyPage`. */
export function consolePages(input: {
  words: string;
  topics: readonly Topic[];
  refused: boolean;
  digest: (said: Partial<Digest>) => Digest & { counts: DigestCounts };
}) {
  const { words, topics, refused, digest } = input;
  const when = { when: '', sendAt: '2026-11-25T18:00', sendZone: 'Europe/Berlin', sendOn: '' };
  const values = {
    collection: 'reading-group',
    collectionPlace: 'first',
    cadence: 'daily',
    topics: words,
    emails: words,
    asOf: '2026-11-24T08:00',
    words: { introduction: words },
    ...when,
  };
  const counts = subscriberStatuses.flatMap((status, row) =>
    cadences.map((cadence, column) => ({ status, cadence, count: 100 * (row + 1) + column })),
  );
  const running = digest({});
  const digests = [
    digestRow(running),
    digestRow(digest({ id: 6, status: 'finished', cadence: null })),
    digestRow(digest({ id: 5, status: 'paused' })),
  ];
  const source = {
    lastAttemptAt: now,
    blockedUntil: null,
    notices: ['On Thursday neither the feed nor the API has new papers.'],
  };
  return [
    example(
      overviewPage,
      overviewModel({
        upcoming: upcoming({
          slots: [
            { cadence: 'daily', at: now, readers: 1_204 },
            { cadence: 'weekly', at: now, readers: 30 },
          ],
          planned: [digest({ status: 'planned', sendAt: now, sendZone: 'UTC', subject: words, body: words })],
          nextWords: [
            { id: 1, cadence: 'weekly', words: {}, carried: carriedOf(words), since: now, until: now },
          ],
          zone: 'Europe/Berlin',
        }),
        zone: 'Europe/Berlin',
        firstSteps: firstSteps({
          sources: [],
          named: refused,
          mailDomain: 'example.org',
          hasMailServer: refused,
          tested: refused,
          report: refused ? null : { at: now, checks: [{ name: 'spf', status: 'fail', says: words }] },
          readers: 0,
          messages: 0,
        }),
        overview: {
          at: now,
          now: counts,
          history: ['2026-11-20', '2026-11-23'].flatMap((day) => counts.map((one) => ({ ...one, day }))),
          topics: [{ slug: 'cs.RO', name: words, followers: 1204 }],
          reputation: { messages: 40_000, hardBounces: 9, complaints: 80 },
        },
        tidied: refused
          ? null
          : { id: 1, startedAt: now, endedAt: now, rows: { deliveries: 27_210 }, cutShort: false },
        hold: { hold: { since: now, reason: words }, due: 1204 },
        proxyDoubt: { kind: 'untrusted', address: '2001:db8::1', at: now },
        heldServers: [
          {
            id: 1,
            server: 'mail.example.org:587',
            cause: 'quota',
            reply: words,
            since: now,
            nextProbeAt: now,
            pauseMs: 60_000,
            probesUntil: now,
          },
        ],
        failures: [{ digestId: 6, failed: 12, reply: words }],
        digests: [running, digest({ id: 6, status: 'finished', cadence: null })],
        sources: [
          {
            ...source,
            name: 'hugging-face',
            lastSuccessAt: now,
            lastError: null,
            lastResult: { added: 41, changed: 12 },
          },
          { ...source, name: 'arxiv', lastSuccessAt: null, lastError: words, lastResult: null },
        ],
        embeddings: {
          state: {
            model: { number: 1, name: 'nomic-embed-text', asked: null, dimensions: 768, textVersion: 1 },
            lastSuccessAt: now,
            lastError: words,
            failures: 2,
            nextTryAt: now,
          },
          counts: { papers: 1204, embedded: 768, refused: 3 },
        },
        queues: [
          { name: 'send-deliveries', waiting: 1204, active: 2 },
          { name: '__pgboss__send-it', waiting: 0, active: 0 },
        ],
        now,
      }),
    ),
    example(digestsPage, {
      planned: plannedList(
        [digest({ status: 'planned', sendAt: now, sendZone: 'UTC', subject: words, body: words }), running],
        [
          {
            id: 1,
            cadence: 'weekly',
            words: { en: { subject: null, introduction: words } },
            carried: null,
            since: now,
            until: now,
          },
        ],
        { textOf: (markdown) => markdown, zone: 'Europe/Berlin' },
      ),
      digests,
      older: '/admin/digests?before=5',
    }),
    example(undoBouncesPage, undoBouncesModel(running.id, 3)),
    example(
      digestPage,
      digestModel(
        running,
        {
          id: running.id,
          status: running.status,
          problem: running.problem,
          counts: running.counts,
          perSecond: 12.4,
          secondsLeft: 620,
          breakdown: {
            at: now,
            domains: [
              { domain: words, counts: running.counts },
              { domain: null, counts: running.counts },
            ],
            replies: [{ state: 'failed', reply: words, count: 7 }],
            waiting: { count: 2, untried: 1, first: now, last: now },
          },
        },
        { by: words, past: { mail: composed(words), subscriberId: 7, state: 'sent' } },
      ),
    ),
    example(
      sendDigestPage,
      sendDigestModel({
        values,
        topics,
        languages: ['en', 'de'],
        spoken: ['en', 'de'],
        published: refused ? [] : [publishedOf(words)],
        now,
        nextSlot: now,
        zone: refused ? null : 'Europe/Berlin',
        errors: refused
          ? [
              'cadence',
              'topics',
              'emails',
              'asOf',
              'subject',
              'collection',
              'collectionPlace',
              'when',
              'sendAt',
              'sendZone',
              'sendOn',
              'other',
            ].map((field) => ({
              field,
              message: words,
            }))
          : [],
      }),
    ),
    example(
      announcementPage,
      announcementModel({
        values: { subject: words, body: words, tags: words },
        topics,
        tags: [{ name: words }],
        now,
        nextSlot: now,
        zone: refused ? null : 'Europe/Berlin',
        errors: refused
          ? ['subject', 'body', 'cadence', 'language', 'topics', 'tags', 'other'].map((field) => ({
              field,
              message: words,
            }))
          : [],
      }),
    ),
    example(
      announcementCheckPage,
      announcementCheckModel({
        values: {
          subject: words,
          body: words,
          cadence: 'daily',
          language: 'de',
          topics: words,
          tags: words,
          ...when,
        },
        topics,
        check: {
          audience: 300,
          queued: 298,
          skipped: 0,
          suppressed: 2,
          looked: 300,
          asOf: now,
          carried: null,
          samples: [],
          chosen: null,
        },
        idempotencyKey: 'k',
        admin: words,
        flash: words,
        error: words,
      }),
    ),
    example(
      sendDigestCheckPage,
      sendDigestCheckModel({
        values,
        topics,
        check: {
          audience: 1_000_000,
          queued: 960_000,
          skipped: 40_000,
          suppressed: 0,
          looked: 1_000,
          asOf: now,
          carried: carriedOf(words),
          chosen: null,
          samples: [
            {
              papers: 10,
              subscriber: {
                id: 4,
                email: words,
                name: words,
                status: 'active',
                cadence: 'weekly',
                timezone: 'Europe/Berlin',
                hour: 8,
                weekday: 'monday',
                maxPapers: 10,
                quietDays: 'skip',
                announcements: 'on',
                language: 'en',
                interests: [],
                tags: [],
                nextDueAt: null,
                pausedUntil: null,
                lastDigestAt: null,
                createdAt: now,
                confirmedAt: now,
                unsubscribedAt: null,
              },
              interests: [words],
              mail: composed(words),
            },
          ],
        },
        idempotencyKey: 'b5d0',
        admin: words,
        flash: words,
        error: refused ? words : null,
        reader: { typed: words, errors: refused ? [{ field: 'reader', message: words }] : [] },
      }),
    ),
    example(
      deliveriesPage,
      deliveriesModel({
        digestId: 7,
        state: 'unknown',
        domain: words,
        after: '100',
        error: refused ? words : null,
        rows: (['unknown', 'sent', 'queued'] as const).map((state, index) => ({
          id: String(101 + index),
          digestId: 7,
          subscriberId: index === 0 ? null : 4,
          email: index === 0 ? null : words,
          state,
          attempt: 1,
          messageId: words,
          nextAttemptAt: state === 'queued' ? now : null,
          sentAt: state === 'sent' ? now : null,
          detail: words,
        })),
        more: true,
        tidied: false,
      }),
    ),
  ];
}
