import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authorKey,
  authorMatch,
  bestAuthorMatch,
  familyWord,
  keyedName,
  nameBlock,
  nameWords,
  readAuthor,
} from '../../../../src/domain/papers/author-name.ts';

describe('the words of a name', () => {
  it.each([
    ['Émilie du Châtelet', 'emilie du chatelet'],
    ["Andr\\'e Weil", 'andre weil'],
    ['Pavel \\v{S}koda', 'pavel skoda'],
    ['S{\\o}ren Ørsted', 'soren orsted'],
    ["Flann O’Brien and O'Brien", 'flann obrien and obrien'],
    ['J.-P. Serre', 'j p serre'],
    ['Łukasz Kaiser, Æthel Straße', 'lukasz kaiser aethel strasse'],
    ['李明', '李明'],
  ])('of %s are %s', (name, words) => {
    expect(nameWords(name).join(' ')).toBe(words);
  });
});

describe('the same full name', () => {
  it.each([
    ['John Smith', 'john smith'],
    ['John Smith', 'Smith, John'],
    ['John Smith', 'John Smith Jr.'],
    ['John Smith', 'Smith, John, Jr.'],
    ['José García', "Jos\\'e Garcia"],
    ['Gabriel García Márquez', 'Gabriel Garcia-Marquez'],
    ['Gabriel García-Márquez', 'García Márquez, Gabriel'],
    ['Ludwig van Beethoven', 'van Beethoven, Ludwig'],
    ['Ludwig van Beethoven', 'Beethoven, Ludwig van'],
    ['Jean-Pierre Serre', 'Jean Pierre Serre'],
    ['Xiaoming Li', 'Xiao-Ming Li'],
    ['Kaiming He', 'He, Kaiming'],
    ['Di Wu', 'Wu, Di'],
    ['DeepSeek', 'deepseek'],
  ])('%s is %s, surely', (a, b) => {
    expect(authorMatch(a, b)).toBe(1);
  });
});

describe('names that may be of the same person', () => {
  it.each([
    ['J. Smith', 'John Smith', 0.6],
    ['J. Smith', 'J. Smith', 0.6],
    ['Smith, J.', 'John Smith', 0.6],
    ['J. Q. Smith', 'John Q. Smith', 0.8],
    ['J.Q. Smith', 'John Quincy Smith', 0.8],
    ['J.-P. Serre', 'Jean-Pierre Serre', 0.8],
    ['John Smith', 'John Q. Smith', 0.9],
    ['John Q. Smith', 'John Quincy Smith', 0.95],
    ['J. Smith', 'John Q. Smith', 0.54],
    ['Ludwig Beethoven', 'Ludwig van Beethoven', 0.9],
  ])('%s and %s: %d', (a, b, confidence) => {
    expect(authorMatch(a, b)).toBeCloseTo(confidence, 10);
  });
});

describe('names of different people', () => {
  it.each([
    ['John Smith', 'John Smithson'],
    ['John Smith', 'Jane Smith'],
    ['J. Smith', 'Karl Smith'],
    ['John Q. Smith', 'John R. Smith'],
    ['J. Q. Smith', 'J. R. Smith'],
    ['John Smith', 'Smith'],
    ['Ludwig van Beethoven', 'Ludwig de Beethoven'],
    ['John Smith', 'Smith John Brown'],
    ['', 'John Smith'],
    ['...', '...'],
    ['Xiao Ming Li', 'X. N. Li'],
  ])('%s is not %s', (a, b) => {
    expect(authorMatch(a, b)).toBe(0);
  });
});

const given = fc.constantFrom('Ada', 'José', 'Jean-Pierre', 'Xiaoming', 'Søren', 'Q.', 'J.-P.');
const family = fc.constantFrom('Lovelace', 'van der Berg', 'García-Márquez', 'He', 'O’Brien', 'Wu');
const name = fc.tuple(given, fc.option(given), family).map((parts) => parts.filter(Boolean).join(' '));

describe('matching', () => {
  it('is from 0 to 1 and the same both ways, whatever the text', () => {
    const any = fc.oneof(name, fc.string({ unit: 'binary', maxLength: 30 }));
    fc.assert(
      fc.property(any, any, (a, b) => {
        const confidence = authorMatch(a, b);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(authorMatch(b, a)).toBe(confidence);
      }),
    );
  });
  it('does not mind case, accents and hyphens', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const plain = a
          .normalize('NFD')
          .replace(/[\u0300-\u036f]/g, '')
          .toUpperCase();
        expect(authorMatch(plain, b)).toBe(authorMatch(a, b));
        expect(authorMatch(a, plain)).toBe(authorMatch(a, a));
      }),
    );
  });
  it('only finds names that share the word and the block by which they are looked up', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        if (authorMatch(a, b) === 0) return;
        expect(nameWords(b)).toContain(familyWord(a));
        expect(nameBlock(b)).toBe(nameBlock(a));
      }),
      { numRuns: 2_000 },
    );
  });
  it('takes the best of a paper’s authors, and none that is not likely', () => {
    expect(bestAuthorMatch('Ada Lovelace', ['A. Turing', 'A. Lovelace', 'Ada Lovelace'])).toBe(1);
    expect(bestAuthorMatch('Ada Lovelace', ['A. Turing', 'A. Lovelace'])).toBe(0.6);
    expect(bestAuthorMatch('J. van Berg', ['John Q. Berg'])).toBe(0);
    expect(bestAuthorMatch('Ada Lovelace', [])).toBe(0);
  });
});

