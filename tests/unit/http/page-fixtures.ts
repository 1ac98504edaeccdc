import type { Topic } from '../../../src/domain/catalogue/topic.ts';
import { english } from '../../../src/domain/languages/en.ts';
import type { Language } from '../../../src/domain/languages/language.ts';
import type { Paper } from '../../../src/domain/papers/paper.ts';
import type { NamedSubject } from '../../../src/domain/papers/subject.ts';
import { apiDocsModel, apiDocsPage } from '../../../src/http/api/docs/api-docs-models.ts';
import { signInPage } from '../../../src/http/console/sign-in/sign-in-models.ts';
import { rhythmSentence } from '../../../src/http/forms/form-options.ts';
import { htmlOfTex } from '../../../src/http/forms/html.ts';
import { momentOf } from '../../../src/http/forms/words.ts';
import { messagePage, notFoundPage } from '../../../src/http/message.ts';
import {
  addressAskedPage,
  addressButtonPage,
  addressModel,
  addressPage,
} from '../../../src/http/site/address/address-models.ts';
import { authorModel, authorPage } from '../../../src/http/site/authors/author-models.ts';
import { sourceLines, textPage } from '../../../src/http/site/brand/brand-models.ts';
import { dayModel, dayPage, everyField } from '../../../src/http/site/days/day-models.ts';
import { embedModel, embedPage } from '../../../src/http/site/embed/embed-models.ts';
import { feedbackModel, feedbackPage } from '../../../src/http/site/feedback/feedback-models.ts';
import { homeModel, homePage } from '../../../src/http/site/home/home-models.ts';
import {
  linkAskedModel,
  linkAskedPage,
  manageModel,
  managePage,
} from '../../../src/http/site/manage/manage-models.ts';
import { nextDigestModel, nextDigestPage } from '../../../src/http/site/next-digest/next-digest-models.ts';
import { ownDataModel, ownDataPage } from '../../../src/http/site/own-data/own-data-models.ts';
import { paperModel, paperPage } from '../../../src/http/site/papers/paper-models.ts';
import { interestRows, learned } from '../../../src/http/site/preferences/interest-models.ts';
import { preferencesModel, preferencesPage } from '../../../src/http/site/preferences/preferences-models.ts';
import { statusModel } from '../../../src/http/site/preferences/status-models.ts';
import { keptModel, keptPage } from '../../../src/http/site/saved/kept-models.ts';
import { savedModel, savedPage } from '../../../src/http/site/saved/saved-models.ts';
import {
  confirmedPage,
  confirmPage,
  subscribedPage,
  subscribeFormPage,
  tickedOffers,
} from '../../../src/http/site/subscribe/subscribe-models.ts';
import { subscribeFormModel } from '../../../src/http/site/subscribe-form.ts';
import {
  topicModel,
  topicPage,
  topicsModel,
  topicsPage,
} from '../../../src/http/site/topics/topic-models.ts';
import { unsubscribedPage, unsubscribePage } from '../../../src/http/site/unsubscribe/unsubscribe-models.ts';
import { accountModels } from './account-fixtures.ts';
import { describedApi } from './api-fixtures.ts';
import { consolePages } from './console-fixtures.ts';
import { consoleListPages } from './console-list-fixtures.ts';
import { digest, digestPages } from './digest-fixtures.ts';
import { editorsPages } from './editors-fixtures.ts';
import { integrationModels } from './integration-fixtures.ts';
import { letterPages } from './letter-fixtures.ts';
import { example, type PageExamples, pageExamples } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');
const token = 'Zm9vYmFyYmF6cXV4';

/** What of a subscriber no page shows. */
const unused = {
  quietDays: 'skip' as const,
  announcements: 'on' as const,
  language: 'en' as const,
  interests: [],
  tags: [],
  nextDueAt: null,
  pausedUntil: null,
  lastDigestAt: null,
  createdAt: now,
  confirmedAt: null,
  unsubscribedAt: null,
};

/**
 * A model for every page. `words` stand wherever a source, a reader or a mail can put words of their own.
 * With `refused`, forms are as after a refusal.
 */
