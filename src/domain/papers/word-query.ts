import { longest } from '../lengths.ts';
import { termsOf } from './search-query.ts';
import { joined, lexemeOf, plainText, type Run, runsOf } from './search-words.ts';

/** What a search for words looks for, in the words of the index (`searchEntries`). */
export type WordQuery =
  | { kind: 'word'; lexeme: string; prefix: boolean }
  /** Words at these distances from the first. */
  | { kind: 'phrase'; words: readonly { lexeme: string; at: number }[] }
  | { kind: 'and' | 'or'; parts: readonly WordQuery[] }
  | { kind: 'not'; part: WordQuery };

/**
 * Reads words, "phrases", -word and OR, as `parseSearch` leaves them: words side by side must all be there, OR binds
 * loosest, `-` excludes within its side. Null when nothing is looked for.
 */
export function wordQuery(words: string): WordQuery | null {
  if (words.length > longest.topicQuery) return null;
  const sides: WordQuery[][] = [[]];
  const add = (found: WordQuery | null) => {
    if (found !== null) sides.at(-1)?.push(found);
  };
  let plain = '';
  for (const { text, negated, or, quoted } of termsOf(words)) {
    if (!or && !negated && !quoted) {
      plain += ` ${text}`;
      continue;
    }
    add(allOf(runsOf(plainText(plain))));
    plain = '';
    if (or) sides.push([]);
    else {
      const runs = runsOf(plainText(text));
      const found = quoted ? phraseOf(runs) : allOf(runs);
      add(negated && found !== null ? { kind: 'not', part: found } : found);
    }
  }
  add(allOf(runsOf(plainText(plain))));
  return together(
    'or',
    sides.flatMap((parts) => together('and', parts) ?? []),
  );
}

/** Several as one; null for none. */
export function together(kind: 'and' | 'or', parts: readonly WordQuery[]): WordQuery | null {
  const [only] = parts;
  return parts.length > 1 ? { kind, parts } : (only ?? null);
}

const word = (lexeme: string, prefix = false): WordQuery => ({ kind: 'word', lexeme, prefix });

/** All the words of a piece of text, what is joined by hyphens as a phrase or as one word. */
function allOf(runs: readonly Run[]): WordQuery | null {
  const parts: WordQuery[] = [];
  for (let from = 0; from < runs.length; ) {
    let to = from + 1;
    while (runs[to]?.glue === '-') to++;
    const [first, second = runs[to]] = runs.slice(from, to);
    // GPT 4: as one word, whether or not it was typed with its capitals.
    const spaced =
      to === from + 1 && first !== undefined ? joined({ ...first, name: true }, second, true) : null;
    if (spaced !== null && second?.glue === ' ') to++;
    const chain = runs.slice(from, to);
    const whole =
      chain.length === 2 && first !== undefined ? joined({ ...first, name: true }, second, true) : null;
    const alternatives = [...(whole === null ? [] : [word(lexemeOf(whole) ?? whole)]), phraseOf(chain)];
    const read = together(
      'or',
      alternatives.filter((one) => one !== null),
    );
    if (read !== null) parts.push(read);
    from = to;
  }
  return together('and', parts);
}

/** What stands for a run by itself. */
function lexemeOfRun(run: Run): string | null {
  return run.parts.length > 1 ? run.text : lexemeOf(run.text);
}

/** The words side by side; a model's name and version also as one. */
function phraseOf(runs: readonly Run[]): WordQuery | null {
  const words = runs.flatMap((run) => {
    const lexeme = lexemeOfRun(run);
    return lexeme === null ? [] : { lexeme, at: run.at };
  });
  const [first] = words;
  if (first === undefined) return null;
  if (words.length > 1)
    return { kind: 'phrase', words: words.map(({ lexeme, at }) => ({ lexeme, at: at - first.at })) };
  const [run] = runs;
  const lone = runs.length === 1 && run !== undefined;
  // One character of a script without spaces: in whatever pair.
  if (lone && /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(run.text))
    return word(first.lexeme, true);
  // GPT4, for those who write it apart.
  const [head = '', version] = run?.parts ?? [];
  if (!lone || version === undefined || run.parts.length > 2 || !/^\p{L}{2}/u.test(head))
    return word(first.lexeme);
  const stemmed = lexemeOf(head);
  if (stemmed === null) return word(first.lexeme);
  const spaced = [
    { lexeme: stemmed, at: 0 },
    { lexeme: version, at: 1 },
  ];
  return { kind: 'or', parts: [word(first.lexeme), { kind: 'phrase', words: spaced }] };
}
