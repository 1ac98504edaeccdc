import { describe, expect, it } from 'vitest';
import { mostInMail, storedCarried, withCarried } from '../../../../src/domain/ranking/carried.ts';

const chosen = Array.from({ length: 40 }, (_, at) => ({ paperId: 100 + at, subjectId: 7 }));

describe('a collection that a digest carries', () => {
  it('stands above the chosen papers or below them', () => {
    const two = chosen.slice(0, 1);
    const own = { paperId: 1, subjectId: -2 };
    expect(withCarried('first', [1], two)).toEqual([own, ...two]);
    expect(withCarried('last', [1], two)).toEqual([...two, own]);
    expect(withCarried('first', [], two)).toEqual(two);
  });
  it('leaves as many of the chosen ones as a mail can show, the best', () => {
    const papers = withCarried('last', [1, 2, 3], chosen);
    expect(papers).toHaveLength(mostInMail);
    expect(papers.slice(0, 37)).toEqual(chosen.slice(0, 37));
  });
  it('is read as it was stored, each paper once, or not at all', () => {
    const stored = { slug: 'a', name: 'A', place: 'last', papers: [{ id: 1, note: 'x' }] };
    expect(storedCarried(stored)).toEqual(stored);
    const twice = {
      ...stored,
      papers: [
        { id: 1, note: 'x' },
        { id: 1, note: null },
        { id: 2, note: 3 },
      ],
    };
    expect(storedCarried(twice)?.papers).toEqual([
      { id: 1, note: 'x' },
      { id: 2, note: null },
    ]);
    for (const wrong of [null, 'a', [], {}, { ...stored, place: 'middle' }, { ...stored, papers: {} }])
      expect(storedCarried(wrong)).toBeNull();
  });
});
