import { describe, expect, it } from 'vitest';
import { german } from '../../../src/domain/languages/de.ts';
import { english } from '../../../src/domain/languages/en.ts';
import { cardPicture } from '../../../src/http/site/card-picture.ts';
import { paperItem, votesInWords } from '../../../src/http/site/paper-items.ts';
import { paperList, placeHref } from '../../../src/http/site/paper-list-models.ts';
import { makePaper } from '../../support/papers/paper.ts';

describe('a card', () => {
  it('says whose votes they are, and nothing of none', () => {
    const paper = makePaper({ featuredAt: new Date('2026-11-24T08:00:00Z'), upvotes: 1_191 });
    expect(votesInWords(paper, english)).toBe('1,191 votes on Hugging Face');
    expect(votesInWords({ ...paper, upvotes: 1 }, german)).toBe('1 Stimme bei Hugging Face');
    // From a file, whose votes may be anybody's.
    expect(votesInWords({ ...paper, featuredAt: null }, english)).toBe('1,191 votes');
    expect(votesInWords({ ...paper, sample: true }, english)).toBe('1,191 votes');
    expect(votesInWords({ ...paper, upvotes: 0 }, english)).toBeNull();
    expect(paperItem({ ...paper, upvotes: 0 }, english).votes).toBeNull();
  });

  it('shows the picture that is kept here, in its own shape', () => {
    const hash = 'a'.repeat(64);
    const picture = cardPicture(makePaper({ thumbnail: { hash, width: 720, height: 389 } }));
    expect(picture).toEqual({ src: `/thumbnails/${hash}/small.jpg`, width: 352, height: 190, tile: null });
  });

  it('has a tile otherwise, the same for the same field everywhere', () => {
    const tileOf = (title: string, primaryCategory: string | null) =>
      cardPicture(makePaper({ title, primaryCategory, thumbnail: null })).tile;
    const first = tileOf('“éclairs” and robots', 'cs.RO');
    expect(first).toMatchObject({ letter: 'É', field: 'cs.RO' });
    expect(tileOf('$\\alpha$ and others', 'cs.RO')).toMatchObject({ tone: first?.tone, field: 'cs.RO' });
    expect(tileOf('', null)).toMatchObject({ letter: '' });
    expect(tileOf('…', null)).toMatchObject({ letter: '…' });
  });
});

describe('a list of cards', () => {
  const input = { papers: [], total: 60, exact: true, page: 2, limit: 25, window: 'week' as const };
  const place = { path: '/topics/cs.RO', q: null, topic: null };
  const lists = (compact: boolean) =>
    paperList({ ...input, compact, language: english, subscribe: null as never }, place);

  it('keeps its density on its other pages', () => {
    expect(lists(true).pager.next).toBe('/topics/cs.RO?window=week&view=compact&page=3');
    expect(lists(true).tabs[0]?.href).toBe('/topics/cs.RO?window=day&view=compact');
    expect(lists(false).pager.next).toBe('/topics/cs.RO?window=week&page=3');
    expect(lists(true).densities.map(({ href, current }) => [href, current])).toEqual([
      ['/topics/cs.RO?window=week&page=2', false],
      ['/topics/cs.RO?window=week&view=compact&page=2', true],
    ]);
    expect(placeHref({ ...place, window: null })).toBe('/topics/cs.RO');
  });
});
