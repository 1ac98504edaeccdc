import { describe, expect, it } from 'vitest';
import type { IncomingPaper } from '../../../../src/domain/papers/paper.ts';
import { mergePaper, newPaper, sameDetails } from '../../../../src/domain/papers/paper-merge.ts';
import { makeIncoming } from '../../../support/papers/incoming.ts';

const stored = (paper: Partial<IncomingPaper> = {}) => newPaper(makeIncoming(paper))!;

describe('a paper that comes in again', () => {
  it('changes nothing when it says the same', () => {
    const before = stored({
      categories: ['cs.LG'],
      links: [{ url: 'https://github.com/a/b', type: 'github' }],
    });
    const after = mergePaper(
      before,
      makeIncoming({ categories: ['cs.LG'], links: [{ url: 'https://github.com/a/b', type: 'code' }] }),
    );
    expect(sameDetails(after, before)).toBe(true);
  });
  it('has no author without a letter in the name, when it is new and when it is revised', () => {
    const authors = ['NVIDIA', ':', 'Yan Wang', '王', '…'];
    expect(stored({ authors }).authors).toEqual(['NVIDIA', 'Yan Wang', '王']);
    const after = mergePaper(stored({ version: 1, authors: ['A'] }), makeIncoming({ version: 2, authors }));
    expect(after.authors).toEqual(['NVIDIA', 'Yan Wang', '王']);
  });
  it('with a newer version replaces title and abstract', () => {
    const after = mergePaper(
      stored({ version: 1, title: 'Old' }),
      makeIncoming({ version: 2, title: 'New', abstract: 'Better.' }),
    );
    expect(after).toMatchObject({ version: 2, title: 'New', abstract: 'Better.' });
  });
  it('with the same version leaves the title, whatever another source calls it', () => {
    expect(
      mergePaper(stored({ version: 1, title: 'Old' }), makeIncoming({ version: 1, title: 'old' })).title,
    ).toBe('Old');
  });
  it('with an older version changes neither title nor version', () => {
    const after = mergePaper(
      stored({ version: 3, title: 'New' }),
      makeIncoming({ version: 1, title: 'Old' }),
    );
    expect(after).toMatchObject({ version: 3, title: 'New' });
  });
  it('fills what was missing: categories, DOI, a link, when it was featured', () => {
    const featuredAt = new Date('2026-11-20');
    const after = mergePaper(
      stored({ categories: [] }),
      makeIncoming({
        categories: ['cs.RO'],
        primaryCategory: 'cs.RO',
        doi: '10.1000/1',
        featuredAt,
        links: [{ url: 'https://x.org/', type: 'project' }],
      }),
    );
    expect(after).toMatchObject({
      categories: ['cs.RO'],
      primaryCategory: 'cs.RO',
      doi: '10.1000/1',
      featuredAt,
    });
    expect(after.links).toHaveLength(1);
  });
  it('takes the earliest date of publication', () => {
    const after = mergePaper(
      stored({ publishedAt: new Date('2026-11-22') }),
      makeIncoming({ publishedAt: new Date('2026-11-20') }),
    );
    expect(after.publishedAt).toEqual(new Date('2026-11-20'));
  });
  it('stays withdrawn once a source withdrew it', () => {
    expect(mergePaper(stored({ withdrawn: true }), makeIncoming({ withdrawn: false })).withdrawn).toBe(true);
  });
  it.each([
    ['a later version that is whole', { version: 3, withdrawn: false }, false],
    ['the same version from elsewhere', { version: 2, withdrawn: false }, true],
    ['a version that nobody numbers', { version: null, withdrawn: false }, true],
    ['an earlier version', { version: 1, withdrawn: false }, true],
  ])('when its second version was withdrawn is withdrawn after %s: %o', (_, incoming, withdrawn) => {
    const before = stored({ version: 2, withdrawn: true });
    expect(mergePaper(before, makeIncoming(incoming)).withdrawn).toBe(withdrawn);
  });
  it('is not withdrawn by an account of an earlier version', () => {
    const before = stored({ version: 3 });
    expect(mergePaper(before, makeIncoming({ version: 2, withdrawn: true })).withdrawn).toBe(false);
    expect(mergePaper(before, makeIncoming({ version: 3, withdrawn: true })).withdrawn).toBe(true);
  });
  it('takes the text of a known version for one of which nobody told the version', () => {
    const before = stored({ version: null, title: 'At 256times256', abstract: 'textbf{Bold}.' });
    const after = mergePaper(before, makeIncoming({ version: 1, title: 'At $256$', abstract: 'Bold.' }));
    expect(after).toMatchObject({ version: 1, title: 'At $256$', abstract: 'Bold.' });
    const again = mergePaper(after, makeIncoming({ version: null, title: 'At 256times256' }));
    expect(sameDetails(again, after)).toBe(true);
  });
});

describe('a paper that is seen for the first time', () => {
  it('has both names of a category that has two', () => {
    expect(stored({ categories: ['eess.SY'] }).categories).toEqual(['eess.SY', 'cs.SY']);
  });
  it('is not stored when nobody says when it was published: a bare replacement is no new paper', () => {
    expect(newPaper(makeIncoming({ publishedAt: null }))).toBeNull();
  });
});
