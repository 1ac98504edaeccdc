import { createHash } from 'node:crypto';
import { encode } from 'jpeg-js';
import type { Deps } from '../src/app/deps.ts';
import { fittedSize } from '../src/domain/papers/thumbnails/thumbnail.ts';

/** RGB of what is drawn with, by the order of use. */
const inks = [
  [10, 95, 107],
  [217, 149, 43],
  [194, 64, 63],
  [139, 146, 153],
] as const;

/** The colour at a place, both from 0 to 1 and from the top left; null: paper. */
type Figure = (x: number, y: number, seed: number) => readonly number[] | null;

/** From 0 to 1, the same for the same numbers. */
const noise = (...numbers: number[]) => {
  const mixed = numbers.reduce((sum, one, at) => sum + Math.sin(one * (12.9898 + 65.233 * at)), 0);
  return Math.abs(mixed * 43_758.5453) % 1;
};
const onAxes = (x: number, y: number) => (x > 0.08 && x < 0.088) || (y > 0.9 && y < 0.91);

/** Kinds of figures that papers have. */
const figures: readonly Figure[] = [
  function curves(x, y, seed) {
    const found = inks.findIndex((_, at) => {
      const height = 0.15 + 0.2 * at + 0.6 * Math.exp(-(3 + noise(seed, at) * 5) * x);
      return x > 0.08 && x < 0.95 && Math.abs(y - Math.min(0.88, height)) < 0.012;
    });
    return inks[found] ?? null;
  },
  function bars(x, y, seed) {
    const at = Math.floor((x - 0.12) / 0.07);
    const within = (x - 0.12) % 0.07 < 0.05;
    if (x < 0.12 || at > 11 || !within || y > 0.9) return null;
    return y > 0.15 + 0.7 * noise(seed, at) ? (inks[at % 3] ?? null) : null;
  },
  function heat(x, y, seed) {
    if (x < 0.12 || x > 0.92 || y < 0.08 || y > 0.86) return null;
    const warmth = noise(seed, Math.floor(x * 18), Math.floor(y * 11));
    return inks[0].map((value, at) => Math.round(value + warmth * (250 - value) * (at === 0 ? 1 : 0.8)));
  },
  function scatter(x, y, seed) {
    const [column, row] = [Math.floor(x * 26), Math.floor(y * 16)];
    const group = Math.floor(noise(seed, column >> 3, row >> 2) * 3);
    const apart = Math.hypot(x * 26 - column - 0.5, (y * 16 - row - 0.5) * 1);
    return noise(seed, column, row) > 0.55 && apart < 0.3 ? (inks[group] ?? null) : null;
  },
];

function drawn(seed: number, { width, height }: { width: number; height: number }): Uint8Array {
  const figure = figures[seed % figures.length] ?? (() => null);
  const data = Buffer.alloc(width * height * 4, 255);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height];
    const colour = onAxes(x, y) ? [90, 95, 100] : figure(x, y, seed);
    if (colour !== null) data.set(colour, at * 4);
  }
  return encode({ data, width, height }, 80).data;
}

/** How many are drawn, two of each kind; several papers have the same. */
const kept = 2 * figures.length;

function picture(seed: number) {
  const large = { width: 720, height: 400 };
  const made = {
    small: drawn(seed, fittedSize(large, 'small')),
    large: drawn(seed, large),
  };
  return {
    ...made,
    ...large,
    hash: createHash('sha256').update(made.small).update(made.large).digest('hex'),
  };
}

/** Gives two of three papers a picture that is made up: nothing is fetched. */
export async function addSamplePictures(
  { stores }: Deps,
  paperIds: readonly number[],
  at: Date,
): Promise<void> {
  const pictures = Array.from({ length: kept }, (_, seed) => picture(seed));
  const tried = paperIds
    .filter((id) => id % 3 !== 0)
    .map((paperId) => ({
      paperId,
      url: `https://pictures.example/${paperId}.png`,
      made: pictures[paperId % kept] ?? null,
      refusal: null,
      tries: 1,
      nextTryAt: null,
    }));
  await stores.thumbnails.keepThumbnails(tried, at);
}
