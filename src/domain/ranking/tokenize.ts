import { cut, longest } from '../lengths.ts';
import { texToText } from '../tex/tex.ts';

/** Letters that Unicode does not take apart into a base letter and an accent. */
const undivided: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ł: 'l',
  ı: 'i',
  þ: 'th',
};
const undividedLetter = /[ßæœøđðħłıþ]/g;

/** English function words, and words of any abstract that say nothing of its subject. */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above across after again against all almost along also although always am among an and another any are
  around as at be became because been before being below between both but by can cannot could did do does doing done
  down due during each either else enough etc even ever every few finally first for from further furthermore get give
  given had has have having he hence her here him his how however i if in indeed into is it its itself just least less
  let like made mainly make many may me might more moreover most mostly much must my namely nearly neither never next
  no nor not now of off often on once one only onto or other others our out over own per perhaps quite rather re s same
  second several shall she should since so some still such t than that the their them then there thereby therefore
  these they this those though three through throughout thus to together too toward towards two under unlike until up
  upon us use used uses using very via was we well were what when where whether which while who whom whose why will with
  within without would yet you your`.split(/\s+/),
);

/** A word, a single character of a script that writes no spaces, or what ends a phrase. */
const piece =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}])+|[^\p{L}\p{N}\s\-–_/'’]+/gu;
const spoken = /^[\p{L}\p{N}]/u;

/** Lower case without accents and TeX; compatibility forms (ﬁ, ²) as the letters and digits they stand for. */
export function foldText(source: string): string {
  // One character can stand for eighteen.
  return cut(texToText(source).normalize('NFKD'), longest.tex)
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(undividedLetter, (letter) => undivided[letter] ?? letter);
}

/** An English plural as its singular, by its ending alone; what may not be a plural stays as it is. */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.slice(0, /(?:sses|shes|ches|xes|zes)$/.test(word) ? -2 : -1);
}

/**
 * The words of a text in the order in which they stand, stop words left out, as the phrases that stop words and
 * punctuation divide it into. A hyphen divides words but not phrases: "multi-agent" is the phrase "multi agent".
 */
export function phrases(source: string): string[][] {
  const found: string[][] = [];
  let phrase: string[] = [];
  for (const [text] of foldText(source).matchAll(piece)) {
    if (spoken.test(text) && !stopWords.has(text)) {
      phrase.push(singular(text));
    } else if (phrase.length > 0) {
      found.push(phrase);
      phrase = [];
    }
  }
  return phrase.length > 0 ? [...found, phrase] : found;
}
