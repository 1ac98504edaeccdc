import { usualBrand } from '../../../src/domain/brand/brand.ts';
import type { Topic } from '../../../src/domain/catalogue/topic.ts';
import { english } from '../../../src/domain/languages/en.ts';
import { signInPage } from '../../../src/http/console/sign-in/sign-in-models.ts';
import type { Page } from '../../../src/http/page-description.ts';
import { pageTable } from '../../../src/http/page-table.ts';
import { createRenderer, type PageCommon } from '../../../src/http/render.ts';
import { makePaper } from '../../support/papers/paper.ts';
import type { PageExamples } from './page-examples.ts';
import { everyPage } from './page-fixtures.ts';

export const renderer = createRenderer({
  brand: () => usualBrand('Offprint'),
  publicUrl: 'https://offprint.example',
  table: pageTable,
});

export const hostile = `<script>alert(1)</script>"><img src=x onerror=alert(2)> ' style="x" {{x}} {{{y}}} \${z} & javascript:alert(3)`;
export const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src';

function topics(words: string): [Topic, ...Topic[]] {
  const topic = {
    id: 1,
    slug: 'robot-learning',
    name: words,
    kind: 'curated',
    group: words,
    description: words,
    query: 'x',
    retired: false,
  } as const;
  return [
    topic,
    { ...topic, id: 2, slug: 'cs.RO', kind: 'category', group: 'Computer Science', query: null },
  ];
}

/** What pages show as a rule. */
export function plain() {
  const paper = makePaper({ id: 5, upvotes: 38, topics: [{ id: 2, slug: 'cs.RO', name: 'Robotics' }] });
  return {
    papers: [paper, makePaper({ id: 6 })],
    topics: topics('Robots'),
    words: 'Words',
    refused: false,
  } as const;
}

/** What pages show when somebody means harm. */
export function evil(refused: boolean) {
  const address = 'javascript:alert(3)';
  const paper = makePaper({
    title: hostile,
    abstract: hostile,
    summary: hostile,
    authors: [hostile, 'B', 'C', 'D'],
    categories: ['cs.RO', hostile],
    primaryCategory: hostile,
    arxivId: null,
    doi: `10.1000/${hostile}`,
    url: address,
    comment: hostile,
    journalRef: hostile,
    links: [
      { url: address, type: 'github' },
      { url: 'data:text/html,<b>', type: 'project' },
      { url: `https://code.example/"><script>`, type: hostile },
    ],
    thumbnailUrl: address,
    thumbnail: { hash: 'a'.repeat(64), width: 720, height: 389 },
    note: hostile,
    stars: 3,
    topics: [{ id: 9, slug: `"><script>`, name: hostile }],
  });
  return { papers: [paper, { ...paper, id: 2 }], topics: topics(hostile), words: hostile, refused } as const;
}

/** Every page in four ways, each with the title of its own. */
export const variants = [
  ['as it is', everyPage(plain()), 'Title'],
  ['after a refusal', everyPage({ ...plain(), refused: true }), 'Title'],
  ['with hostile words', everyPage(evil(false)), hostile],
  ['with hostile words after a refusal', everyPage(evil(true)), hostile],
] as const;

export function isOfConsole({ template }: Page<object>): boolean {
  return template.startsWith('console/');
}

/** A page as it is sent, to an admin if it is of the console. */
export function document(
  page: Page<object>,
  models: PageExamples,
  title = 'Title',
  said: Partial<PageCommon> = {},
): string {
  const admin =
    isOfConsole(page) && page !== signInPage
      ? { email: title, role: 'owner' as const, csrf: 'the-csrf-token' }
      : null;
  const feeds = [{ href: '/topics/cs.RO/feed.xml', title }];
  return renderer.render(page, models.of(page), {
    path: '/',
    language: english,
    title,
    description: title,
    admin,
    feeds,
    mailboxHref: '/mailbox',
    ...said,
  });
}
