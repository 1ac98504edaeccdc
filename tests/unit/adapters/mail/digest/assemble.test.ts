import fc from 'fast-check';
import Handlebars from 'handlebars';
import { type ParsedMail, simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { createMailComposer } from '../../../../../src/adapters/mail/compose.ts';
import { placed } from '../../../../../src/adapters/mail/digest/assemble.ts';
import { headingLine } from '../../../../../src/adapters/mail/digest/cards.ts';
import { contentsOf, hasContents } from '../../../../../src/adapters/mail/digest/contents.ts';
import { frameView } from '../../../../../src/adapters/mail/digest/frame.ts';
import {
  cardView,
  type Detail,
  fitDetails,
  isBearable,
  readerWords,
} from '../../../../../src/adapters/mail/digest/view.ts';
import { frameOf } from '../../../../../src/adapters/mail/layout.ts';
import { reasonLine, wrapped } from '../../../../../src/adapters/mail/mail-texts.ts';
import { sizeOf } from '../../../../../src/adapters/mail/mime/quoted-printable.ts';
import { templateSources } from '../../../../../src/adapters/mail/templates.ts';
import type { DigestMail } from '../../../../../src/app/mail.ts';
import { usualBrand } from '../../../../../src/domain/brand/brand.ts';
import { english } from '../../../../../src/domain/languages/en.ts';
import { languageOf } from '../../../../../src/domain/languages/index.ts';
import type { Language } from '../../../../../src/domain/languages/language.ts';
import { reasonInWords } from '../../../../../src/domain/ranking/reason.ts';
import { makePaper } from '../../../../support/papers/paper.ts';
import { chosen, digestOf, links, options } from '../mails.ts';
import { mirrored } from '../mirrored.ts';

const { digest: sources } = await templateSources();
const wholeHtml = Handlebars.compile(sources.html, { strict: true });
const wholeText = Handlebars.compile(sources.text, { strict: true, noEscape: true });

const installations = [
  options,
  { ...options, postalAddress: null },
  { ...options, postalAddress: `  An address = of ${'many words '.repeat(12)}\n\n\n\nin two paragraphs  ` },
];
const composers = await Promise.all(installations.map(createMailComposer));

/** The digest as the templates give it when they are rendered as a whole, for this one reader. */
function rendered(mail: DigestMail, postalAddress: string | null) {
  const site = options.publicUrl;
  const frame = frameOf(usualBrand('Offprint'), site, postalAddress);
  const { language, cadence } = mail;
  const render = (details: readonly Detail[]) => {
    const cards = placed(mail).map((paper, index) => {
      const heading = paper.heading === null ? null : headingLine(paper.heading);
      const reason = reasonLine(paper.reason, language);
      const sectionReason = paper.sectionReason === null ? null : reasonLine(paper.sectionReason, language);
      return cardView({ ...paper, heading, reason, sectionReason, language }, details[index]!, frame);
    });
    const words = readerWords(
      mail,
      cards.map(({ titleText, body }) => ({ titleText, summaryText: body?.summaryText ?? null })),
    );
    const kind = { language, cadence, hasView: mail.links.view !== null, hasContents: hasContents(mail) };
    const values = { ...words, ...contentsOf(mail), ...mail.links, view: mail.links.view ?? '' };
    const view = { ...frameView(frame, kind, values), cards };
    return { subject: words.subject, html: wholeHtml(view), text: wrapped(wholeText(view)) };
  };
  const details = fitDetails(placed(mail).length, (tried) => {
    const { html, text } = render(tried);
    return isBearable(sizeOf(html), sizeOf(text));
  });
  return { ...render(details), details };
}

const read = (raw: Buffer): Promise<ParsedMail> =>
  simpleParser(raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
  });

/** Composes the mail and compares what a mail program reads with what the whole templates give. */
async function expectSame(mail: DigestMail, which: number): Promise<Detail[]> {
  const { details, ...expected } = rendered(mail, installations[which]!.postalAddress);
  const { raw, subject, html, text } = await composers[which]!.compose(mail);
  expect({ subject, html, text }).toEqual(expected);
  const parsed = await read(raw);
  expect(parsed.html).toBe(expected.html);
  expect(parsed.text).toBe(expected.text);
  const lines = raw
    .subarray(raw.indexOf('\r\n\r\n') + 4)
    .toString('latin1')
    .split('\r\n');
  expect(lines.filter((line) => !/^[\t -~]{0,76}$/.test(line))).toEqual([]);
  return details;
}

