import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findSame,
  identityOf,
  normaliseDoi,
  type PaperIdentity,
  titleKey,
} from '../../../../src/domain/papers/paper-identity.ts';

describe('a DOI', () => {
  it.each([
    ['10.1000/182', '10.1000/182'],
    ['https://doi.org/10.1000/ABC', '10.1000/abc'],
    ['http://dx.doi.org/10.1000/abc', '10.1000/abc'],
    [' doi:10.1000/abc ', '10.1000/abc'],
  ])('%s is the same as %s', (given, bare) => {
    expect(normaliseDoi(given)).toBe(bare);
  });
  it.each(['', '10.1/x', 'abc', 'https://example.org/10.1000/abc', '10.1000/'])('%j is none', (given) => {
    expect(normaliseDoi(given)).toBeNull();
  });
});

describe('the key of a title', () => {
  it('ignores case, accents, punctuation and the first name of the first author', () => {
    expect(titleKey('Sparse   Attention: Really?', ['André Müller', 'X Y'])).toBe(
      titleKey('sparse attention really', ['A. Muller']),
    );
  });
  it('tells papers by other first authors apart', () => {
    expect(titleKey('Lecture notes', ['A. One'])).not.toBe(titleKey('Lecture notes', ['B. Two']));
  });
});

const bare = { title: 'One title', author: null, url: null, publishedAt: null };

describe('two works with one title', () => {
  const work = (given: Partial<Parameters<typeof identityOf>[0]>): PaperIdentity =>
    identityOf({
      arxivId: null,
      doi: null,
      title: 'Preface',
      authors: ['Ada Smith'],
      url: null,
      publishedAt: new Date('2020-05-01'),
      ...given,
    });
  it.each<[string, Parameters<typeof work>[0], Parameters<typeof work>[0], boolean]>([
    ['and nothing else that differs', {}, {}, true],
    ['by authors with other given names', {}, { authors: ['Bob Smith'] }, false],
    ['by an author whose name is cut short', {}, { authors: ['A. Smith'] }, true],
    [
      'of other authors behind the first',
      { authors: ['Ada Smith', 'B'] },
      { authors: ['Ada Smith', 'C'] },
      true,
    ],
    ['of years far apart', {}, { publishedAt: new Date('2012-05-01') }, false],
    ['of one winter', {}, { publishedAt: new Date('2019-12-31') }, true],
    ['one without a date', {}, { publishedAt: null }, true],
    ['one a preprint of some years before', { arxivId: '1705.00001' }, {}, true],
    [
      'one a preprint of long before',
      { publishedAt: new Date('2001-01-01'), arxivId: 'hep-th/0101001' },
      {},
      false,
    ],
    ['with addresses at one site', { url: 'https://a.org/1' }, { url: 'https://www.a.org/2' }, false],
    ['with one address', { url: 'https://a.org/1' }, { url: 'http://www.a.org/1/' }, true],
    ['with addresses at two sites', { url: 'https://a.org/1' }, { url: 'https://b.org/2' }, true],
    [
      'by nobody, with two addresses',
      { authors: [], url: 'https://a.org/1' },
      { authors: [], url: 'https://b.org/2' },
      false,
    ],
    ['by nobody, with no address', { authors: [] }, { authors: [] }, true],
    ['for C and for C++', { title: '$L^2$-theory for C' }, { title: '$L^2$-theory for C++' }, false],
    ['for C++ twice', { title: 'Theory for C++' }, { title: 'Theory, for c++.' }, true],
    ['for C# and for C', { title: 'Types in C#' }, { title: 'Types in C' }, false],
    [
      'with one address and another title',
      { url: 'https://a.org/1' },
      { url: 'https://a.org/1', title: 'Afterword' },
      true,
    ],
    [
      'with one address and two DOIs',
      { url: 'https://a.org/1', doi: '10.1000/1' },
      { url: 'https://a.org/1', doi: '10.1000/2', title: 'Afterword' },
      false,
    ],
    ['with two DOIs', { doi: '10.1000/1' }, { doi: '10.1000/2' }, false],
  ])('%s', (_, first, second, same) => {
    const stored = work(first);
    expect(findSame(work(second), [stored], { byUrl: true }) === stored).toBe(same);
  });

  it('on one page of which a file says nothing', () => {
    const stored = work({ url: 'https://a.org/1' });
    expect(findSame(work({ url: 'https://a.org/1', title: 'Afterword' }), [stored])).toBeUndefined();
  });
});

describe('the same paper', () => {
  const key = titleKey('One title', ['A. One']);
  const byArxiv = { ...bare, arxivId: '2510.01234', doi: null, titleKey: key };
  const byDoi = { ...bare, arxivId: null, doi: '10.1000/1', titleKey: 'other|two' };
  const byTitle = { ...bare, arxivId: null, doi: null, titleKey: key };

  it('is found by arXiv id before all else', () => {
    expect(
      findSame({ ...bare, arxivId: '2510.01234', doi: '10.1000/1', titleKey: 'x|y' }, [byDoi, byArxiv]),
    ).toBe(byArxiv);
  });
  it('is found by DOI when the arXiv id is not known', () => {
    expect(
      findSame({ ...bare, arxivId: '2510.09999', doi: '10.1000/1', titleKey: 'x|y' }, [byArxiv, byDoi]),
    ).toBe(byDoi);
  });
  it('is found by title and first author when neither is known', () => {
    expect(findSame({ ...bare, arxivId: '2510.01234', doi: null, titleKey: key }, [byTitle])).toBe(byTitle);
  });
  it('is not what has the same title under another arXiv id', () => {
    expect(findSame({ ...bare, arxivId: '2511.00001', doi: null, titleKey: key }, [byArxiv])).toBeUndefined();
  });
  it('is never one whose arXiv id differs', () => {
    const id = fc.option(fc.constantFrom('2510.00001', '2510.00002'), { nil: null });
    const doi = fc.option(fc.constantFrom('10.1000/1', '10.1000/2'), { nil: null });
    const identity = fc
      .record({ arxivId: id, doi, titleKey: fc.constantFrom('a|b', 'c|d') })
      .map((ids) => ({ ...bare, ...ids }));
    fc.assert(
      fc.property(identity, fc.array(identity), (incoming, stored) => {
        const found = findSame(incoming, stored);
        if (found?.arxivId != null && incoming.arxivId !== null) expect(found.arxivId).toBe(incoming.arxivId);
      }),
    );
  });
});

describe('texts without end', () => {
  it('make no DOI, and a key of no more than their beginnings', () => {
    expect(normaliseDoi(`10.1000/${'x'.repeat(500)}`)).toBeNull();
    // Each of these characters stands for eighteen.
    expect(titleKey('ﷺ'.repeat(100_000), ['x'.repeat(100_000)]).length).toBeLessThan(40_000);
    expect(titleKey('x'.repeat(2_001), [])).toBe(titleKey('x'.repeat(2_000), []));
  });
});
