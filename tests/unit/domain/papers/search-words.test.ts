import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchingWords } from '../../../../src/domain/papers/matching-words.ts';
import { type Entry, searchEntries } from '../../../../src/domain/papers/search-entries.ts';
import { lexemeOf } from '../../../../src/domain/papers/search-words.ts';
import { stem } from '../../../../src/domain/papers/stem.ts';
import { pairsOf, withPairs } from '../../../../src/domain/papers/word-pairs.ts';
import { type WordQuery, wordQuery } from '../../../../src/domain/papers/word-query.ts';

const entriesOf = (title: string) => searchEntries({ title, abstract: '', authors: [], categories: [] });

/** As PostgreSQL answers a tsquery, for what these tests ask. */
function finds(query: WordQuery | null, entries: readonly Entry[]): boolean {
  if (query === null) return false;
  const places = (lexeme: string) => entries.filter((one) => one.lexeme === lexeme).map(({ at }) => at);
  switch (query.kind) {
    case 'word':
      return entries.some(({ lexeme }) =>
        query.prefix ? lexeme.startsWith(query.lexeme) : lexeme === query.lexeme,
      );
    case 'phrase': {
      const [first, ...rest] = query.words;
      return places(first?.lexeme ?? '').some(
        (from) => from !== null && rest.every(({ lexeme, at }) => places(lexeme).includes(from + at)),
      );
    }
    case 'and':
      return query.parts.every((part) => finds(part, entries));
    case 'or':
      return query.parts.some((part) => finds(part, entries));
    case 'not':
      return !finds(query.part, entries);
  }
}
/** By words alone, and by pairs of them, too, which finds the same. */
function found(typed: string, title: string): boolean {
  const query = wordQuery(typed);
  const byWords = finds(query, entriesOf(title));
  expect(query !== null && finds(withPairs(query), entriesOf(title))).toBe(byWords);
  return byWords;
}

const models = 'GPT-4 versus Llama-3.1-8B and Qwen2.5-7B: LLaMA3, Gemma-2, DINOv2, COVID-19, ResNet-50, 3D';
const physics =
  "L\\'evy flights and Erd\\H{o}s--R\\'enyi graphs for CO$_2$ capture, H$_2$O and the $\\alpha$-divergence of $k$-means";

