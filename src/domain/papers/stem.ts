/** No English word is longer; what is, stays as it is. */
const longestWord = 40;

/** Words whose stems the rules would get wrong, or that stay as they are (the algorithm's own list). */
const exceptions: ReadonlyMap<string, string> = new Map(
  `skis:ski skies:sky dying:die lying:lie tying:tie idly:idl gently:gentl ugly:ugli early:earli only:onli singly:singl
  sky:sky news:news howe:howe atlas:atlas cosmos:cosmos bias:bias andes:andes`
    .split(/\s+/)
    .map((pair): [string, string] => {
      const [word = '', stem = ''] = pair.split(':');
      return [word, stem];
    }),
);
const settledEarly = new Set('inning outing canning herring earring proceed exceed succeed'.split(' '));

const secondStep: readonly (readonly [string, string])[] = [
  ['ization', 'ize'],
  ['ational', 'ate'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['entli', 'ent'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ousli', 'ous'],
  ['iviti', 'ive'],
  ['fulli', 'ful'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['bli', 'ble'],
  ['ogi', 'og'],
  ['li', ''],
];
const thirdStep: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ative', ''],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
];
const fourthStep = 'ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic'.split(' ');

const isVowel = (letter: string | undefined) => letter !== undefined && 'aeiouy'.includes(letter);
const hasVowel = (part: string) => /[aeiouy]/.test(part);

/** Where the part begins that follows the first consonant after a vowel, from `from` on. */
function regionAfter(word: string, from: number): number {
  for (let at = from + 1; at < word.length; at++)
    if (isVowel(word[at - 1]) && !isVowel(word[at])) return at + 1;
  return word.length;
}

/** Whether what stands before the end is a short syllable: a vowel between consonants, or one that begins the word. */
function endsShort(word: string): boolean {
  const [before, vowel, last] = [word.at(-3), word.at(-2), word.at(-1)];
  if (word.length === 2) return isVowel(vowel) && !isVowel(last);
  return !isVowel(before) && isVowel(vowel) && !isVowel(last) && !/[wxY]/.test(last ?? '');
}

/**
 * The stem of an English word in lower case without accents, by the Porter2 algorithm
 * (https://snowballstem.org/algorithms/english/stemmer.html), which PostgreSQL's `english_stem` follows too. Others
 * stay as they are, as does what is longer than any word.
 */
export function stem(word: string): string {
  if (word.length > longestWord || word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  const known = exceptions.get(word);
  if (known !== undefined) return known;
  const marked = word.replace(/^y|([aeiouy])y/g, (_, vowel: string | undefined) => `${vowel ?? ''}Y`);
  const prefix = /^(?:gener|commun|arsen)/.exec(marked)?.[0].length;
  const first = prefix ?? regionAfter(marked, 0);
  const second = regionAfter(marked, first);
  let text = withoutPlural(marked);
  if (settledEarly.has(text)) return text;
  text = withoutTense(text, first);
  if (/[^aeiouy][yY]$/.test(text) && text.length > 2) text = `${text.slice(0, -1)}i`;
  text = byTable(text, secondStep, first, (suffix, before) =>
    suffix === 'ogi' ? before.endsWith('l') : suffix !== 'li' || /[cdeghkmnrt]$/.test(before),
  );
  text = byTable(text, thirdStep, first, (suffix, before) => suffix !== 'ative' || before.length >= second);
  const ending = fourthStep.find((suffix) => text.endsWith(suffix));
  if (ending !== undefined) {
    const before = text.slice(0, -ending.length);
    if (before.length >= second && (ending !== 'ion' || /[st]$/.test(before))) text = before;
  }
  return withoutLastLetter(text, first, second).toLowerCase();
}

function withoutPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/(?:us|ss)$/.test(word) || !word.endsWith('s')) return word;
  return hasVowel(word.slice(0, -2)) ? word.slice(0, -1) : word;
}

function withoutTense(word: string, first: number): string {
  const [agreed] = /eed(?:ly)?$/.exec(word) ?? [];
  if (agreed !== undefined)
    return word.length - agreed.length >= first ? `${word.slice(0, -agreed.length)}ee` : word;
  const [ending] = /(?:ed|ing)(?:ly)?$/.exec(word) ?? [];
  if (ending === undefined) return word;
  const before = word.slice(0, -ending.length);
  if (!hasVowel(before)) return word;
  if (/(?:at|bl|iz)$/.test(before)) return `${before}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(before))
    return /^[aeo]..$/.test(before) ? before : before.slice(0, -1);
  return before.length <= first && endsShort(before) ? `${before}e` : before;
}

/** The longest suffix of the table is replaced when it lies in the region and `applies`. */
function byTable(
  word: string,
  table: readonly (readonly [string, string])[],
  region: number,
  applies: (suffix: string, before: string) => boolean,
): string {
  const found = table.find(([suffix]) => word.endsWith(suffix));
  if (found === undefined) return word;
  const [suffix, instead] = found;
  const before = word.slice(0, -suffix.length);
  return before.length >= region && applies(suffix, before) ? before + instead : word;
}

function withoutLastLetter(word: string, first: number, second: number): string {
  const before = word.slice(0, -1);
  if (word.endsWith('e'))
    return before.length >= second || (before.length >= first && !endsShort(before)) ? before : word;
  return word.endsWith('ll') && before.length >= second ? before : word;
}
