import type { AnnouncementMail, DigestMail, SubscriptionMail } from '../../app/mail.ts';
import type { Look } from '../../domain/brand/look.ts';
import { english } from '../../domain/languages/en.ts';
import type { Paper } from '../../domain/papers/paper.ts';

const at = new Date('2026-01-05T08:00:00Z');

const bare: Paper = {
  id: 1,
  arxivId: null,
  version: null,
  doi: null,
  title: 'A title',
  abstract: 'A summary.',
  authors: [],
  categories: [],
  primaryCategory: null,
  publishedAt: at,
  updatedAt: null,
  url: null,
  comment: null,
  journalRef: null,
  links: [],
  thumbnailUrl: null,
  thumbnail: null,
  summary: null,
  upvotes: 0,
  comments: 0,
  stars: 0,
  featuredAt: null,
  citations: null,
  freshAt: at,
  trend: null,
  note: null,
  hidden: false,
  pinnedAt: null,
  topics: [],
};

const full: Paper = {
  ...bare,
  id: 2,
  authors: ['An Author'],
  categories: ['cs.RO'],
  primaryCategory: 'cs.RO',
  links: [
    { url: 'https://code.example.org/', type: 'github' },
    { url: 'https://project.example.org/', type: 'project' },
  ],
  thumbnailUrl: 'https://cdn-thumbnails.huggingface.co/a.png',
  stars: 2,
  note: 'A note.',
};

/** With as little on a card as an owner can choose, and in another order. */
export const sparestLook: Look = {
  pictures: false,
  density: 'compact',
  order: 'summary',
  summaryLines: 0,
};

/** What an editor says in the one of the digests that has an introduction; the text is shown beside the subject too. */
export const trialIntroduction = { html: '<p>An introduction, in HTML.</p>', text: 'An introduction.' };

/** Mails in which everything is that a template may ask for, and ones in which as little is as may be. */
export function trialMails(site: string): {
  digests: DigestMail[];
  letters: (AnnouncementMail | SubscriptionMail)[];
} {
  const links = {
    unsubscribe: `${site}/unsubscribe/trial`,
    preferences: `${site}/preferences/trial`,
    view: `${site}/view/trial`,
  };
  const common = {
    to: 'trial@example.org',
    messageId: '<trial@example.org>',
    date: at,
    digestId: 0,
    cadence: 'daily',
    language: english,
    timezone: 'UTC',
    links,
  } as const;
  const paper = (one: Paper) => ({
    card: { paper: one, upvotes: one.upvotes, trend: null },
    reason: 'a reason',
    standing: '2 upvotes',
    vote: { more: `${site}/feedback/trial.more`, less: `${site}/feedback/trial.less` },
  });
  const interests = ['Robotics'];
  const digest = { ...common, interests, kind: 'digest' as const };
  const words = { subject: null, introduction: trialIntroduction };
  const rhythm = { cadence: 'daily', timezone: 'UTC', hour: 8, weekday: 'monday', maxPapers: 10 } as const;
  const asked = { ...common, interests, rhythm };
  return {
    digests: [
      {
        ...digest,
        words,
        sections: [
          {
            title: 'A section',
            path: '/collections/trial',
            reason: 'Its reason',
            papers: [paper(full), paper(bare)],
          },
          { title: 'Another one', path: null, reason: null, papers: [{ ...paper(bare), standing: '' }] },
        ],
      },
      {
        ...digest,
        sections: [{ title: null, path: null, reason: null, papers: [paper(bare)] }],
        links: { ...links, view: null },
      },
    ],
    letters: [
      {
        ...common,
        interests,
        kind: 'announcement',
        subject: 'A subject',
        body: { html: '<p>A letter.</p>', text: 'A letter.' },
      },
      { ...asked, kind: 'confirmation', confirmUrl: `${site}/confirm/trial`, validHours: 48 },
      { ...asked, kind: 'welcome', nextDueAt: at, papers: [paper(full)] },
    ],
  };
}