describe('a name that is typed', () => {
  it('is tidied', () => {
    expect(readAuthor('  Ada \n Lovelace; ')).toEqual({ ok: true, author: 'Ada Lovelace' });
  });
  it('loses its TeX, and is found all the same', () => {
    const typed = String.raw`P\'al Erd\H{o}s`;
    expect(readAuthor(typed)).toEqual({ ok: true, author: 'Pál Erdős' });
    expect(authorMatch('Pál Erdős', typed)).toBe(1);
  });
  it.each(['', ' ', '42', '-', '…', 'x'.repeat(121)])('is refused when it is %j', (typed) => {
    expect(readAuthor(typed)).toMatchObject({ ok: false, message: expect.stringMatching(/name/) });
  });
  it('is refused by its length before anything else is looked at', () => {
    // Its TeX would come to two letters.
    const typed = `Al${'{}'.repeat(250)}`;
    expect(readAuthor(typed)).toEqual({ ok: false, message: 'a name has at most 120 characters' });
    expect(nameWords(typed)).toEqual([]);
    expect(authorMatch(typed, typed)).toBe(0);
  });
});

describe('the block of a name', () => {
  it.each([
    ['Jan van der Berg', 'berg j'],
    ['van der Berg, J.', 'berg j'],
    ['Xiao-Ming Li', 'li x'],
    ['Gabriel García-Márquez', 'marquez g'],
    ['OpenAI', 'openai o'],
    ['GLM-Team', 'team g'],
    ['<b>Mallory</b>', 'b b'],
    ['李明', '李明 李'],
  ])('%s is %s', (one, block) => {
    expect(nameBlock(one)).toBe(block);
  });
  it('is that of its key', () => {
    fc.assert(
      fc.property(fc.oneof(name, fc.string({ unit: 'binary', maxLength: 30 })), (one) => {
        const key = authorKey(one);
        if (key !== null) expect(nameBlock(keyedName(key))).toBe(nameBlock(one));
      }),
      { numRuns: 2_000 },
    );
  });
  it('is none for what is no name', () => {
    expect(nameBlock('...')).toBeNull();
  });
});

describe('the key of a name', () => {
  it.each([
    ['Yifei Zhu', 'yifei-zhu'],
    ['Zhu, Yifei', 'yifei-zhu'],
    ['J.-P. Serre', 'j-p-serre'],
    ['José García-Márquez', 'jose-garcia-marquez'],
    ['Berg, Jan van der', 'jan-van-der-berg'],
    ['Sammy Davis, Jr.', 'sammy-davis'],
    ['Jr, Smith', 'smith'],
    ['李明', '李明'],
    ['김민준', '김민준'],
    ['Мария Кюри', 'мария-кюри'],
    ['علي بن سينا', 'علي-بن-سينا'],
    ['Ke$ha %2e\u0000[x]/..', 'keha-2e-x'],
    ['The CMS Collaboration', 'the-cms-collaboration'],
  ])('%s is %s', (name, key) => {
    expect(authorKey(name)).toBe(key);
  });

  it('is none for what has no letters, and for what is longer than an address takes', () => {
    expect(['', '...', '../..', '\ud800', 'xyz '.repeat(120), '李'.repeat(40)].map(authorKey)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });

  it('read as a name gives itself, whatever was typed, and is safe in an address', () => {
    const parts = fc.constantFrom(
      'Jr',
      ', ',
      ' ',
      '-',
      'van',
      'de',
      'É',
      'İ',
      '李',
      'Smith',
      'J.',
      '%',
      '/',
      '\\',
      'ß',
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(parts).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(typed, (name) => {
        const key = authorKey(name);
        if (key === null) return;
        expect(authorKey(keyedName(key))).toBe(key);
        expect(key).toMatch(/^[\p{L}\p{M}\p{N}-]+$/u);
        expect(authorKey(decodeURIComponent(encodeURIComponent(key)))).toBe(key);
      }),
      { numRuns: 500 },
    );
  });
});
