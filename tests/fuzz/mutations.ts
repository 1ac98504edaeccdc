/** Numbers from 0 to 1 that are the same for the same seed. */
export type Random = () => number;

/** A whole number from 0 to `below`, without it. */
export function upTo(below: number, random: Random): number {
  return Math.floor(random() * below);
}

export function one<T>(of: readonly T[], random: Random): T {
  const found = of[upTo(of.length, random)];
  if (found === undefined) throw new Error('there is nothing to choose from');
  return found;
}

/** What mutations take from: whole texts, and short pieces that mean something to whoever reads them. */
export type Material = { corpus: readonly string[]; dictionary: readonly string[] };

type Mutation = (text: string, material: Material, random: Random) => string;

const place = (text: string, random: Random) => upTo(text.length + 1, random);
const insert = (text: string, piece: string, at: number) => text.slice(0, at) + piece + text.slice(at);

/** A stretch of a text, mostly a short one. */
function stretch(text: string, random: Random): [from: number, to: number] {
  const from = place(text, random);
  const most = random() < 0.8 ? 16 : text.length;
  return [from, Math.min(text.length, from + upTo(most + 1, random))];
}

/** As much as anything is given, and a little more. */
const mostRepeated = 300_000;

/** Something several times: mostly a few, now and then very often. */
function repeated(piece: string, random: Random): string {
  const times = 2 + upTo(random() < 0.9 ? 8 : 20_000, random);
  return piece.repeat(Math.min(times, Math.ceil(mostRepeated / Math.max(piece.length, 1))));
}

const numbers = ['0', '-1', '1e9', '2147483648', '9007199254740993', '00', '١', '1.', 'NaN'];

const mutations: readonly Mutation[] = [
  // Something that means something, or several of it.
  (text, { dictionary }, random) => insert(text, one(dictionary, random), place(text, random)),
  (text, { dictionary }, random) =>
    insert(text, repeated(one(dictionary, random), random), place(text, random)),
  // One word in the place of another.
  (text, { dictionary }, random) => {
    const at = place(text, random);
    const word = /\b\w+/.exec(text.slice(at));
    if (word === null) return text;
    const begin = at + word.index;
    return text.slice(0, begin) + one(dictionary, random) + text.slice(begin + word[0].length);
  },
  // A stretch left out, repeated, moved, or taken from another text.
  (text, _material, random) => {
    const [from, to] = stretch(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  (text, _material, random) => {
    const [from, to] = stretch(text, random);
    return insert(text, repeated(text.slice(from, to), random), to);
  },
  (text, _material, random) => {
    const [from, to] = stretch(text, random);
    const rest = text.slice(0, from) + text.slice(to);
    return insert(rest, text.slice(from, to), place(rest, random));
  },
  (text, { corpus }, random) => {
    const other = one(corpus, random);
    const [from, to] = stretch(other, random);
    return insert(text, other.slice(from, to), place(text, random));
  },
  // Two halves of two texts.
  (text, { corpus }, random) => {
    const other = one(corpus, random);
    return text.slice(0, place(text, random)) + other.slice(place(other, random));
  },
  // One character: another one, or with one bit turned.
  (text, _material, random) => {
    const at = upTo(Math.max(text.length, 1), random);
    return text.slice(0, at) + String.fromCharCode(upTo(0x10000, random)) + text.slice(at + 1);
  },
  (text, _material, random) => {
    const at = upTo(Math.max(text.length, 1), random);
    const turned = text.charCodeAt(at) ^ (1 << upTo(8, random));
    return text.slice(0, at) + String.fromCharCode(turned) + text.slice(at + 1);
  },
  // Cut off; a number that is larger, smaller or none; the other case.
  (text, _material, random) => text.slice(0, place(text, random)),
  (text, _material, random) => text.replace(/\d+/, one(numbers, random)),
  (text, _material, random) => {
    const [from, to] = stretch(text, random);
    const piece = text.slice(from, to);
    const turned = piece === piece.toUpperCase() ? piece.toLowerCase() : piece.toUpperCase();
    return text.slice(0, from) + turned + text.slice(to);
  },
];

/** A text with a few things changed, of at most `longest` UTF-16 units. */
export function mutated(text: string, material: Material, longest: number, random: Random): string {
  let result = text;
  for (let left = 1 + upTo(4, random); left > 0; left--)
    result = one(mutations, random)(result, material, random).slice(0, longest);
  return result;
}
