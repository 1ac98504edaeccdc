import type { AccountMail } from '../../../../src/app/accounts/account-ports.ts';
import type {
  ChosenPaper,
  DigestMail,
  PaperCard,
  QuietMail,
  SubscriptionMail,
} from '../../../../src/app/mail.ts';
import { english } from '../../../../src/domain/languages/en.ts';
import type { Language } from '../../../../src/domain/languages/language.ts';
import type { Paper } from '../../../../src/domain/papers/paper.ts';
import { makePaper } from '../../../support/papers/paper.ts';

/** An installation without a DKIM key. */
export const options = {
  from: 'Offprint <digest@example.org>',
  replyTo: null,
  postalAddress: 'Offprint, Main Street 1, 10115 Berlin, Germany',
  listId: null,
  publicUrl: 'https://papers.example.org',
  dkim: [],
};
export const token = 'k1.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_';
export const links = {
  unsubscribe: `https://papers.example.org/unsubscribe/${token}`,
  preferences: `https://papers.example.org/preferences/${token}`,
  view: `https://papers.example.org/view/${token}`,
};

/** A paper in one reader's digest. */
export function chosen(
  card: PaperCard,
  reason = 'in Robotics, which you follow · 3 upvotes',
  standing = '3 upvotes',
): ChosenPaper {
  const page = `https://papers.example.org/feedback/k1.7.${card.paper.id}`;
  return { card, reason, standing, vote: { more: `${page}.more.AbCd-_`, less: `${page}.less.EfGh-_` } };
}

/** One reader's digest, and whatever a test says of it. */
export function digestOf(papers: Paper[], said: Partial<DigestMail> = {}): DigestMail {
  return {
    kind: 'digest',
    to: 'reader@example.com',
    messageId: '<d12.34@example.org>',
    date: new Date('2026-11-24T23:30:00Z'),
    digestId: 12,
    cadence: 'daily',
    language: english,
    timezone: 'Asia/Tokyo',
    interests: ['Robotics', 'Machine Learning'],
    sections: [
      {
        title: null,
        path: null,
        reason: null,
        papers: papers.map((paper) => chosen({ paper, upvotes: 3, trend: null })),
      },
    ],
    links,
    ...said,
  };
}

/** The note on quiet days, over a weekend of arXiv's. */
export function quietMail(language: Language = english): QuietMail {
  const { kind: _kind, sections: _sections, ...said } = digestOf([], { language });
  return {
    ...said,
    kind: 'quiet-note',
    date: new Date('2026-11-22T07:00:00Z'),
    since: new Date('2026-11-20T07:00:00Z'),
  };
}

const rhythm = {
  cadence: 'daily',
  timezone: 'Europe/Berlin',
  hour: 8,
  weekday: 'monday',
  maxPapers: 10,
} as const;

/** One of each kind about the subscription. */
export function subscriptionMails(language: Language = english): SubscriptionMail[] {
  const about = {
    to: 'reader@example.com',
    messageId: '<s1@example.org>',
    date: new Date('2026-11-24T07:00:00Z'),
    interests: ['Robotics', 'Machine Learning'],
    rhythm,
    language,
  };
  const { interests: _interests, rhythm: _rhythm, ...toReader } = about;
  const confirmUrl = `https://papers.example.org/confirm/${token}`;
  return [
    { ...about, kind: 'confirmation', confirmUrl, validHours: 48 },
    { ...about, kind: 'already-subscribed', links },
    {
      ...about,
      kind: 'welcome',
      links,
      nextDueAt: new Date('2026-11-25T07:00:00Z'),
      papers: [1, 2, 3].map((id) => chosen({ paper: makePaper({ id }), upvotes: 3, trend: null })),
    },
    {
      ...about,
      kind: 'goodbye',
      undoUrl: links.unsubscribe,
      undoDays: 7,
      subscribeUrl: 'https://papers.example.org/',
    },
    { ...about, kind: 'resumed', links, nextDueAt: new Date('2026-11-25T07:00:00Z') },
    { ...toReader, kind: 'manage', url: links.preferences, validMinutes: 60 },
    {
      ...toReader,
      kind: 'saved',
      url: `https://papers.example.org/saved/${token}?papers=12.7`,
      validMinutes: 60,
    },
    { ...toReader, kind: 'export', url: `https://papers.example.org/export/${token}`, validMinutes: 60 },
    { ...toReader, kind: 'address', url: `https://papers.example.org/address/${token}`, validMinutes: 60 },
    { ...toReader, kind: 'address-taken' },
    {
      ...toReader,
      kind: 'address-confirm',
      url: `https://papers.example.org/new-address/${token}`,
      validHours: 48,
    },
    {
      ...toReader,
      kind: 'address-changed',
      url: `https://papers.example.org/old-address/${token}`,
      undoDays: 7,
    },
    { ...toReader, kind: 'erase', url: `https://papers.example.org/erase/${token}`, validMinutes: 60 },
    { ...about, kind: 'addition', added: ['Machine Learning'], confirmUrl, validHours: 48, links },
  ];
}

const toAdmin = {
  to: 'ada@example.com',
  messageId: '<a1@example.org>',
  date: new Date('2026-11-24T07:00:00Z'),
};
/** One of each kind. */
export const accountMails: AccountMail[] = [
  {
    ...toAdmin,
    kind: 'invitation',
    url: `https://papers.example.org/admin/invitation/${token}`,
    role: 'editor',
    invitedBy: 'owner@example.org',
    validDays: 7,
  },
  {
    ...toAdmin,
    kind: 'password-reset',
    url: `https://papers.example.org/admin/reset/${token}`,
    validMinutes: 60,
  },
];

/** So many plain papers, numbered from one. */
export const papers = (count: number) =>
  Array.from({ length: count }, (_, index) => makePaper({ id: index + 1 }));