const scraps = [
  '=',
  '=20',
  ' ',
  '  ',
  '\r\n.\r\n',
  '\n\n\n',
  '\r',
  '.',
  '$x_i^2$',
  '\\emph{open',
  '"',
  '<b>',
  '&amp;',
  'é',
  '漢字',
  '👩‍👩‍👧',
  '\u202e',
  '\u2028',
  'مقالة',
  'word',
  'long'.repeat(30),
  '{{subject}}',
  '\ue000cards\ue001',
  '\ue000subject\ue001',
];
const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...scraps), { maxLength: 40 }).map((some) => some.join('')),
);
const paper = fc.record({
  title: words,
  abstract: fc.oneof(
    words,
    words.map((some) => some.repeat(30)),
  ),
  summary: fc.option(words),
  authors: fc.array(words, { maxLength: 6 }),
  primaryCategory: fc.option(words),
  thumbnailUrl: fc.constantFrom(
    null,
    'http://cdn.example.org/',
    `https://cdn-thumbnails.huggingface.co/${'t'.repeat(300)}?a=b&c=d`,
  ),
  url: fc.constantFrom(null, 'https://arxiv.org/abs/2611.1?x=y', 'javascript:alert(1)'),
  links: fc.subarray([
    { type: 'github', url: 'https://github.com/a/b=c' },
    { type: 'project', url: 'https://a.example/' },
  ]),
  stars: fc.nat(3000),
  note: fc.option(words),
});
const reader = fc.record({
  cadence: fc.constantFrom('daily' as const, 'weekly' as const, 'monthly' as const),
  language: fc.constantFrom(english, languageOf('de'), mirrored),
  timezone: fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York'),
  interests: fc.array(words, { maxLength: 8 }),
  links: fc.constantFrom(
    links,
    { ...links, view: null },
    { ...links, preferences: `${links.preferences}=?a=b&c` },
  ),
});

describe('a digest put together from pieces', () => {
  it('says what the whole templates say, for any papers and any reader', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(paper, words), { minLength: 1, maxLength: 12 }),
        fc.option(fc.tuple(words, fc.nat(11))),
        fc.option(fc.constantFrom('A topic you follow', 'A “search” you follow')),
        reader,
        fc.nat(2),
        async (papers, cut, why, said, which) => {
          const cards = papers.map(([one, reason], index) =>
            chosen(
              { paper: makePaper({ id: index + 1, ...one }), upvotes: 3, trend: null },
              `in ${reason}`,
              index % 3 === 0 ? '' : reason,
            ),
          );
          const sections =
            cut === null
              ? [{ title: null, path: null, reason: why, papers: cards }]
              : [
                  {
                    title: `A ${cut[0]}`,
                    path: '/collections/a',
                    reason: why,
                    papers: cards.slice(0, cut[1]),
                  },
                  { title: `B ${cut[0]}`, path: null, reason: null, papers: cards.slice(cut[1]) },
                ];
          await expectSame(digestOf([], { ...said, sections }), which);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['quotation marks', '"'.repeat(900), 1, 'full'],
    ['quotation marks', '"'.repeat(900), 40, 'title'],
    ['words in quotes', '"We" "study" "it". '.repeat(90), 40, 'short'],
    ['Chinese', '我们提出了一种新方法，它很快。'.repeat(60), 40, 'title'],
  ])('gives up the same details when there is too much: %s, %#', async (_name, some, count, least) => {
    const papers = Array.from({ length: count }, (_, index) =>
      makePaper({
        id: index + 1,
        title: some,
        abstract: some,
        thumbnailUrl: `https://cdn-thumbnails.huggingface.co/${'t'.repeat(300)}`,
      }),
    );
    const details = await expectSame(digestOf(papers), 0);
    expect(details.at(-1)).toBe(least);
  });

  it('has the same cards for readers that share them, whatever else differs', async () => {
    const papers = Array.from({ length: 10 }, (_, index) => makePaper({ id: index + 1 }));
    const cards = digestOf(papers).sections.flatMap((section) => section.papers);
    const other = cards.map(({ card }) => chosen(card, 'by Ada Lovelace, whom you follow'));
    for (const said of [
      { sections: [{ title: null, path: null, reason: null, papers: cards }], timezone: 'UTC' },
      {
        sections: [{ title: null, path: null, reason: null, papers: other.toReversed() }],
        interests: ['A topic of quite a long name'.repeat(3)],
      },
      {
        sections: [
          { title: 'Robotics', path: null, reason: 'A topic you follow', papers: other.slice(3, 6) },
        ],
        links: { ...links, view: null },
      },
    ]) {
      await expectSame(digestOf([], said), 0);
    }
  });
});

