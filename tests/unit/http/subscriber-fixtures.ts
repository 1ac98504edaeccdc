import type { ComposedMail } from '../../../src/app/mail.ts';
import type { UploadedImport } from '../../../src/app/subscribers/import-stores.ts';
import type { Topic } from '../../../src/domain/catalogue/topic.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import type { Subscriber } from '../../../src/domain/subscribers/subscriber.ts';
import {
  importModel,
  importPage,
  importsModel,
  importsPage,
} from '../../../src/http/console/imports/import-models.ts';
import { addModel, addPage } from '../../../src/http/console/subscribers/add-models.ts';
import {
  changeCheckModel,
  changeCheckPage,
  changeModel,
  changePage,
} from '../../../src/http/console/subscribers/change-models.ts';
import { nextDigestModel, nextDigestPage } from '../../../src/http/console/subscribers/next-digest-models.ts';
import {
  subscribersModel,
  subscribersPage,
} from '../../../src/http/console/subscribers/subscriber-list-models.ts';
import { subscriberModel, subscriberPage } from '../../../src/http/console/subscribers/subscriber-models.ts';
import { tagsModel, tagsPage } from '../../../src/http/console/subscribers/tag-models.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

/** One of each that several lists have. */
export function listRows(words: string) {
  const suppression = {
    id: 3,
    email: words,
    domain: null,
    reason: 'manual',
    note: words,
    createdAt: now,
  } as const;
  const line = {
    id: '9',
    at: now,
    actor: words,
    email: null,
    action: words,
    object: `subscriber ${words}`,
    detail: { note: words },
  };
  const bounce = {
    id: '4',
    origin: 'smtp',
    kind: 'soft',
    reason: 'mailbox-full',
    status: words,
    subscriberId: 7,
    deliveryId: '5',
    matchedBy: 'address',
    kept: false,
    at: now,
  } as const;
  return { suppression, line, bounce };
}

