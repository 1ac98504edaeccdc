import type { ComposedMail } from '../../../src/app/mail.ts';
import type { UploadedImport } from '../../../src/app/subscribers/import-stores.ts';
import { usualBrand } from '../../../src/domain/brand/brand.ts';
import { typedLook, usualLook } from '../../../src/domain/brand/look.ts';
import type { Topic } from '../../../src/domain/catalogue/topic.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/papers/paper.ts';
import { retentionNames, termsOf } from '../../../src/domain/retention/retention.ts';
import type { Subscriber } from '../../../src/domain/subscribers/subscriber.ts';
import { auditModel, auditPage } from '../../../src/http/console/audit/audit-models.ts';
import {
  bouncesModel,
  bouncesPage,
  webhooksModel,
  webhooksPage,
} from '../../../src/http/console/bounces/bounce-models.ts';
import { brandModel, brandPage } from '../../../src/http/console/brand/brand-models.ts';
import { lookModel, lookPage } from '../../../src/http/console/brand/look-models.ts';
import { doctorModel, doctorPage } from '../../../src/http/console/doctor/doctor-models.ts';
import {
  importModel,
  importPage,
  importsModel,
  importsPage,
} from '../../../src/http/console/imports/import-models.ts';
import { retentionModel, retentionPage } from '../../../src/http/console/retention/retention-models.ts';
import {
  environmentPage,
  settingsModel,
  settingsPage,
} from '../../../src/http/console/settings/settings-models.ts';
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
import {
  suppressionImportModel,
  suppressionImportPage,
} from '../../../src/http/console/suppressions/suppression-import-models.ts';
import {
  suppressionsModel,
  suppressionsPage,
} from '../../../src/http/console/suppressions/suppression-models.ts';
import { tokensModel, tokensPage } from '../../../src/http/console/tokens/token-models.ts';
import {
  topicModel,
  topicPage,
  topicsModel,
  topicsPage,
} from '../../../src/http/console/topics/topic-models.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

/** Models of the console's lists and forms, as `everyPage`. */
export function consoleListPages(input: {
  topics: readonly [Topic, ...Topic[]];
  paper: Paper;
  words: string;
  wrong: (...fields: string[]) => FieldError[];
  refused: boolean;
}) {
  const { topics, paper, words, wrong, refused } = input;
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
  const curated = { ...topics[0], name: words, editedAt: now, retiredAt: null };
  const typed = { slug: words, name: words, description: words, group: words, query: words };
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
    example(topicsPage, topicsModel([curated, { ...curated, id: 9, retired: true }], new Map([[1, 1204]]))),
    example(
      topicPage,
      topicModel({
        topic: curated,
        followers: 12,
        groups: [words, words],
        typed,
        matches: refused ? null : { total: 1204, papers: [paper] },
        errors: wrong('name', 'description', 'group', 'query', 'other'),
        saved: !refused,
      }),
    ),
    example(
      suppressionImportPage,
      suppressionImportModel({
        lines: words,
        errors: wrong('lines', 'file', 'other'),
        done: { rows: 1204, added: 3, existing: 0, refused: 1201, errors: [{ line: 2, message: words }] },
      }),
    ),
    example(
      suppressionsPage,
      suppressionsModel({
        items: [suppression, { ...suppression, id: 4, email: null, reason: 'erased' }],
        limit: 2,
        filters: { kind: 'address', reason: 'manual' },
        values: { what: words, note: words, email: words },
        errors: wrong('what', 'note', 'email', 'other'),
        lookedFor: refused ? words : null,
        flash: words,
      }),
    ),
    example(
      bouncesPage,
      bouncesModel({
        items: [bounce, { ...bounce, id: '3', subscriberId: null, matchedBy: null, kept: true }],
        limit: 2,
        filters: { kind: 'soft', matched: 'no', origin: 'smtp' },
      }),
    ),
    example(
      webhooksPage,
      webhooksModel({
        posts: [
          {
            provider: 'ses',
            minute: now,
            outcome: 'refused',
            posts: 3,
            events: 0,
            recorded: 0,
            detail: words,
          },
        ],
        configured: new Set(['ses']),
        publicUrl: 'https://offprint.example',
      }),
    ),
    example(
      auditPage,
      auditModel({ items: [line], limit: 1, filters: { kind: 'subscriber', actor: words }, isOwner: true }),
    ),
    example(
      tokensPage,
      tokensModel({
        tokens: [
          {
            id: 1,
            name: words,
            prefix: words,
            scopes: ['admin'],
            owner: words,
            expiresAt: now,
            createdAt: now,
            lastUsedAt: now,
            revokedAt: null,
          },
          {
            id: 2,
            name: words,
            prefix: words,
            scopes: ['read'],
            owner: null,
            expiresAt: null,
            createdAt: now,
            lastUsedAt: null,
            revokedAt: now,
          },
        ],
        now,
        values: { name: words, expires: words, scope: 'read' },
        errors: wrong('name', 'scopes', 'expires', 'present', 'other'),
        ...(refused ? {} : { made: { name: words, token: words } }),
      }),
    ),
    example(
      brandPage,
      brandModel({
        stored: {
          version: 3,
          settings: {
            ...usualBrand(words),
            name: words,
            accent: refused ? null : '#b33a9c',
            footLine: words,
          },
          logo: refused ? null : { hash: '0123456789abcdef', width: 400, height: 100 },
          look: usualLook,
        },
        usual: { name: words, about: words, privacy: words, ranking: words },
        errors: wrong('name', 'digestName', 'accent', 'footLine', 'contact', 'language', 'logo', 'other'),
        saved: !refused,
      }),
    ),
    example(
      lookPage,
      lookModel({
        typed: { ...typedLook(usualLook), summaryLines: words },
        errors: wrong('density', 'order', 'summaryLines', 'other'),
        tried: refused,
        saved: !refused,
      }),
    ),
    example(
      retentionPage,
      retentionModel({
        terms: termsOf({ bounces: 0 }),
        totals: new Map([['deliveries', 1_204_000]]),
        last: {
          id: 2,
          startedAt: now,
          endedAt: refused ? null : new Date(now.getTime() + 200_000),
          rows: { deliveries: 27_210, unconfirmed: 3 },
          cutShort: true,
        },
        ...(refused ? {} : { due: termsOf({}), flash: 'saved' as const }),
        errors: wrong(...retentionNames, 'other'),
      }),
    ),
    example(
      doctorPage,
      doctorModel(
        refused
          ? null
          : {
              at: now,
              checks: [
                { name: 'dkim', status: 'pass', says: words },
                { name: words, status: 'warn', says: words },
                { name: 'spf', status: 'fail', says: words, publish: words },
              ],
            },
      ),
    ),
    example(environmentPage, {
      groups: [
        {
          heading: words,
          variables: [
            { name: words, about: words, value: words, usual: words },
            { name: words, about: words, value: null, usual: words },
          ],
        },
      ],
      version: words,
      changes: refused ? [] : [words],
    }),
    example(
      settingsPage,
      settingsModel({
        settings: {
          maxSendRate: 5,
          sendingPausedAt: refused ? now : null,
          ownersNeedSecondFactor: refused,
          firstStepsHidden: false,
        },
        kept: refused ? { present: words, problem: words } : undefined,
        configured: refused ? null : 20,
        typed: words,
        errors: wrong('maxSendRate', 'other'),
        saved: !refused,
      }),
    ),
  ];
}
