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
  number,
  pager,
  placeHref,
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
import { searchChips, searchHeading } from './search-models.ts';

type ListInput = {
  papers: readonly Paper[];
  /** Papers of the whole list; with `exact` false there are more. */
  total: number;
  exact: boolean;
  /** From 1. */
  page: number;
  /** Papers a page. */
  limit: number;
  /** Null: of any age. */
  window: Window | null;
  /** Words to mark, in lower case. */
  marked?: ReadonlySet<string>;
  subscribe: SubscribeFormModel;
};

function paperList(
  input: ListInput,
  place: { path: string; q: string | null; topic: string | null },
): PaperList {
  const where = { ...place, window: input.window };
  return {
    papers: input.papers.map((paper) => paperItem(paper, input.marked)),
    total: input.exact ? counted(input.total, 'paper') : `${number(input.total)}+ papers`,
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
  const place = { path: '/', q, topic: topic?.slug ?? null };
  return {
    ...paperList(input, place),
    heading: q !== null ? searchHeading(q) : topic !== null ? `Trending in ${topic.name}` : 'Trending papers',
    q: q ?? '',
    chips: q === null ? [] : searchChips(q, { ...place, window: input.window }),
    filter: topicFilter(input.topics, topic?.slug ?? null),
    topic:
      topic === null
        ? null
        : {
            name: topic.name,
            href: topicHref(topic.slug),
            without: placeHref({ ...place, topic: null, window: input.window }),
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
    embedHref: `/embed?topics=${encodeURIComponent(slug)}`,
    subscribe: input.subscribe,
  };
}

/** `/papers/:id`. */
export function paperPage(input: {
  paper: Paper;
  similar: readonly Paper[];
  subscribe: SubscribeFormModel;
}): PaperPageModel {
  const paper = paperDetails(input.paper);
  return {
    paper,
    similar: input.similar.map((paper) => paperItem(paper)),
    math: paper.math,
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

/** `/view/:token`. `date` is shown in the reader's zone. */
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
      papers: papers.map(chosenItem),
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
