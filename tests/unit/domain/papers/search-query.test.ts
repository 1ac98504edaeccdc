import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatSearch,
  parseSearch,
  readQuery,
  searchedSpan,
  withoutDates,
  withoutField,
} from '../../../../src/domain/papers/search-query.ts';

describe('a keyword query', () => {
  it.each([
    ['  sparse \n attention ', 'sparse attention'],
    ['“sparse attention” -vision', '"sparse attention" -vision'],
    ['attention OR mamba', 'attention OR mamba'],
    ['-vision attention', '-vision attention'],
    ['"the state of the art"', '"the state of the art"'],
    ['state-of-the-art', 'state-of-the-art'],
    ['a; b c', 'a b c'],
    ['sparse - attention', 'sparse attention'],
    ['sparse\u0000-\u0000attention', 'sparse attention'],
    ['"never closed', '"never closed'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['量子 計算', '量子 計算'],
  ])('%j is taken as %j', (typed, query) => {
    expect(readQuery(typed)).toEqual({ ok: true, query });
  });
  it.each(['', '   ', '-vision', '-"sparse attention"', 'the of', '"the"', 'OR', '...', '- -', '"" -x'])(
    '%j has no word to look for',
    (typed) => {
      expect(readQuery(typed)).toEqual({
        ok: false,
        message: expect.stringContaining('no word to look for'),
      });
    },
  );
  it.each(['attention OR -vision', 'OR attention', 'attention or', 'a or attention'])(
    '%j lacks one beside OR',
    (typed) => {
      expect(readQuery(typed)).toEqual({ ok: false, message: expect.stringContaining('beside OR') });
    },
  );
  it('is refused when it is too long', () => {
    expect(readQuery('x'.repeat(201))).toEqual({ ok: false, message: expect.stringContaining('200') });
  });
  it('stays as it is when it is read again, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 220 }), (typed) => {
        const read = readQuery(typed);
        if (read.ok) expect(readQuery(read.query)).toEqual(read);
      }),
    );
  });
});

