export const longestQuery = 200;

/** Words that PostgreSQL's English text search leaves out (its `english.stop`, plus what apostrophes leave of them). */
const stopWords = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
  itself they them their theirs themselves what which who whom this that these those am is are was were be been being
  have has had having do does did doing a an the and but if or because as until while of at by for with about against
  between into through during before after above below to from up down in out on off over under again further then once
  here there when where why how all any both each few more most other some such no nor not only own same so than too very
  s t can will just don should now`.split(/\s+/),
);

type Term = { text: string; negated: boolean; or: boolean };

/** The terms as `websearch_to_tsquery` reads them: words and "phrases", `-` before what must not be there, OR. */
function termsOf(query: string): Term[] {
  const found = query.matchAll(/(-?)"([^"]*)"?|(?<![^\s"])(-?)([^\s"]+)|([^\s"]+)/g);
  return [...found].map(([, minus, phrase, sign, word, glued]) => {
    const text = phrase ?? word ?? glued ?? '';
    const negated = (minus ?? '') === '-' || (sign ?? '') === '-';
    return { text, negated, or: phrase === undefined && !negated && text.toLowerCase() === 'or' };
  });
}

/** Whether the text search has something to look for in a term. */
function saysSomething({ text }: Term): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.some((word) => !stopWords.has(word));
}

/**
 * A keyword query as a reader typed it, tidied; or what is wrong with it, in words. What is accepted has, on each side
 * of every OR, a word that must be there: a query without one would match nearly everything.
 */
export function readQuery(
  typed: string,
  longest = longestQuery,
): { ok: true; query: string } | { ok: false; message: string } {
  const query = typed
    .toWellFormed()
    .replace(/[“”„«»]/g, '"')
    // A dash between words would turn the next one into what must not be there.
    .replace(/(?<!\S)[-–—]+(?!\S)/gu, ' ')
    .replace(/[\p{Cc};\s]+/gu, ' ')
    .trim();
  if (query.length > longest) return { ok: false, message: `a search has at most ${longest} characters` };
  const sides: Term[][] = [[]];
  for (const term of termsOf(query)) {
    if (term.or) sides.push([]);
    else sides.at(-1)?.push(term);
  }
  const isLacking = (side: Term[]) => !side.some((term) => !term.negated && saysSomething(term));
  if (sides.every(isLacking))
    return {
      ok: false,
      message: `"${query}" has no word to look for; one that must not be there is not enough`,
    };
  if (sides.some(isLacking)) return { ok: false, message: `"${query}" lacks a word to look for beside OR` };
  return { ok: true, query };
}