/** Models of the pages of subscribers and of their imports, as `everyPage`. */
export function subscriberPages(input: {
  topics: readonly [Topic, ...Topic[]];
  words: string;
  wrong: (...fields: string[]) => FieldError[];
  refused: boolean;
}) {
  const { topics, words, wrong, refused } = input;
  const { suppression, line, bounce } = listRows(words);
  const subscriber: Subscriber = {
    id: 7,
    email: words,
    name: words,
    status: 'unsubscribed',
    cadence: 'weekly',
    timezone: 'Europe/Berlin',
    hour: 8,
    weekday: 'monday',
    maxPapers: 10,
    quietDays: 'skip',
    announcements: 'on',
    language: 'en',
    interests: [],
    tags: [words],
    nextDueAt: null,
    pausedUntil: null,
    lastDigestAt: now,
    createdAt: now,
    confirmedAt: now,
    unsubscribedAt: now,
  };
  const values = {
    name: words,
    cadence: 'weekly',
    timezone: 'Europe/Berlin',
    hour: '8',
    weekday: 'friday',
    maxPapers: words,
    quietDays: 'skip',
    announcements: 'on',
    language: 'en',
    topics: words,
    queries: words,
    authors: words,
    papers: words,
  };
  const tag = { id: 1, name: words, key: words };
  const bulkChange = {
    id: 4,
    kind: 'untag',
    state: 'running',
    tagId: 1,
    tag: words,
    total: 312,
    changed: 90,
    left: 212,
    actor: 'admin 1',
    createdAt: now,
    endedAt: null,
  } as const;
  const uploaded: UploadedImport = {
    id: 2,
    state: 'checked',
    fileName: words,
    header: [words, ''],
    sample: [[words, words]],
    columns: ['email', ''],
    consentNote: words,
    defaultStatus: 'active',
    total: 12,
    progress: {
      rows: 12,
      added: 5,
      changed: 1,
      existing: 4,
      pending: 1,
      refused: 3,
    },
    encoding: 'utf-8',
    oddLine: words,
    problem: null,
    actor: 'admin 1',
    createdAt: now,
  };
  return [
    example(
      subscribersPage,
      subscribersModel({
        list: {
          found: [subscriber],
          next: { id: 7, key: words },
          counts: { pending: 0, active: 1_204, unsubscribed: 1, bounced: 0, complained: 0 },
          total: 1_205,
        },
        order: { by: 'address', descending: false },
        values: { q: words, status: '', cadence: 'weekly', language: 'de', topic: words, tag: words },
        topics,
        tags: [tag],
        errors: wrong('topic', 'tag', 'order'),
        running: [bulkChange],
        erased: !refused,
      }),
    ),
    example(
      addPage,
      addModel({
        values: {
          ...values,
          email: words,
          tags: words,
          consentSource: words,
          consentAt: words,
          active: refused,
        },
        topics,
        tags: [tag],
        now,
        errors: wrong('email', 'name', 'tags', 'topics', 'consentSource', 'consentAt', 'other'),
        knownId: refused ? 7 : null,
      }),
    ),
    example(
      nextDigestPage,
      nextDigestModel({
        subscriber: { ...subscriber, status: 'active', nextDueAt: now },
        preview: refused
          ? { mail: null, papers: 0, chosen: [] }
          : {
              mail: { subject: words, html: words, text: words, raw: Buffer.from(words) } as ComposedMail,
              papers: 3,
              chosen: [],
            },
        asOf: now,
        idempotencyKey: words,
      }),
    ),
    example(
      changeCheckPage,
      changeCheckModel({
        kind: refused ? 'erase' : 'tag',
        values: { q: words, status: 'active', cadence: 'weekly', language: 'de', topic: words, tag: words },
        total: 312,
        counts: { active: 300, pending: 12 },
        topics,
        tags: [tag],
        givenTag: words,
        errors: wrong('givenTag', 'present'),
        problem: refused ? words : null,
      }),
    ),
    example(changePage, changeModel({ ...bulkChange, state: refused ? 'stopped' : 'running' })),
    example(
      tagsPage,
      tagsModel({
        tags: [
          { ...tag, holders: 12 },
          { ...tag, id: 2, holders: 0 },
        ],
        ...(refused ? { refused: { id: 1, name: words, errors: wrong('name') } } : { done: 'renamed' }),
      }),
    ),
    example(
      subscriberPage,
      subscriberModel({
        subscriber,
        values,
        topics,
        now,
        tags: [tag, { ...tag, id: 2, name: 'another' }],
        tag: words,
        suppressions: refused ? [suppression] : [],
        requests: [
          {
            id: 'x',
            subscriberId: 7,
            email: words,
            subscriberStatus: 'active',
            form: words,
            textVersion: words,
            clientIp: words,
            mailDomain: words,
            choices: { ...subscriber, interests: [] },
            createdAt: now,
            mailedAt: null,
            expiresAt: null,
            confirmedAt: now,
            confirmedIp: words,
          },
        ],
        deliveries: [
          {
            id: '5',
            digestId: 3,
            subscriberId: 7,
            state: 'failed',
            attempt: 1,
            messageId: words,
            nextAttemptAt: null,
            sentAt: null,
            detail: words,
            createdAt: now,
            papers: 4,
          },
        ],
        limit: 1,
        bounces: [bounce],
        events: [{ kind: words, actor: words, detail: { words }, at: now }],
        audit: [line],
        ...(refused ? { problem: words } : { done: 'yes' }),
        typed: words,
        errors: wrong(
          'name',
          'topics',
          'queries',
          'authors',
          'papers',
          'cadence',
          'timezone',
          'hour',
          'maxPapers',
          'quietDays',
          'confirm',
          'tag',
          'other',
        ),
      }),
    ),
    example(
      importsPage,
      importsModel({
        imports: [uploaded, { ...uploaded, id: 1, state: 'failed', problem: words }],
        columns: ['email', 'name'],
        error: refused ? words : null,
      }),
    ),
    example(
      importPage,
      importModel({
        found: uploaded,
        refused: [{ line: 2, message: words }],
        columns: ['email', 'name'],
        typed: { columns: ['email', 'email'], consentNote: words, defaultStatus: 'pending', encoding: '' },
        errors: wrong('column-1', 'columns', 'consentNote', 'defaultStatus', 'encoding'),
        problem: refused ? words : null,
      }),
    ),
  ];
}
