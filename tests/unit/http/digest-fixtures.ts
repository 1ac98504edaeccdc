import type { Digest } from '../../../src/app/digests/digest-store.ts';
import type { ChosenPaper, PaperCard } from '../../../src/app/mail.ts';
import type { Language } from '../../../src/domain/languages/language.ts';
import type { DigestCounts } from '../../../src/domain/sending/delivery.ts';
import { spanAround } from '../../../src/domain/time/site-day.ts';
import {
  archiveDigestModel,
  archiveDigestPage,
  archiveEntries,
  archivePage,
} from '../../../src/http/site/archive/archive-models.ts';
import { archiveTabs, calendarModel, calendarPage } from '../../../src/http/site/archive/calendar-models.ts';
import {
  mailboxModel,
  mailboxPage,
  mailModel,
  mailPage,
} from '../../../src/http/site/mailbox/mailbox-models.ts';
import { viewModel, viewPage } from '../../../src/http/site/view/view-models.ts';
import { carriedOf } from './carried-fixtures.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

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

export function digest(words: string, said: Partial<Digest>): Digest & { counts: DigestCounts } {
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
    tagIds: [],
    language: null,
    body: null,
    words: null,
    carried: null,
    nextWordsId: null,
    sendAt: null,
    sendZone: null,
    sendOn: null,
    subject: null,
    planCursor: 0,
    plannedAt: now,
    finishedAt: null,
    problem: words,
    tidiedAt: null,
    createdAt: now,
    ...said,
    counts,
  };
}

/** Models of the pages on which digests and mails are read, as `everyPage`. */
export function digestPages(input: {
  words: string;
  refused: boolean;
  language: Language;
  /** Of what the reader follows. */
  names: string[];
  cards: readonly PaperCard[];
  chosen: ChosenPaper[];
}) {
  const { words, refused, language, names, cards, chosen } = input;
  const mail = {
    id: 3,
    at: now,
    envelopeTo: words,
    envelopeFrom: words,
    subject: words,
    aboutAccount: false,
  };
  return [
    example(
      viewPage,
      viewModel({
        cadence: 'weekly',
        date: now,
        timezone: 'Europe/Berlin',
        language,
        interests: names,
        sections: refused
          ? [{ title: null, path: null, reason: words, papers: chosen }]
          : [
              { title: words, path: '/collections/kept', reason: words, papers: chosen.slice(0, 1) },
              { title: 'Robotics', path: null, reason: null, papers: chosen.slice(1) },
            ],
        silence: null,
        announcement: null,
      }),
    ),
    example(archivePage, {
      digests: archiveEntries(
        [1, 2, 3].map((id) => ({ digest: digest(words, { id }), cards: cards.slice(0, 8) })),
        language,
      ),
      older: '/archive?before=1',
      tabs: archiveTabs('list', refused ? null : now, language),
    }),
    example(
      calendarPage,
      calendarModel({
        span: spanAround(new Date('2026-11-24T00:00:00Z'), 'month'),
        digests: refused
          ? []
          : [3, 10, 10].map((day, id) => ({
              id,
              cadence: id === 0 ? 'daily' : null,
              asOf: new Date(Date.UTC(2026, 10, day, 6 + id)),
              papers: id,
            })),
        earlier: refused ? null : new Date('2026-09-01T00:00:00Z'),
        later: refused ? null : new Date('2026-12-01T00:00:00Z'),
        language,
      }),
    ),
    example(
      archiveDigestPage,
      archiveDigestModel(digest(words, refused ? {} : { carried: carriedOf(words) }), cards, language),
    ),
    example(mailboxPage, mailboxModel([mail, { ...mail, id: 2 }], true, language)),
    example(
      mailPage,
      mailModel({
        mail,
        headers: [
          { name: 'Subject', value: words },
          { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
        ],
        part: refused ? 'text' : 'html',
        text: words,
        language,
      }),
    ),
  ];
}
