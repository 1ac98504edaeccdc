import type { Integration } from '../../../src/app/integrations/integration-store.ts';
import type { Topic } from '../../../src/domain/catalogue/topic.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import {
  integrationModel,
  integrationPage,
  integrationsModel,
  integrationsPage,
  typedOf,
} from '../../../src/http/console/integrations/integration-models.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

/** The pages of integrations. */
export function integrationModels(input: {
  topics: readonly Topic[];
  words: string;
  wrong: (...fields: string[]) => FieldError[];
  refused: boolean;
}) {
  const { topics, words, wrong, refused } = input;
  const integration: Integration = {
    id: 3,
    kind: refused ? 'matrix' : 'webhook',
    name: words,
    host: words,
    events: refused ? [] : ['subscriber.unsubscribed'],
    withReader: true,
    topicIds: topics.map(({ id }) => id),
    papers: 5,
    hour: 8,
    timezone: 'Europe/Berlin',
    nextPostAt: refused ? now : null,
    enabled: !refused,
    offReason: refused ? words : null,
    failingSince: now,
    createdAt: now,
  };
  const target = {
    url: 'https://example.org/hook',
    secret: null,
    previous: { secret: 'whsec_', until: now.getTime() + 1_000 },
    room: words,
    token: null,
  };
  const typed = { ...typedOf(integration, target, topics, 'UTC'), url: words, room: words };
  const message = {
    id: '5f0c2b1e-8a4e-4c0f-9d0c-0d6f7c1b2a3e',
    integrationId: 3,
    event: 'subscriber.unsubscribed',
    subscriberId: null,
    digestId: null,
    detail: {},
    day: null,
    tries: 1,
    nextTryAt: now,
    at: now,
  } as const;
  const counts = { waiting: 1, sending: 0, delivered: 1_200, failed: 1, unknown: 0, skipped: 0 };
  const good = { at: now, ms: 40, status: 200, trouble: null };
  const bad = { at: now, ms: 40, status: 500, trouble: words };
  return [
    example(integrationsPage, integrationsModel([integration], { deleted: refused })),
    example(
      integrationPage,
      integrationModel({
        kind: integration.kind,
        typed,
        topics,
        zones: ['UTC', 'Europe/Berlin'],
        now,
        errors: refused
          ? wrong('name', 'url', 'room', 'token', 'topics', 'papers', 'hour', 'timezone', 'other')
          : [],
        secret: refused ? null : 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
        done: { good: !refused, text: words },
        known: {
          integration,
          target: refused ? null : target,
          counts,
          log: [
            { ...message, paperIds: [], state: 'waiting', attempts: [bad] },
            { ...message, paperIds: [], state: 'delivered', attempts: [bad, good] },
            { ...message, paperIds: [], state: 'failed', attempts: [] },
          ],
        },
      }),
    ),
  ];
}