describe('what a page shows is found', () => {
  it.each([
    ...'GPT-4|GPT 4|gpt4|Llama 3|Llama-3|llama3|Llama 3.1|Llama 3.1 8B|Qwen2.5|Qwen 2.5|Qwen|Gemma 2|DINO|dinov2|DINO v2'
      .split('|')
      .map((typed) => [typed, models]),
    ...'COVID 19|covid-19|ResNet 50|resnet50|3D|3-D'.split('|').map((typed) => [typed, models]),
    ...'Lévy flights|Levy|Erdős|Erdos|Rényi graphs|CO2|CO₂|H2O|k-means|k means|α-divergence|alpha divergence|"levy flight"'
      .split('|')
      .map((typed) => [typed, physics]),
    ...['VLM', 'vlms', 'VLMs'].map((typed) => [typed, 'Grounding VLMs in the wild']),
    ['GPU', 'CPU/GPU scheduling'],
    ['gpus', 'A GPU for all'],
    ['model our', 'a new model.Our method'],
    ['few shot', 'Few-shot learning'],
    ['few-shot', 'fewshot learning'],
    ['fewshot', 'Few-shot learning'],
    ['matrix', 'Random matrices'],
    ['indices', 'An index'],
    ['稀疏注意力', '大语言模型的稀疏注意力'],
    ['field', 'A \ufb01eld'],
    ['attention', '\uff41ttention'],
    ["O'Brien", "By O'Brien"],
    ['obrien', "By O'Brien"],
    ['"state of the art"', 'The state-of-the-art'],
    ['robots OR dogs', 'Dogs'],
    ['walking -robots', 'Dogs that walk'],
  ])('%j in %j', (typed, title) => {
    expect(found(typed, title)).toBe(true);
  });

  it.each([
    ['GPT 5', models],
    ['"4 versus llama 2"', models],
    ['GPS', 'GPs for regression'],
    ['"flights levy"', physics],
    ['walking -robots', 'Robots that walk'],
    ['注力', '大语言模型的稀疏注意力'],
    ['the of', 'The state of the art'],
  ])('but not %j in %j', (typed, title) => {
    expect(found(typed, title)).toBe(false);
  });

  it('by any of its words, and by the whole of a short one', () => {
    const titles = [
      models,
      physics,
      'Grounding VLMs in the wild',
      "O'Brien’s α-β (1-2) 3.4.5 x_1 — naïve Straße",
    ];
    for (const title of titles) {
      expect(found(title, title), title).toBe(true);
      for (const word of title.split(/\s+/))
        if (wordQuery(word) !== null) expect(found(word, title), word).toBe(true);
    }
  });

  it('whatever it is made of', () => {
    const piece = fc.constantFrom(
      'gpt',
      'GPT',
      '4',
      '2.5',
      '-',
      ' ',
      'v',
      'LLMs',
      'few',
      '的',
      '稀',
      '疏',
      '/',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
        const title = pieces.join('');
        const typed = title.replace(/^-+|(?<=\s)-+/g, '');
        expect(wordQuery(typed) === null || found(typed, typed)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('pairs of neighbours', () => {
  it('find a phrase wherever words find it, and nothing else', () => {
    const word = fc.constantFrom(
      'model',
      'the',
      'GPT-4',
      'few-shot',
      '3D',
      '稀疏',
      'x',
      'Qwen2.5',
      'of',
      '.',
    );
    const title = fc.array(word, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(title, title, fc.nat(6), (words, others, from) => {
        for (const text of [words, others])
          found(
            `"${words.slice(from % words.length).join(' ')}" OR -"${words.slice(0, 2).join(' ')}"`,
            text.join(' '),
          );
      }),
      { numRuns: 1_000 },
    );
  });

  it('are of words at neighbouring places, each once, in their order', () => {
    const at = (lexeme: string, place: number) => ({ lexeme, at: place });
    const pairs = pairsOf([at('deep', 1), at('net', 2), at('deep', 7), at('net', 8), at('far', 10)]);
    expect(pairs.size).toBe(1);
    expect(pairsOf([at('net', 1), at('deep', 2)])).not.toEqual(pairs);
  });

  it('leave few papers that have both words apart', () => {
    const numbers = new Set<string>();
    for (let i = 0; i < 10_000; i++)
      for (const pair of pairsOf([
        { lexeme: 'a', at: 1 },
        { lexeme: `w${i}`, at: 2 },
      ]))
        numbers.add(pair);
    expect(numbers.size).toBeGreaterThan(8_500);
  });
});

describe('words of the index', () => {
  it('are the same for all forms of a word', () => {
    for (const forms of [
      'llm llms',
      'gpu gpus',
      'matrix matrices',
      'detect detecting detected',
      'mesh meshes',
    ])
      expect(new Set(forms.split(' ').map(lexemeOf)).size, forms).toBe(1);
  });

  it('are Porter2’s stems', () => {
    const stems =
      'generalization:general happily:happili dying:die sky:sky relational:relat adding:add running:run hoping:hope';
    for (const pair of stems.split(' ')) {
      const [word = '', expected] = pair.split(':');
      expect(stem(word), word).toBe(expected);
    }
  });

  it('are marked where they are shown', () => {
    const shown = ['gpt', '4', 'lévy', 'detecting', 'robots', 'vlms'];
    expect(matchingWords('GPT-4 Levy detection -robots vlm', shown)).toEqual([
      'gpt',
      '4',
      'lévy',
      'detecting',
      'vlms',
    ]);
  });

  it('end where no text goes on', () => {
    const many = searchEntries({
      title: 'x'.repeat(5_000),
      abstract: 'robots '.repeat(30_000),
      authors: Array.from({ length: 9_999 }, (_, at) => `Ada${at} ${'Lovelace'.repeat(12)}`),
      categories: ['cs.LG'],
    });
    expect(many.length).toBeLessThan(60_000);
  });
});
