import { cut, longest } from '../lengths.ts';
import { texToText } from '../tex/tex.ts';
import { stem } from './stem.ts';

/**
 * Words that say nothing of what is looked for (PostgreSQL's `english.stop`, plus what apostrophes leave of them).
 * They keep their places, so that phrases with them are found.
 */
export const stopWords: ReadonlySet<string> = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
  itself they them their theirs themselves what which who whom this that these those am is are was were be been being
  have has had having do does did doing a an the and but if or because as until while of at by for with about against
  between into through during before after above below to from up down in out on off over under again further then once
  here there when where why how all any both each few more most other some such no nor not only own same so than too very
  s t can will just don should now`.split(/\s+/),
);

/** English plurals that their endings do not tell. */
const singulars: ReadonlyMap<string, string> = new Map(
  `matrices:matrix indices:index vertices:vertex vortices:vortex appendices:appendix cortices:cortex simplices:simplex
  helices:helix codices:codex analyses:analysis hypotheses:hypothesis syntheses:synthesis theses:thesis crises:crisis
  parentheses:parenthesis diagnoses:diagnosis prognoses:prognosis criteria:criterion phenomena:phenomenon
  automata:automaton polyhedra:polyhedron corpora:corpus genera:genus spectra:spectrum quanta:quantum maxima:maximum
  minima:minimum optima:optimum extrema:extremum schemata:schema lemmata:lemma stimuli:stimulus nuclei:nucleus
  loci:locus foci:focus radii:radius tori:torus formulae:formula antennae:antenna larvae:larva bacteria:bacterium
  mice:mouse feet:foot teeth:tooth children:child men:man women:woman leaves:leaf halves:half knives:knife
  lives:life wolves:wolf axes:axis bureaux:bureau`
    .split(/\s+/)
    .map((pair): [string, string] => {
      const [plural = '', singular = ''] = pair.split(':');
      return [plural, singular];
    }),
);

/** Letters that Unicode does not take apart, and Greek ones by their names: "α-divergence" is "alpha-divergence". */
const spelt: ReadonlyMap<string, string> = new Map(
  `ß:ss ẞ:SS æ:ae Æ:AE œ:oe Œ:OE ø:o Ø:O đ:d Đ:D ð:d Ð:D ħ:h Ħ:H ł:l Ł:L ı:i þ:th Þ:TH ŧ:t Ŧ:T
  α:alpha β:beta γ:gamma δ:delta ε:epsilon ζ:zeta η:eta θ:theta ι:iota κ:kappa λ:lambda μ:mu ν:nu ξ:xi ο:omicron π:pi
  ρ:rho σ:sigma ς:sigma τ:tau υ:upsilon φ:phi χ:chi ψ:psi ω:omega ϵ:epsilon ϑ:theta ϕ:phi ϖ:pi ϱ:rho
  Γ:Gamma Δ:Delta Θ:Theta Λ:Lambda Ξ:Xi Π:Pi Σ:Sigma Υ:Upsilon Φ:Phi Ψ:Psi Ω:Omega`
    .split(/\s+/)
    .map((pair): [string, string] => {
      const [letter = '', spelling = ''] = pair.split(':');
      return [letter, spelling];
    }),
);
const speltLetters =
  /[ßẞæÆœŒøØđĐðÐħĦłŁıþÞŧŦ]|(?<!\p{Script=Greek})[α-ωϵϑϕϖϱΓΔΘΛΞΠΣΥΦΨΩ](?!\p{Script=Greek})/gu;

/** No text is read further: an abstract has 50,000 characters at most. */
const longestText = 50_000;
/** Longer ones are no words. */
const longestRun = 60;

/** A text with TeX in it as it is shown, in plain letters: no accents, ligatures, scripts or letters of mathematics. */
export function plainText(source: string): string {
  const read = source.length <= longest.tex ? texToText(source) : cut(source, longestText);
  // One character can stand for eighteen.
  return cut(read.normalize('NFKD'), longestText)
    .replace(/\p{M}+/gu, '')
    .replace(speltLetters, (letter) => spelt.get(letter) ?? letter);
}

/**
 * Letters and digits that stand together, in lower case; `name` when it was written as an acronym or with a capital.
 * `glue`: what divides it from the one before: a hyphen or the like, a space, or something else. `at`: its place, from
 * 0; a run with letters and digits has as many places as it has parts.
 */
export type Run = {
  text: string;
  /** The same, in letters and digits by turns. */
  parts: readonly string[];
  glue: '-' | ' ' | null;
  name: boolean;
  at: number;
};

/** Characters of scripts without spaces; or letters and digits, with points between digits. */
const runs =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])\p{L}|\p{N}|(?<=\p{N})\.(?=\p{N}))+/gu;
/** The same of plain ASCII, which most texts are, several times as fast. */
const asciiRuns = /(?:[A-Za-z]|[0-9](?:\.(?=[0-9]))?)+/g;
const ascii = /^[\0-\x7f]*$/;
const scriptWithoutSpaces = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const acronyms = /^\p{Lu}[\p{Lu}\p{Ll}\p{N}]*[\p{Lu}\p{N}]s$/u;

/** The runs of a text that `plainText` made. */
export function runsOf(text: string): Run[] {
  const found: Run[] = [];
  let end = 0;
  let at = 0;
  const read = cut(text, longestText);
  for (const match of read.matchAll(ascii.test(read) ? asciiRuns : runs)) {
    const between = text.slice(end, match.index);
    end = match.index + match[0].length;
    const glue = /^[-‐‑–_'’~]$/.test(between) ? '-' : /^\s+$/.test(between) ? ' ' : null;
    const unspaced = scriptWithoutSpaces.test(match[0]) ? bigrams(match[0]) : [match[0]];
    for (const [index, run] of unspaced.entries()) {
      if (run.length > longestRun) continue;
      // LLMs are several of an LLM.
      const text = (run.endsWith('s') && acronyms.test(run) ? run.slice(0, -1) : run).toLowerCase();
      const parts = (/\p{N}/u.test(text) && text.match(/\p{N}+(?:\.\p{N}+)*|[^\p{N}]+/gu)) || [text];
      const before = found.length === 0 ? null : index > 0 ? '-' : glue;
      found.push({ text, parts, glue: before, name: /\p{Lu}/u.test(run), at });
      at += parts.length;
    }
  }
  return found;
}

/** Scripts without spaces are looked for by pairs of their characters. */
function bigrams(run: string): string[] {
  const characters = Array.from(run);
  if (characters.length === 1) return [run];
  return characters.slice(1).map((second, at) => `${characters[at]}${second}`);
}

/** Texts repeat their words: so many stand for themselves without being taken apart again. */
const mostKnown = 50_000;
const known = new Map<string, string>();

/** What stands for a word in the index, whatever its form; null for one that says nothing. */
export function lexemeOf(word: string): string | null {
  if (word.length > longestRun || stopWords.has(word)) return null;
  const before = known.get(word);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const lexeme = lexemeOfNew(word);
  known.set(word, lexeme);
  return lexeme;
}

function lexemeOfNew(word: string): string {
  const found = stem(singulars.get(word) ?? word);
  // The stemmer keeps the s of gpus and llms.
  return found.length >= 4 && /[^s]s$/.test(found) && /^[a-z]+$/.test(found) ? found.slice(0, -1) : found;
}

/** A version without what comes after its point: 2.5 is a 2. */
export function major(number: string): string | null {
  const [whole = ''] = number.split('.', 1);
  return whole === number ? null : whole;
}

const isNumber = (part: string | undefined) => part !== undefined && /^\p{N}/u.test(part);

/**
 * What two neighbours are called together: a model and its version (`GPT-4`, `Llama 3.1`, `DINO-v2`), a number and its
 * unit (`3-D`), or the two halves of a word (`few-shot`); null when they are two things.
 */
export function joined(first: Run, second: Run | undefined, alone: boolean): string | null {
  if (second === undefined || second.glue === null) return null;
  const [head = ''] = first.parts;
  if (first.parts.length > 1 || scriptWithoutSpaces.test(head)) return null;
  const tight = second.glue === '-';
  if (isNumber(head)) {
    const unit = tight && second.parts.length === 1 && !isNumber(second.text) && second.text.length <= 3;
    return unit ? first.text + second.text : null;
  }
  if (isNumber(second.parts[0]) || /^v\p{N}/u.test(second.text))
    return head.length > 1 && (tight || first.name) && !stopWords.has(head) ? first.text + second.text : null;
  return tight && alone && second.parts.length === 1 ? first.text + second.text : null;
}
