import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cardView,
  type Detail,
  fitDetails,
  isBearable,
  paperLink,
  readerWords,
} from '../../../../../src/adapters/mail/digest/view.ts';
import { usualLook } from '../../../../../src/domain/brand/look.ts';
import { english } from '../../../../../src/domain/languages/en.ts';
import { languageOf } from '../../../../../src/domain/languages/index.ts';
import type { Paper } from '../../../../../src/domain/papers/paper.ts';
import { makePaper } from '../../../../support/papers/paper.ts';

const cardOf = (said: Partial<Paper>, detail: Detail = 'full', language = english, look = usualLook) =>
  cardView(
    {
      card: { paper: makePaper(said), upvotes: 3, trend: null },
      reason: 'In Robotics, which you follow · 3 upvotes',
      vote: { more: 'https://offprint.example.org/more', less: 'https://offprint.example.org/less' },
      place: 'alone',
      heading: null,
      headingPath: null,
      sectionReason: null,
      language,
    },
    detail,
    { site: 'https://offprint.example.org', look },
  );

describe('paperLink', () => {
  it('lets only https through', () => {
    expect(paperLink('https://github.com/a/b?c="d"')).toBe('https://github.com/a/b?c=%22d%22');
    for (const url of ['http://a.example', 'javascript:alert(1)', 'data:text/html,x', 'a/b', '', null]) {
      expect(paperLink(url)).toBeNull();
    }
  });

  it('leaves out links that pretend to be elsewhere or are very long', () => {
    expect(paperLink('https://arxiv.org@evil.example/')).toBeNull();
    expect(paperLink(`https://a.example/${'a'.repeat(500)}`)).toBeNull();
  });
});

describe('fitDetails', () => {
  const weights = { full: 10, short: 4, title: 1 } as const;
  const weigh = (details: readonly Detail[]) => details.reduce((sum, detail) => sum + weights[detail], 0);

  it('shows everything when everything fits', () => {
    expect(fitDetails(3, () => true)).toEqual(['full', 'full', 'full']);
  });

  it('shortens the last cards first, and drops to titles only when all are short', () => {
    expect(fitDetails(4, (details) => weigh(details) <= 30)).toEqual(['full', 'full', 'short', 'short']);
    expect(fitDetails(4, (details) => weigh(details) <= 12)).toEqual(['short', 'short', 'title', 'title']);
  });

  it('answers titles only when nothing fits', () => {
    expect(fitDetails(2, () => false)).toEqual(['title', 'title']);
  });

  it('takes away no more than it must, and asks few times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 400 }), (count, budget) => {
        let asked = 0;
        const fits = (details: readonly Detail[]) => {
          asked++;
          return weigh(details) <= budget;
        };
        const found = fitDetails(count, fits);
        expect(found).toHaveLength(count);
        if (budget >= count) expect(weigh(found)).toBeLessThanOrEqual(budget);
        expect(asked).toBeLessThanOrEqual(9);
        // One step back: the first card that was reduced gets its former detail again.
        const first = found.findIndex((detail) => detail !== found[0] || detail !== 'full');
        if (first === -1) return;
        const reduced = found.includes('title') ? found.indexOf('title') : found.indexOf('short');
        const before = found.with(reduced, found[reduced] === 'title' ? 'short' : 'full');
        if (budget >= count) expect(weigh(before)).toBeGreaterThan(budget);
      }),
    );
  });
});

describe('isBearable', () => {
  const size = (bytes: number, quoted = bytes) => ({ bytes, quoted });

  it('keeps HTML below what Gmail clips, and both parts below 140 KB on the way', () => {
    expect(isBearable(size(88_000), size(40_000))).toBe(true);
    expect(isBearable(size(88_001), size(0))).toBe(false);
    expect(isBearable(size(40_000, 100_000), size(10_000, 34_000))).toBe(true);
    expect(isBearable(size(40_000, 100_000), size(10_000, 35_000))).toBe(false);
  });
});

