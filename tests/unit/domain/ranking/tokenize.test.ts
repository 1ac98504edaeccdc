import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText, phrases, singular } from '../../../../src/domain/ranking/tokenize.ts';

const character = fc.constantFrom(
  ...'aZß ı İ\u0301é ﬁ²½ ½x,.-–\'"$\\{}^_~ 深あ한\u202e\u0000\ud800😀2'.split(''),
);

describe('foldText', () => {
  it('reads TeX, and takes accents and capitals off', () => {
    expect(foldText('Andr\\\'e G\\"odel, \\emph{Łódź} Straße')).toBe('andre godel, lodz strasse');
    expect(foldText('İstanbul ﬁeld Ørsted')).toBe('istanbul field orsted');
  });
});

describe('singular', () => {
  it.each([
    ['models', 'model'],
    ['policies', 'policy'],
    ['classes', 'class'],
    ['meshes', 'mesh'],
    ['gas', 'gas'],
    ['analysis', 'analysis'],
    ['loss', 'loss'],
    ['corpus', 'corpus'],
  ])('of %s is %s', (word, expected) => {
    expect(singular(word)).toBe(expected);
  });
});

describe('phrases', () => {
  it('are what stop words and punctuation divide a text into', () => {
    expect(phrases('We learn sparse models of proteins, graphs and the brain.')).toEqual([
      ['learn', 'sparse', 'model'],
      ['protein'],
      ['graph'],
      ['brain'],
    ]);
  });

  it('go on over hyphens, so that spelling does not matter', () => {
    expect(phrases('multi-agent systems')).toEqual(phrases('Multi agent systems'));
    expect(phrases('multi–agent systems')).toEqual([['multi', 'agent', 'system']]);
  });

  it('hold each character of a script without spaces', () => {
    expect(phrases('深度学习 of graphs')).toEqual([['深', '度', '学', '习'], ['graph']]);
  });

  it('hold nothing but folded words, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 300 }), (text) => {
        for (const phrase of phrases(text)) {
          expect(phrase.length).toBeGreaterThan(0);
          for (const word of phrase) expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
        }
      }),
    );
  });
});
