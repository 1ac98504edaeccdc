/** Objects of the API as they come, for the description. */

const at = '2026-11-24T08:00:00.000Z';

export const paper = {
  id: 1,
  arxivId: '2611.01234',
  version: 1,
  doi: null,
  title: 'Robots that learn to walk on sand',
  abstract: 'We train a controller on soft ground and find that it walks on hard ground as well.',
  authors: ['Ada Lovelace', 'Grace Hopper'],
  categories: ['cs.RO', 'cs.LG'],
  primaryCategory: 'cs.RO',
  topics: ['cs.RO', 'robot-learning'],
  url: 'https://arxiv.org/abs/2611.01234',
  publishedAt: '2026-11-23T18:00:00.000Z',
  updatedAt: null,
  upvotes: 38,
  comments: 4,
  stars: 120,
  trend: { gainPerDay: 38, usualPerDay: 3.5, timesUsual: 10 },
  links: [{ url: 'https://github.com/example/sand', type: 'github' }],
  thumbnailUrl: null,
  summary: null,
  comment: '12 pages',
  journalRef: null,
  note: null,
};

export const topic = {
  id: 1,
  slug: 'cs.RO',
  name: 'Robotics',
  description: 'Robots, their control and their learning.',
  kind: 'category',
  group: 'Computer Science',
  query: null,
  papers: 1204,
};

export const subscriber = {
  id: 1,
  email: 'reader@example.org',
  name: null,
  status: 'active',
  cadence: 'daily',
  timezone: 'Europe/Berlin',
  hour: 8,
  maxPapers: 10,
  quietDays: 'skip',
  language: 'en',
  topics: ['cs.RO'],
  queries: ['"graph neural" -survey'],
  authors: [],
  papers: [],
  interests: [
    { kind: 'topic', value: 'cs.RO', weight: 'normal' },
    { kind: 'query', value: '"graph neural" -survey', weight: 'more' },
  ],
  nextDueAt: '2026-11-25T07:00:00.000Z',
  lastDigestAt: at,
  createdAt: '2026-11-01T09:30:00.000Z',
  confirmedAt: '2026-11-01T09:34:00.000Z',
  unsubscribedAt: null,
};

export const counts = {
  audience: 2400,
  queued: 310,
  sending: 12,
  sent: 1890,
  failed: 7,
  unknown: 1,
  suppressed: 20,
  skipped: 160,
  cancelled: 0,
};

export const digest = {
  id: 1,
  origin: 'api',
  cadence: 'daily',
  slot: null,
  status: 'sending',
  asOf: at,
  problem: null,
  createdAt: at,
  plannedAt: at,
  finishedAt: null,
  counts,
};

export const delivery = {
  id: '1',
  digestId: 1,
  subscriberId: 1,
  state: 'sent',
  attempt: 1,
  messageId: '<d1.1@example.org>',
  nextAttemptAt: null,
  sentAt: at,
  detail: '250 2.0.0 OK',
};

export const suppression = {
  id: 1,
  email: 'gone@example.org',
  domain: null,
  reason: 'manual',
  note: 'asked by telephone',
  createdAt: at,
};

export const bounce = {
  id: '1',
  origin: 'smtp',
  kind: 'hard',
  reason: 'unknown-user',
  status: '5.1.1',
  subscriberId: 1,
  deliveryId: '1',
  matchedBy: 'return-path',
  kept: false,
  at,
};

export const auditEvent = {
  id: '1',
  at,
  actor: 'token my-script',
  action: 'suppression added',
  object: 'suppression 1',
  detail: { reason: 'manual' },
};

export const schedule = { hold: null, due: 0 };

export const sourceState = {
  name: 'arxiv',
  enabled: true,
  healthy: true,
  lastAttemptAt: at,
  lastSuccessAt: at,
  lastError: null,
  blockedUntil: null,
  lastResult: { added: 41, changed: 12, unchanged: 300, signals: 53, requests: 3, notModified: 1 },
};
