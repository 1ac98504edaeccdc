import type { Digest } from '../../../src/app/ports.ts';
import type { DigestCounts } from '../../../src/domain/delivery.ts';
import type { Paper } from '../../../src/domain/paper.ts';
import type { Topic } from '../../../src/domain/topic.ts';
import {
  adminDigestPage,
  archiveDigestPage,
  archiveEntry,
  digestRow,
  holdNotice,
  homePage,
  mailboxPage,
  mailPage,
  momentOf,
  type PageModels,
  paperPage,
  preferencesPage,
  rhythmInWords,
  sendForm,
  sourceRow,
  subscribeForm,
  subscriberCounts,
  topicPage,
  topicsPage,
  viewPage,
} from '../../../src/http/pages/models.ts';

const now = new Date('2026-11-24T09:30:00Z');
const token = 'Zm9vYmFyYmF6cXV4';

const counts: DigestCounts = {
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

function digest(words: string, said: Partial<Digest>): Digest & { counts: DigestCounts } {
  return {
    id: 7,
    origin: 'schedule',
    cadence: 'daily',
    slot: now,
    status: 'sending',
    asOf: now,
    topicIds: [],
    subscriberIds: [],
    targeted: false,
    planCursor: 0,
    plannedAt: now,
    finishedAt: null,
    problem: words,
    createdAt: now,
    ...said,
    counts,
  };
}

/**
 * A model for every page. `words` stand wherever a source, a reader or a mail can put words of their own.
 * With `refused`, forms are as after a refusal.
 */
export function everyPage(input: {
  papers: readonly [Paper, ...Paper[]];
  topics: readonly [Topic, ...Topic[]];
  words: string;
  refused: boolean;
}): PageModels {
  const { papers, topics, words, refused } = input;
  const [paper] = papers;
  const [topic] = topics;
  const wrong = (...fields: string[]) => (refused ? fields.map((field) => ({ field, message: words })) : []);
  const rhythm = { cadence: 'weekly', timezone: 'Europe/Berlin', hour: 8, maxPapers: 10 } as const;
  const names = [topic.name, words];
  const subscribe = subscribeForm({
    form: 'home',
    topics,
    chosen: refused ? [topic.slug] : [],
    ...(refused ? { values: { email: words, cadence: words, timezone: words, hour: words } } : {}),
    errors: wrong('email', 'topics', 'cadence', 'timezone', 'hour', 'form'),
  });
  const list = { papers, total: 1204, page: 2, limit: 20, window: 'week', subscribe } as const;
  const preferencesHref = `/preferences/${token}`;
  const unsubscribeHref = `/unsubscribe/${token}`;
  const cards = papers.map((one) => ({ paper: one, upvotes: one.upvotes }));
  const vote = { more: `/feedback/k.1.2.more.${token}`, less: `/feedback/k.1.2.less.${token}` };
  const chosen = cards.map((card) => ({ card, reason: words, vote }));
  const mail = { id: 3, at: now, envelopeTo: words, envelopeFrom: words, subject: words };
  return {
    home: homePage({ ...list, q: refused ? words : null, topic: refused ? topic : null, topics }),
    paper: paperPage({ paper, similar: papers.slice(1), subscribe }),
    topics: topicsPage(topics.map((one, index) => ({ ...one, papers: index * 37 }))),
    topic: topicPage({ ...list, topic }),
    subscribed: { validHours: 48 },
    confirm: { action: `/confirm/${token}`, interests: names, rhythm: rhythmInWords(rhythm) },
    confirmed: {
      already: false,
      interests: names,
      rhythm: rhythmInWords(rhythm),
      nextDigest: momentOf(now, 'Europe/Berlin'),
      preferencesHref,
    },
    unsubscribe: { action: unsubscribeHref, preferencesHref },
    unsubscribed: { preferencesHref, subscribeHref: '/' },
    preferences: preferencesPage({
      path: preferencesHref,
      unsubscribeHref,
      topics,
      chosen: topics.slice(0, 4).map(({ slug }) => slug),
      values: refused
        ? { cadence: words, timezone: words, hour: words, maxPapers: words }
        : { cadence: 'weekly', timezone: 'Europe/Berlin', hour: '8', maxPapers: '10' },
      errors: wrong('topics', 'cadence', 'timezone', 'hour', 'maxPapers', 'confirm', 'elsewhere'),
      saved: !refused,
      notice: refused ? words : null,
    }),
    message: {
      heading: words,
      text: [words, 'The link is older than 48 hours. Ask for a new one by subscribing again.'],
      actions: [
        { href: '/', text: 'Back to the papers', post: false },
        { href: '/feedback/x', text: 'More like this', post: true },
      ],
    },
    view: viewPage({
      cadence: 'weekly',
      date: now,
      timezone: 'Europe/Berlin',
      interests: names,
      sections: refused
        ? [{ title: null, papers: chosen }]
        : [
            { title: words, papers: chosen.slice(0, 1) },
            { title: 'Robotics', papers: chosen.slice(1) },
          ],
      preferencesHref,
      unsubscribeHref,
    }),
    archive: {
      digests: [1, 2, 3].map((id) => archiveEntry(digest(words, { id }), cards.slice(0, 8))),
      older: '/archive?before=1',
    },
    'archive-digest': archiveDigestPage(digest(words, {}), cards),
    mailbox: mailboxPage([mail, { ...mail, id: 2 }]),
    mail: mailPage({
      mail,
      headers: [
        { name: 'Subject', value: words },
        { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      ],
      part: refused ? 'text' : 'html',
      text: words,
    }),
    'admin-login': {
      action: '/admin/login',
      csrf: 'csrf-of-the-login',
      values: { email: words },
      error: refused ? words : null,
    },
    'admin-home': {
      flash: words,
      hold: holdNotice({ since: now, reason: words }, 1204),
      subscribers: subscriberCounts({
        pending: 14,
        active: 2380,
        unsubscribed: 96,
        bounced: 12,
        complained: 1,
      }),
      send: sendForm({
        values: { cadence: 'daily', topics: words, emails: words, asOf: '2026-11-24T08:00', dryRun: true },
        errors: wrong('cadence', 'topics', 'emails', 'asOf', 'other'),
        idempotencyKey: 'b5d0',
      }),
      digests: [
        digestRow(digest(words, {})),
        digestRow(digest(words, { id: 6, status: 'finished', cadence: null })),
        digestRow(digest(words, { id: 5, status: 'paused' })),
      ],
      sources: [
        sourceRow(
          {
            name: 'hugging-face',
            lastAttemptAt: now,
            lastSuccessAt: now,
            lastError: null,
            blockedUntil: null,
            lastResult: { added: 41, changed: 12 },
          },
          now,
        ),
        sourceRow(
          {
            name: 'arxiv',
            lastAttemptAt: now,
            lastSuccessAt: null,
            lastError: words,
            blockedUntil: null,
            lastResult: null,
          },
          now,
        ),
      ],
    },
    'admin-digest': adminDigestPage(digest(words, {})),
    'admin-preview': {
      to: words,
      subject: words,
      frameHref: '/admin/preview/x.html',
      text: words,
      backHref: '/admin',
    },
  };
}