export function everyPage(input: {
  papers: readonly [Paper, ...Paper[]];
  topics: readonly [Topic, ...Topic[]];
  words: string;
  refused: boolean;
  language?: Language;
}): PageExamples {
  const { papers, topics, words, refused, language = english } = input;
  const [paper] = papers;
  const [topic] = topics;
  const wrong = (...fields: string[]) => (refused ? fields.map((field) => ({ field, message: words })) : []);
  const rhythm = {
    cadence: 'weekly',
    timezone: 'Europe/Berlin',
    hour: 8,
    weekday: 'monday',
    maxPapers: 10,
  } as const;
  const names = [topic.name, words];
  const subscribe = subscribeFormModel({
    now: new Date('2026-11-24T10:00:00Z'),
    language,
    form: 'home',
    topics,
    chosen: refused ? [topic.slug] : [],
    ...(refused
      ? {
          values: { email: words, cadence: words, timezone: words, hour: words, query: words, author: words },
        }
      : {}),
    offers: tickedOffers({ queries: [words], authors: [words], papers: ['5'] }, papers, language),
    errors: wrong('email', 'topics', 'queries', 'authors', 'papers', 'cadence', 'timezone', 'hour', 'form'),
  });
  const list = {
    papers,
    total: 1204,
    exact: !refused,
    page: 2,
    limit: 20,
    window: 'week',
    subscribe,
    language,
  } as const;
  const preferencesHref = `/preferences/${token}`;
  const unsubscribeHref = `/unsubscribe/${token}`;
  const cards = papers.map((one) => ({ paper: one, upvotes: one.upvotes, trend: null }));
  const vote = { more: `/feedback/k.1.2.more.${token}`, less: `/feedback/k.1.2.less.${token}` };
  const chosen = cards.map((card) => ({ card, reason: words, standing: words, vote }));
  const named: NamedSubject[] = [
    { kind: 'topic', topic },
    { kind: 'query', query: words },
    { kind: 'author', author: words },
    { kind: 'paper', paper: { id: 5, title: words } },
  ];
  const held = named.map((one, index) => ({
    id: index + 1,
    kind: 'query' as const,
    query: words,
    weight: 'more' as const,
    named: one,
  }));
  const subscriber = { ...rhythm, id: 1, email: words, name: words, status: 'active' as const, ...unused };
  return pageExamples([
    example(
      homePage,
      homeModel({
        ...list,
        marked: new Set(['script', 'alert', 'x', 'words']),
        q: refused ? `author:"<b>Mallory" from:2026 ${words}` : null,
        corrected: refused ? words : null,
        topic: refused ? topic : null,
        topics,
        now,
      }),
    ),
    example(
      paperPage,
      paperModel({
        paper,
        similar: papers.slice(1),
        votes: refused ? [] : [1, 2].map((at) => ({ at: new Date(Date.UTC(2026, 10, at)), upvotes: at * 7 })),
        language,
        subscribe,
      }),
    ),
    example(
      dayPage,
      dayModel({
        place: refused ? { path: '/', topic: 'cs.RO' } : everyField,
        topic: refused ? { slug: 'cs.RO', name: words } : null,
        day: new Date('2026-11-21T00:00:00Z'),
        length: refused ? 'month' : 'day',
        now,
        papers: refused ? papers : [],
        total: refused ? 3 : 0,
        page: 2,
        limit: 1,
        subscribe,
        language,
      }),
    ),
    example(
      authorPage,
      authorModel({
        key: 'words',
        author: {
          name: words,
          names: Array.from({ length: refused ? 1 : 12 }, (_, at) => ({
            name: words,
            key: at === 0 ? 'words' : 'w-words',
            papers: at + 1,
            confidence: at === 0 ? 1 : 0.6,
          })),
          papers: papers.map(({ id }) => ({ id, name: words, confidence: 0.6 })),
          exact: refused,
        },
        papers: refused ? papers : [],
        page: 2,
        limit: 1,
        subscribe,
        language,
      }),
    ),
    example(
      topicsPage,
      topicsModel(
        topics.map((one, index) => ({ ...one, papers: index * 37 })),
        [{ slug: 'reading-group', name: words }],
        language,
      ),
    ),
    example(topicPage, topicModel({ ...list, topic, now })),
    example(
      savedPage,
      savedModel({ papers, shared: refused, publicUrl: 'https://offprint.example', language }),
    ),
    example(
      keptPage,
      keptModel({
        action: `/saved/${token}`,
        papers: refused ? [] : papers,
        offered: refused ? papers : [],
        feedHref: `/saved-feed/${token}`,
        publicUrl: 'https://offprint.example',
        language,
      }),
    ),
    example(subscribeFormPage, {
      subscribe: subscribeFormModel({
        now,
        language,
        form: 'page',
        topics,
        chosen: ['cs.RO'],
        about: words,
        whole: true,
      }),
    }),
    example(textPage, {
      heading: words,
      text: htmlOfTex(words),
      sources: sourceLines(
        [{ name: 'arxiv', lastSuccessAt: now, lastError: refused ? words : null }],
        ['arxiv', 'hugging-face'],
        language,
      ),
    }),
    example(
      embedPage,
      embedModel({
        publicUrl: 'https://offprint.example',
        service: words,
        topics,
        chosen: refused ? topics.map(({ slug }) => slug) : [],
        cadence: words,
        language,
      }),
    ),
    example(subscribedPage, {
      validHours: 48,
      sent: refused ? null : { email: words, others: [{ name: 'queries', value: words }] },
      unknownZone: refused ? words : null,
    }),
    example(confirmPage, {
      action: `/confirm/${token}`,
      interests: names,
      rhythm: rhythmSentence(rhythm, language),
      adds: refused,
      instead: refused,
    }),
    example(confirmedPage, {
      already: false,
      undone: refused,
      added: [],
      interests: names,
      rhythm: rhythmSentence(rhythm, language),
      nextDigest: momentOf(now, 'Europe/Berlin'),
      firstAction: refused ? null : `/confirm/${token}/first`,
      firstSent: false,
    }),
    example(unsubscribePage, { action: unsubscribeHref }),
    example(unsubscribedPage, {
      comeBack: { action: `${unsubscribeHref}/undo`, until: refused ? null : momentOf(now, 'Europe/Berlin') },
    }),
    example(managePage, refused ? manageModel(words, wrong('email', 'elsewhere')) : manageModel()),
    example(linkAskedPage, linkAskedModel(refused ? 'export' : 'manage', language)),
    example(
      ownDataPage,
      ownDataModel(refused ? 'erase' : 'export', {
        action: `/export/${token}`,
        until: now,
        timezone: 'Europe/Berlin',
        language,
      }),
    ),
    example(
      preferencesPage,
      preferencesModel({
        path: preferencesHref,
        language,
        now,
        unsubscribeHref,
        ownFeedHref: 'https://offprint.example/next-feed/token',
        savedHref: 'https://offprint.example/saved/token',
        topics,
        chosen: topics.slice(0, 4).map(({ slug }) => slug),
        values: refused
          ? {
              cadence: words,
              timezone: words,
              hour: words,
              weekday: words,
              maxPapers: words,
              quietDays: words,
              announcements: words,
              language: words,
              query: words,
              author: words,
              paper: words,
              name: words,
            }
          : {
              cadence: 'weekly',
              timezone: 'Europe/Berlin',
              hour: '8',
              weekday: 'friday',
              maxPapers: '10',
              quietDays: 'note',
              announcements: 'on',
              language: 'de',
              query: '',
              author: '',
              paper: '',
              name: null,
            },
        interests: interestRows(held, language, {
          value: () => (refused ? words : undefined),
          weight: () => (refused ? 'less' : undefined),
          removed: new Set(['2']),
        }),
        learned: learned({
          votes: [{ paperId: paper.id, vote: 'less', at: now }],
          papers,
          mutes: [
            { id: 1, author: words, topicId: null, at: now },
            { id: 2, author: null, topicId: topic.id, at: now },
          ],
          topics,
          timezone: 'UTC',
          language,
          forgotten: { votes: new Set(), mutes: new Set(['1']), all: refused },
        }),
        email: words,
        status: statusModel(
          {
            ...subscriber,
            status: refused ? 'unsubscribed' : 'active',
            confirmedAt: now,
            nextDueAt: now,
            pausedUntil: words === 'Words' ? new Date('2026-12-08T10:00:00Z') : null,
          },
          false,
          now,
          language,
        ),
        comeBack: refused ? { action: `${preferencesHref}/return`, until: null } : null,
        stored: [{ label: language.pages.privacy.address, lines: [words, words] }],
        errors: wrong(
          ...([
            'topics',
            'queries',
            'authors',
            'papers',
            'weight',
            'cadence',
            'timezone',
            'hour',
            'weekday',
          ] as const),
          ...(['maxPapers', 'quietDays', 'language', 'name', 'value-2', 'elsewhere'] as const),
        ),
        flash: refused ? null : words,
      }),
    ),
    example(
      addressPage,
      addressModel(
        { action: `/address/${token}`, present: words, until: momentOf(now) },
        refused ? words : '',
        wrong('email', 'elsewhere'),
      ),
    ),
    example(addressAskedPage, { email: words, validHours: 48 }),
    example(addressButtonPage, {
      action: `/new-address/${token}`,
      undoes: refused,
      address: words,
      until: momentOf(now),
    }),
    example(
      nextDigestPage,
      nextDigestModel(
        { nextDueAt: now, timezone: 'Europe/Berlin' },
        refused ? { mail: null, papers: 0 } : { mail: { subject: words, text: words }, papers: 3 },
        preferencesHref,
        language,
      ),
    ),
    example(
      feedbackPage,
      feedbackModel(
        {
          subscriber,
          paper,
          vote: 'less',
          said: refused ? 'more' : null,
          mutedAuthors: new Set(paper.authors.slice(0, 1)),
          mutedTopics: new Set(),
        },
        {
          action: `/feedback/${token}`,
          language,
          ...(refused ? { errors: wrong('mute') } : { done: [words] }),
        },
      ),
    ),
    example(notFoundPage, { heading: words, text: [words] }),
    example(messagePage, {
      heading: words,
      text: [words, words],
      actions: [
        { href: '/', text: language.pages.layout.backToPapers, post: false },
        { href: '/feedback/x', text: words, post: true },
      ],
    }),
    ...digestPages({ words, refused, language, names, cards, chosen }),
    example(apiDocsPage, apiDocsModel(describedApi(words), 'https://offprint.example')),
    example(signInPage, {
      action: '/admin/login',
      csrf: 'csrf-of-the-login',
      values: { email: words },
      error: refused ? words : null,
      flash: words,
      passkeys: true,
    }),
    ...consolePages({ words, topics, refused, digest: (said) => digest(words, said) }),
    ...accountModels(words, wrong),
    ...editorsPages({ papers, words, wrong, refused, subscribe, language }),
    ...integrationModels({ topics, words, wrong, refused }),
    ...consoleListPages({ topics, paper, words, wrong, refused }),
    ...letterPages(words, refused),
  ]);
}
