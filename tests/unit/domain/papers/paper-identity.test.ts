import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSame, normaliseDoi, titleKey } from '../../../../src/domain/papers/paper-identity.ts';

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

describe('the same paper', () => {
  const key = titleKey('One title', ['A. One']);
  const byArxiv = { arxivId: '2510.01234', doi: null, titleKey: key };
  const byDoi = { arxivId: null, doi: '10.1000/1', titleKey: 'other|two' };
  const byTitle = { arxivId: null, doi: null, titleKey: key };

  it('is found by arXiv id before all else', () => {
    expect(findSame({ arxivId: '2510.01234', doi: '10.1000/1', titleKey: 'x|y' }, [byDoi, byArxiv])).toBe(
      byArxiv,
    );
  });
  it('is found by DOI when the arXiv id is not known', () => {
    expect(findSame({ arxivId: '2510.09999', doi: '10.1000/1', titleKey: 'x|y' }, [byArxiv, byDoi])).toBe(
      byDoi,
    );
  });
  it('is found by title and first author when neither is known', () => {
    expect(findSame({ arxivId: '2510.01234', doi: null, titleKey: key }, [byTitle])).toBe(byTitle);
  });
  it('is not what has the same title under another arXiv id', () => {
    expect(findSame({ arxivId: '2511.00001', doi: null, titleKey: key }, [byArxiv])).toBeUndefined();
  });
  it('is never one whose arXiv id differs', () => {
    const id = fc.option(fc.constantFrom('2510.00001', '2510.00002'), { nil: null });
    const doi = fc.option(fc.constantFrom('10.1000/1', '10.1000/2'), { nil: null });
    const identity = fc.record({ arxivId: id, doi, titleKey: fc.constantFrom('a|b', 'c|d') });
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
