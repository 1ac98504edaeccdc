import { categoryInWords } from '../../domain/catalogue/preprint-topics.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import { fittedSize, thumbnailPath } from '../../domain/papers/thumbnails/thumbnail.ts';
import { texToText } from '../../domain/tex/tex.ts';

/** What stands beside a paper in a list: its picture, else a tile with its first letter and its field. */
export type CardPicture =
  | { src: string; width: number; height: number; tile: null }
  | { src: null; tile: { tone: number; letter: string; field: string } };

/** Shades of the accent (`.tone-1` in offprint.css), so that a field has the same one everywhere. */
const tones = 5;

function toneOf(field: string): number {
  let sum = 0;
  for (const sign of field) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 65_521;
  return 1 + (sum % tones);
}

/** The first letter or digit of a text, as a capital; its first sign where it has none. */
function letterOf(text: string): string {
  const [letter = ''] = /[\p{L}\p{N}]/u.exec(text) ?? Array.from(text);
  return letter.toUpperCase();
}

export function cardPicture({ thumbnail, title, primaryCategory, topics }: Paper): CardPicture {
  if (thumbnail !== null) {
    // The small one has the shape of the large one.
    return { src: thumbnailPath(thumbnail, 'small'), ...fittedSize(thumbnail, 'small'), tile: null };
  }
  const field = primaryCategory === null ? (topics[0]?.name ?? '') : categoryInWords(primaryCategory);
  return { src: null, tile: { tone: toneOf(field), letter: letterOf(texToText(title)), field } };
}