describe('a long digest', () => {
  const [composer] = composers;

  /** As long as arXiv lets an abstract be, with everything that a source can say of a paper. */
  const real = (id: number, language: Language) =>
    chosen(
      {
        paper: makePaper({
          id,
          title: `Robust-${id}: Sample-Efficient Reinforcement Learning of Whole-Body Control for $n$-Legged Robots via Curriculum Distillation`,
          abstract:
            'Learning to walk on rough ground takes millions of trials, which no robot survives. We propose a curriculum whose steps are distilled into one policy, and show that $O(\\log n)$ of them suffice under mild assumptions. '
              .repeat(9)
              .slice(0, 1_920),
          authors: Array.from({ length: 14 }, (_, n) => `Firstname-${n} Middlename Lastname`),
          links: [
            { type: 'github', url: `https://github.com/some-laboratory/robust-${id}-legged-locomotion` },
            { type: 'project', url: `https://some-laboratory.github.io/robust-${id}-legged-locomotion/` },
          ],
          stars: 12_345,
          thumbnailUrl: `https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2611.${10_000 + id}/gradient.png`,
          note: id % 10 === 0 ? 'One to read in full, for the ablations above all.' : null,
        }),
        upvotes: 1_234,
        trend: null,
      },
      reasonInWords(
        1,
        { kind: 'query', query: '"reinforcement learning" OR locomotion' },
        { upvotes: 1_234, primaryCategory: 'cs.RO', trend: { gainPerDay: 380, timesUsual: 11 } },
        language,
      ),
    );

  it.each([
    ['en', 10, 30_000],
    ['de', 10, 30_000],
    ['en', 40, 88_000],
    ['de', 40, 88_000],
  ] as const)('in %s of %i papers such as there are takes at most %i bytes', async (tag, count, most) => {
    const language = languageOf(tag);
    const papers = Array.from({ length: count }, (_, index) => real(index + 1, language));
    const sections = [
      { title: language.section.editorsPicks, path: null, reason: null, papers: papers.slice(0, 2) },
      { title: 'Robotics', path: null, reason: language.section.because.topic, papers: papers.slice(2) },
    ];
    const { html } = await composer!.compose(digestOf([], { language, sections }));
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(most);
    for (let id = 1; id <= count; id++) expect(html).toContain(`papers.example.org/papers/${id}"`);
    // Ten papers are shown whole: with their pictures.
    if (count === 10) expect(html.match(/<img /g)).toHaveLength(10);
  });

  it('stays below 60 KB with ten papers and 90 KB with forty, however long', async () => {
    const sentence = 'We present a sentence with "quotes" & <signs> that goes on for a while. ';
    const long = (id: number) =>
      makePaper({
        id,
        title: `A long title ${'with "quotes" and words '.repeat(100)}`,
        abstract: sentence.repeat(40),
        authors: Array.from({ length: 30 }, (_, n) => `Author Number ${n} with a Very Long Name`),
        links: [{ type: 'github', url: `https://github.com/${'a'.repeat(300)}` }],
        thumbnailUrl: `https://cdn-thumbnails.huggingface.co/${'t'.repeat(300)}.png`,
      });
    const forty = await composer!.compose(
      digestOf(Array.from({ length: 40 }, (_, index) => long(index + 1))),
    );
    expect(Buffer.byteLength(forty.html)).toBeLessThanOrEqual(88_000);
    expect(Buffer.byteLength(forty.html)).toBeGreaterThan(60_000);
    for (let id = 1; id <= 40; id++) expect(forty.html).toContain(`papers.example.org/papers/${id}"`);
    const ten = await composer!.compose(digestOf(Array.from({ length: 10 }, (_, index) => long(index + 1))));
    expect(Buffer.byteLength(ten.html)).toBeLessThanOrEqual(60_000);
  });

  it('keeps the whole message below 150 KB when its letters take nine bytes each on the way', async () => {
    const chinese = Array.from({ length: 40 }, (_, index) =>
      makePaper({
        id: index + 1,
        title: '深度学习的一种新方法'.repeat(20),
        abstract: '我们提出了一种新方法，它很快。'.repeat(60),
      }),
    );
    const { raw, html } = await composer!.compose(digestOf(chinese));
    expect(raw.length).toBeLessThanOrEqual(150_000);
    expect(raw.length).toBeGreaterThan(100_000);
    expect(html).toContain('papers.example.org/papers/40"');
  });

  it('fits even when every title is nothing but quotation marks', async () => {
    const quotes = Array.from({ length: 40 }, (_, id) =>
      makePaper({
        id,
        title: '"'.repeat(2000),
        abstract: '"'.repeat(2000),
        authors: Array(9).fill('"'.repeat(300)),
      }),
    );
    expect(Buffer.byteLength((await composer!.compose(digestOf(quotes))).html)).toBeLessThanOrEqual(88_000);
  });
});