describe('a search', () => {
  const author = (value: string, not = false) => ({ name: 'author', value, not });
  const cat = (value: string, not = false) => ({ name: 'cat', value, not });

  it.each([
    ['sparse attention', 'sparse attention', []],
    ['author:hinton', null, [author('hinton')]],
    ['by:hinton capsules', 'capsules', [author('hinton')]],
    ['capsules author:"Geoffrey  Hinton" routing', 'capsules routing', [author('Geoffrey Hinton')]],
    ['author:“Geoffrey Hinton”', null, [author('Geoffrey Hinton')]],
    ['Author:hinton IN:cs.RO', null, [author('hinton'), cat('cs.RO')]],
    ['cat:cs.RO cat:cs.LG -cat:cs.CV', null, [cat('cs.RO'), cat('cs.LG'), cat('cs.CV', true)]],
    ['walking -author:"Ada Lovelace"', 'walking', [author('Ada Lovelace', true)]],
    ['author:hinton author:Hinton', null, [author('Hinton')]],
    ['robots OR author:hinton', 'robots', [author('hinton')]],
    ['author:a OR author:b', null, [author('a'), author('b')]],
    ['author:hinton the', null, [author('hinton')]],
    ['author:"never closed', null, [author('never closed')]],
    ['in:"cs.RO"author:hinton', null, [cat('cs.RO'), author('hinton')]],
    ["author:''hinton''", null, [author('hinton')]],
    ['author:hinton "never closed', '"never closed"', [author('hinton')]],
  ])('%j has the words %j and is narrowed by %j', (typed, words, fields) => {
    expect(parseSearch(typed)).toEqual({ words, fields });
  });

  it.each([
    'foo:bar',
    'https://example.org/a',
    'in:9',
    'author:',
    'author:123',
    'from:yesterday',
    'from:2026-02-30',
    'from:2026-13',
    '-from:2026',
    'to:0026-01-01',
    '"words author:hinton words"',
    'xauthor:hinton',
  ])('%j has nothing but words', (typed) => {
    expect(parseSearch(typed)).toEqual({ words: typed, fields: [] });
  });

  it.each([
    ['from:2026-10-01', '2026-10-01', null],
    ['to:2026-10-01', null, '2026-10-02'],
    ['from:2026-10 to:2026-10', '2026-10-01', '2026-11-01'],
    ['from:2025 to:2025', '2025-01-01', '2026-01-01'],
    ['to:2026-12', null, '2027-01-01'],
    ['to:2024-02-29', null, '2024-03-01'],
    ['from:2020 from:2024', '2024-01-01', null],
  ])('%j is from %j on and before %j', (typed, from, before) => {
    const instant = (day: string | null) => (day === null ? null : new Date(`${day}T00:00:00Z`));
    expect(searchedSpan(parseSearch(typed))).toEqual({ from: instant(from), before: instant(before) });
  });

  it('gives up every field at once, wherever another has made room for it', () => {
    expect(parseSearch('cat:"a"'.repeat(500))).toEqual({ words: null, fields: [cat('a')] });
    expect(parseSearch('in:"a"-by:"ada b"robots -cat:c"the end"')).toEqual({
      words: 'robots "the end"',
      fields: [cat('a'), author('ada b', true), cat('c', true)],
    });
  });

  it('keeps no OR beside the fields, however often it is said', () => {
    const many = 'or '.repeat(400);
    expect(parseSearch(`${many}x ${many}y ${many}cat:cs`)).toEqual({
      words: `x ${many}y`,
      fields: [cat('cs')],
    });
  });

  it('is narrowed by the first five of its fields; one that is said again counts once', () => {
    const six = 'author:ada cat:a cat:b cat:c cat:d cat:e';
    expect(parseSearch(`robots ${six}`)).toEqual({
      words: 'robots',
      fields: [author('ada'), cat('a'), cat('b'), cat('c'), cat('d')],
    });
    expect(parseSearch('cat:a '.repeat(9)).fields).toEqual([cat('a')]);
    expect(readQuery(six)).toEqual({ ok: false, message: expect.stringContaining('at most 5 of author:') });
  });

  it('is not narrowed by initials alone, which most names have', () => {
    expect(parseSearch('author:"j m"')).toEqual({ words: 'author:"j m"', fields: [] });
    expect(parseSearch('author:"É. Π. Я."').fields).toEqual([]);
    expect(parseSearch('author:"j lee"').fields).toEqual([author('j lee')]);
    expect(parseSearch('author:"李 明"').fields).toEqual([author('李 明')]);
    expect(parseSearch('author:j').fields).toEqual([author('j')]);
  });

  it('looks for nothing in a text that is longer than any search', () => {
    expect(parseSearch('robots '.repeat(600))).toEqual({ words: null, fields: [] });
    expect(readQuery('robots '.repeat(600))).toEqual({
      ok: false,
      message: 'a search has at most 200 characters',
    });
  });

  it('loses one thing that narrows it, or its dates, and keeps the rest', () => {
    const search = parseSearch('robots author:hinton cat:cs.RO from:2026');
    expect(formatSearch(withoutField(search, search.fields[1]!))).toBe('robots author:hinton from:2026');
    expect(formatSearch(withoutDates(search))).toBe('robots author:hinton cat:cs.RO');
  });

  const piece = fc.constantFrom(
    'author:',
    'cat:',
    'in:',
    'from:',
    'to:',
    '-',
    '"',
    ' ',
    ' ',
    'OR',
    'or',
    ':',
    '“',
    'the',
    'a',
    'hinton',
    '2026-10',
    '2026',
    'cs.RO',
    'x',
    '\\',
    "'",
    '–',
    ';',
    'é',
    '\u0000',
    '\ud800',
  );
  const typed = fc.oneof(
    fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  it('reads the same again from the way in which it is written', () => {
    fc.assert(
      fc.property(typed, (one) => {
        const search = parseSearch(one);
        expect(parseSearch(formatSearch(search))).toEqual(search);
      }),
      { numRuns: 3_000 },
    );
  });

  it('loses no word: what is no field is among the words', () => {
    const plain = fc.array(fc.constantFrom('robots', 'walk', 'foo:bar', '-falling'), { maxLength: 5 });
    const fields = fc.array(fc.constantFrom('author:hinton', 'cat:cs.RO', 'from:2026'), { maxLength: 3 });
    fc.assert(
      fc.property(plain, fields, fc.infiniteStream(fc.nat()), (words, narrowing, places) => {
        const all: string[] = [...words];
        for (const one of narrowing) all.splice(places.next().value % (all.length + 1), 0, one);
        expect(parseSearch(all.join(' ')).words ?? '').toBe(words.join(' '));
      }),
    );
  });
});

describe('a search that is followed', () => {
  it.each([
    ['author:hinton', 'author:hinton'],
    ['capsules  author:"Geoffrey Hinton"', 'capsules author:"Geoffrey Hinton"'],
    ['in:cs.RO -vision', '-vision cat:cs.RO'],
  ])('%j is kept as %j', (given, query) => {
    expect(readQuery(given)).toEqual({ ok: true, query });
  });
  it.each([
    ['-author:hinton', 'no word to look for'],
    ['-cat:cs.CV -vision', 'no word to look for'],
    ['robots from:2026', 'has a date'],
  ])('%j is refused: %s', (given, why) => {
    expect(readQuery(given)).toEqual({ ok: false, message: expect.stringContaining(why) });
  });
});
