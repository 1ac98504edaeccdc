import type { CaughtMail, DigestSection } from '../../app/ports.ts';
import type { Cadence } from '../../domain/cadence.ts';
import type { Paper } from '../../domain/paper.ts';
import type { Topic } from '../../domain/topic.ts';
import type { Window } from '../../domain/trending.ts';
import { digestTitle } from './digest-models.ts';
import type { SubscribeFormModel } from './form-models.ts';
import {
  counted,
  dayOf,
  momentOf,
  pager,
  topicFilter,
  topicGroups,
  topicHref,
  windowTabs,
} from './list-models.ts';
import type {
  HomeModel,
  MailboxModel,
  MailModel,
  PaperList,
  PaperPageModel,
  TopicModel,
  TopicsModel,
  ViewModel,
} from './models.ts';
import { chosenItem, paperDetails, paperItem } from './paper-models.ts';

type ListInput = {
  papers: readonly Paper[];
  /** Papers of the whole list. */
  total: number;
  /** From 1. */
  page: number;
  /** Papers a page. */
  limit: number;
  /** Null: of any age. */
  window: Window | null;
  subscribe: SubscribeFormModel;
};

function paperList(
  input: ListInput,
  place: { path: string; q: string | null; topic: string | null },
): PaperList {
  const where = { ...place, window: input.window };
  return {
    papers: input.papers.map((paper) => paperItem(paper, { thumbnails: true })),
    total: counted(input.total, 'paper'),
    tabs: windowTabs(where),
    pager: pager(where, input),
  };
}

/** `/`: `topic` is the topic of `?topic=`, `topics` the catalogue. */
export function homePage(
  input: ListInput & { q: string | null; topic: Topic | null; topics: readonly Topic[] },
): HomeModel {
  const q = input.q?.trim() || null;
  const { topic } = input;
  const search = new URLSearchParams({ ...(q === null ? {} : { q }), window: input.window ?? '' });
  if (input.window === null) search.delete('window');
  return {
    ...paperList(input, { path: '/', q, topic: topic?.slug ?? null }),
    heading:
      q !== null ? `Papers on “${q}”` : topic !== null ? `Trending in ${topic.name}` : 'Trending papers',
    q: q ?? '',
    filter: topicFilter(input.topics, topic?.slug ?? null),
    topic:
      topic === null
        ? null
        : {
            name: topic.name,
            href: topicHref(topic.slug),
            without: search.size === 0 ? '/' : `/?${search.toString()}`,
          },
    subscribe: input.subscribe,
  };
}

/** `/topics/:slug`. */
export function topicPage(input: ListInput & { topic: Topic }): TopicModel {
  const { slug, name, group, description, kind } = input.topic;
  const path = topicHref(slug);
  return {
    ...paperList(input, { path, q: null, topic: null }),
    name,
    slug: kind === 'curated' ? null : slug,
    group,
    description,
    feedHref: `${path}/feed.xml`,
    subscribe: input.subscribe,
  };
}

/** `/papers/:id`. */
export function paperPage(input: {
  paper: Paper;
  similar: readonly Paper[];
  subscribe: SubscribeFormModel;
}): PaperPageModel {
  return {
    paper: paperDetails(input.paper),
    similar: input.similar.map((paper) => paperItem(paper, { thumbnails: false })),
    subscribe: input.subscribe,
  };
}

/** `/topics`. */
export function topicsPage(topics: readonly (Topic & { papers: number })[]): TopicsModel {
  return {
    groups: topicGroups(topics),
    total: counted(topics.filter(({ retired }) => !retired).length, 'topic'),
  };
}

/** `/view/:token`: loads nothing from elsewhere, since its address is a secret. `date` is shown in the reader's zone. */
export function viewPage(input: {
  cadence: Cadence | null;
  date: Date;
  timezone: string;
  /** Names of what the reader follows. */
  interests: string[];
  sections: readonly DigestSection[];
  /** What the note on quiet days says; null for a digest. */
  silence: string | null;
  preferencesHref: string;
  unsubscribeHref: string;
}): ViewModel {
  const { cadence, date, timezone, sections, interests, silence, preferencesHref, unsubscribeHref } = input;
  return {
    silence,
    title: digestTitle(cadence),
    date: dayOf(date, timezone),
    interests,
    sections: sections.map(({ title, papers }, index) => ({
      id: `section-${index + 1}`,
      title,
      papers: papers.map((paper) => chosenItem(paper, { thumbnails: false })),
    })),
    preferencesHref,
    unsubscribeHref,
  };
}

/** `/mailbox`. */
export function mailboxPage(mails: readonly CaughtMail[]): MailboxModel {
  return {
    mails: mails.map(({ id, envelopeTo, subject, at }) => ({
      href: `/mailbox/${id}`,
      to: envelopeTo,
      subject: subject === '' ? '(no subject)' : subject,
      at: momentOf(at),
    })),
  };
}

/** `/mailbox/:id`; `?part=text` shows the plain text. */
export function mailPage(input: {
  mail: Pick<CaughtMail, 'id' | 'subject'>;
  headers: { name: string; value: string }[];
  /** Null when the mail has no HTML part. */
  part: 'html' | 'text';
  text: string;
}): MailModel {
  const path = `/mailbox/${input.mail.id}`;
  return {
    subject: input.mail.subject === '' ? '(no subject)' : input.mail.subject,
    headers: input.headers,
    tabs: [
      { href: path, text: 'HTML', current: input.part === 'html' },
      { href: `${path}?part=text`, text: 'Plain text', current: input.part === 'text' },
    ],
    frameHref: input.part === 'html' ? `${path}/html` : null,
    text: input.text,
    rawHref: `${path}/raw`,
  };
}
