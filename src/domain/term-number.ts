/**
 * The number of a term, from 0 to 2³¹ − 1, the same for ever: stored vectors are made of them. FNV-1a over UTF-16
 * units, mixed as MurmurHash3 ends. Two terms of one number count as one term: of two million terms about 900 pairs
 * do, and a paper has some 200 terms, so that fewer than one paper in ten has one of them, with one weight too low.
 */
export function termNumber(term: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 1;
}
