import { longest } from '../../lengths.ts';

/** Letters that `nameWords` spells otherwise, and what may be TeX. */
const readInFull = /[øłđħıŧðæœßþ\\{$]/iu;

/**
 * Whether a name may have a plain word in it, at a tenth of what reading the name costs: collaborations have thousands
 * of names.
 */
export function mayHave(name: string, word: string): boolean {
  if (name.length > longest.typedAuthor || word.length > longest.typedAuthor) return false;
  if (readInFull.test(name)) return true;
  const letters = name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
  return letters.includes(word.replace(/[^\p{L}\p{N}]/gu, ''));
}
