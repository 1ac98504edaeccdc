import { readFile } from 'node:fs/promises';
import { digestSections } from '../src/app/digests/digest-sections.ts';
import type { DigestMail, PaperCard } from '../src/app/mail.ts';
import { readPaperLine } from '../src/app/papers/read-paper-line.ts';
import type { Language } from '../src/domain/languages/language.ts';
import type { IncomingPaper } from '../src/domain/papers/paper.ts';
import { editorsPicks, type NamedSubject, subjectName } from '../src/domain/papers/subject.ts';

/**
 * Where the sample's pictures would be, at a host that mails may load them from: whoever shows the mail has to serve
 * something there.
 */
export const samplePictures = 'https://pictures.huggingface.co/';
export const sampleSite = 'https://papers.example.org';

const lines = await readFile(new URL('sample-papers.jsonl', import.meta.url), 'utf8');

const subjects = new Map<number, NamedSubject>([
  [1, { kind: 'topic', topic: { kind: 'category', slug: 'cs.RO', name: 'Robotics' } }],
  [2, { kind: 'query', query: '"language models" OR attention' }],
  [3, { kind: 'topic', topic: { kind: 'category', slug: 'cs.CV', name: 'Computer Vision' } }],
]);

/** The paper with the numbers that a source would say of it. They are made up, as are the pictures. */
function cardOf(paper: IncomingPaper, id: number): PaperCard {
  const stored = {
    ...paper,
    id,
    upvotes: 0,
    comments: 0,
    stars: (id * 2_741) % 6_000,
    trend: null,
    hidden: false,
    pinnedAt: null,
    publishedAt: paper.publishedAt ?? new Date(0),
    freshAt: paper.publishedAt ?? new Date(0),
    citations: null,
    thumbnailUrl: id % 3 === 0 ? null : `${samplePictures}${id}.svg`,
    thumbnail: null,
    note: id === 2 ? 'The first system of its kind that runs on city streets.' : null,
    topics: [],
  };
  const trend = id % 2 === 0 ? { gainPerDay: 12 + id * 3, timesUsual: 2 + (id % 9) } : null;
  return { paper: stored, upvotes: 9 + ((id * 37) % 140), trend };
}

/** A digest of sample papers as one reader would get it: the editor's picks, the opening, sections. */
export function sampleDigest(language: Language, most = 10): DigestMail {
  const papers = lines.split('\n').flatMap((line) => {
    const read = line === '' ? null : readPaperLine(JSON.parse(line), new Date());
    return read?.ok === true ? [read.paper] : [];
  });
  const cards = papers.slice(0, most).map((paper, index) => {
    const section = Math.floor((index * 4) / most);
    return { card: cardOf(paper, index + 1), subjectId: section === 0 ? editorsPicks : section };
  });
  const opening = [2, 1, 3].flatMap((id) => cards.find(({ subjectId }) => subjectId === id) ?? []);
  const page = (id: number) => `${sampleSite}/feedback/k1.7.${id}`;
  const names = (id: number) => subjects.get(id) ?? null;
  return {
    kind: 'digest',
    to: 'reader@example.com',
    messageId: '<sample@example.org>',
    date: new Date('2026-11-24T07:00:00Z'),
    digestId: 1,
    cadence: 'daily',
    language,
    timezone: 'Europe/Berlin',
    interests: [...subjects.values()].map((subject) => subjectName(subject, language)),
    sections: digestSections(
      [
        ...cards.filter(({ subjectId }) => subjectId === editorsPicks),
        ...opening,
        ...cards.filter((card) => card.subjectId !== editorsPicks && !opening.includes(card)),
      ],
      names,
      (id) => ({ more: `${page(id)}.more.AbCd`, less: `${page(id)}.less.EfGh` }),
      language,
    ),
    links: {
      unsubscribe: `${sampleSite}/unsubscribe/token`,
      preferences: `${sampleSite}/preferences/token`,
      view: `${sampleSite}/view/token`,
    },
  };
}