describe('cardView', () => {
  it('links the title to the paper, or to its page here when it has no usable address', () => {
    expect(cardOf({ id: 7 }).url).toBe('https://arxiv.org/abs/2611.00007');
    expect(cardOf({ id: 7, url: 'http://a.example/x' }).url).toBe('https://offprint.example.org/papers/7');
    expect(cardOf({ id: 7, url: null }).url).toBe('https://offprint.example.org/papers/7');
  });

  it('prefers the short summary of the source to the abstract', () => {
    expect(cardOf({ summary: 'In short: yes.' }).body?.summaryText).toBe('In short: yes.');
    expect(cardOf({}).body?.summaryText).toMatch(/^We study things\./);
  });

  it('ends the summary with a sentence, a little later or earlier if need be', () => {
    const summaryOf = (...lengths: number[]) => {
      const abstract = lengths.map((length) => `S${'o long'.repeat(length).slice(0, length - 3)}.`).join(' ');
      return cardOf({ abstract }).body?.summaryText.replaceAll(' …', '…').length;
    };
    // Two sentences that fit; the one that ends soon after; the one that ends well before.
    expect(summaryOf(150, 150, 150)).toBe(299);
    expect(summaryOf(100, 320, 100)).toBe(419);
    expect(summaryOf(140, 400, 100)).toBe(139);
    expect(cardOf({ abstract: 'One endless sentence, and so on '.repeat(30) }).body?.summaryText).toMatch(
      / …$/,
    );
  });

  it('names three authors and counts the others', () => {
    const authors = ['A. One', 'B. Two', 'C. Three', 'D. Four', 'E. Five'];
    expect(cardOf({ authors }).body?.authors).toBe('A. One, B. Two, C. Three and 2 more');
    expect(cardOf({ authors: [] }).body?.authors).toBeNull();
  });

  it('shows the code with its stars, passing over links that a mail must not carry', () => {
    const links = [
      { type: 'github', url: 'javascript:alert(1)' },
      { type: 'github', url: 'https://github.com/a/b' },
      { type: 'project', url: 'http://a.example' },
    ];
    const body = cardOf({ links, stars: 1234 }).body;
    expect(body?.code).toEqual({ url: 'https://github.com/a/b', label: 'Code (1,234 stars)' });
    expect(body?.project).toBeNull();
    expect(cardOf({ links }).body?.code?.label).toBe('Code');
    const german = cardOf({ links, stars: 1234 }, 'full', languageOf('de'));
    expect(german.body?.code?.label).toBe('Code (1.234 Sterne)');
    expect(cardOf({}).body?.code).toBeNull();
  });

  it('escapes what the paper brings', () => {
    const card = cardOf({ title: '<img src=x> "&"', summary: '<script>alert(1)</script>' });
    expect(`${card.titleHtml} ${card.body?.summaryHtml}`).not.toMatch(/<(?!\/?(i|b|sub|sup|code)>)/);
  });

  it.each([
    'https://pictures.example/a.png',
    'https://nothuggingface.co/a.png',
    'https://huggingface.co.example/a.png',
    'https://huggingface.co@a.example/a.png',
    'http://cdn-thumbnails.huggingface.co/a.png',
  ])('loads no picture from %s, whose host would see who opens the mail', (thumbnailUrl) => {
    expect(cardOf({ thumbnailUrl }).body?.thumbnail).toBeNull();
  });

  it('shows less at each lower detail', () => {
    const abstract = 'A sentence of some length about things that matter. '.repeat(20);
    const full = cardOf({ abstract, thumbnailUrl: 'https://cdn-thumbnails.huggingface.co/t.png' }).body;
    const short = cardOf(
      { abstract, thumbnailUrl: 'https://cdn-thumbnails.huggingface.co/t.png' },
      'short',
    ).body;
    expect(full?.summaryText.length).toBeLessThanOrEqual(360);
    expect(full?.summaryText).toMatch(/matter\.$/);
    expect(short?.summaryText.length).toBeLessThanOrEqual(140);
    expect([full?.thumbnail, short?.thumbnail]).toEqual([
      'https://cdn-thumbnails.huggingface.co/t.png',
      null,
    ]);
    expect(cardOf({ abstract }, 'title').body).toBeNull();
  });
});

describe('a card of another look', () => {
  const sentence = 'A sentence of some length about things that matter. ';
  const abstract = sentence.repeat(20);
  const thumbnailUrl = 'https://cdn-thumbnails.huggingface.co/t.png';
  const look = (said: Partial<typeof usualLook>, detail: Detail = 'full') =>
    cardOf({ abstract, thumbnailUrl }, detail, english, { ...usualLook, ...said });

  it('has no picture where none is wanted', () => {
    expect(look({ pictures: false }).body?.thumbnail).toBeNull();
    expect(look({}).body?.thumbnail).toBe(thumbnailUrl);
  });

  it.each([
    [0, 0, 0],
    [1, 0, 92],
    [5, 280, 360],
    [10, 600, 720],
  ])('with %i lines of a summary takes %i to %i characters', (summaryLines, least, most) => {
    const { length } = look({ summaryLines }).body?.summaryText ?? '';
    expect(length).toBeGreaterThanOrEqual(least);
    expect(length).toBeLessThanOrEqual(most);
    expect(look({ summaryLines }, 'short').body?.summaryText.length).toBeLessThanOrEqual(140);
  });

  it('says what comes first, and whether it is compact', () => {
    expect(look({})).toMatchObject({ authorsFirst: true, reasonFirst: false, compact: false });
    expect(look({ order: 'votes', density: 'compact' })).toMatchObject({
      authorsFirst: true,
      reasonFirst: true,
      compact: true,
    });
    expect(look({ order: 'summary' })).toMatchObject({ authorsFirst: false, reasonFirst: false });
  });
});

describe('readerWords', () => {
  const reader = {
    date: new Date('2026-11-24T23:30:00Z'),
    timezone: 'Asia/Tokyo',
    interests: [] as string[],
    language: english,
  };
  const cards = [{ titleText: 'Mark My Words: Analysing Watermarks', summaryText: 'In short: yes.' }];

  it('are the reader’s date and count, and go on with the first paper’s summary', () => {
    expect(readerWords(reader, cards)).toEqual({
      subject: 'Mark My Words: Analysing Watermarks',
      preheader: 'In short: yes.',
      date: 'Wednesday, 25 November 2026',
      count: '1 paper',
      interests: 'all fields',
    });
    expect(readerWords(reader, [{ titleText: 'A title', summaryText: null }]).preheader).toBe('A title');
  });

  it('name five interests of many, each on one line and of bearable length', () => {
    const interests = ['a\r\nb', 'x'.repeat(300), 'C', 'D', 'E', 'F', 'G'];
    const words = readerWords({ ...reader, interests }, cards).interests;
    expect(words).toMatch(/^a b, x{70,79} ?…, C, D, E and 2 more$/);
  });

  it('refuse a digest without papers', () => {
    expect(() => readerWords(reader, [])).toThrow(RangeError);
  });
});
