import { usualBrand } from '../../../src/domain/brand/brand.ts';
import { typedLook, usualLook } from '../../../src/domain/brand/look.ts';
import type { Topic } from '../../../src/domain/catalogue/topic.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/papers/paper.ts';
import { retentionNames, termsOf } from '../../../src/domain/retention/retention.ts';
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
import { retentionModel, retentionPage } from '../../../src/http/console/retention/retention-models.ts';
import {
  environmentPage,
  settingsModel,
  settingsPage,
} from '../../../src/http/console/settings/settings-models.ts';
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
import { listRows, subscriberPages } from './subscriber-fixtures.ts';

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
  const { suppression, line, bounce } = listRows(words);
  const curated = { ...topics[0], name: words, editedAt: now, retiredAt: null };
  const typed = { slug: words, name: words, description: words, group: words, query: words };
  return [
    ...subscriberPages(input),
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
