import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from './fuzzer.ts';

export const seedFolder = join(import.meta.dirname, 'seeds');

/** A text that something went wrong with once; of several pieces, each so many times in a row. */
type Seed = { target: string; about: string; text: string | [piece: string, times: number][] };

/** The texts that are kept for a fuzzer's targets: each is tried before anything else, and by a test. */
export async function seedsOf(
  fuzzer: string,
  folder = seedFolder,
): Promise<{ target: string; text: string }[]> {
  const names = await readdir(join(folder, fuzzer)).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  return await Promise.all(
    files.map(async (name) => {
      const { target, text } = JSON.parse(await readFile(join(folder, fuzzer, name), 'utf8')) as Seed;
      return { target, text: unpacked(text) };
    }),
  );
}

export function unpacked(text: Seed['text']): string {
  return typeof text === 'string' ? text : text.map(([piece, times]) => piece.repeat(times)).join('');
}

/** The longest piece whose repetitions are counted. */
const longestPiece = 40;

/** A long text, most of which is mostly repetitions, as its pieces. */
export function packed(text: string): Seed['text'] {
  if (text.length < 1_000) return text;
  const pieces: [string, number][] = [];
  for (let at = 0; at < text.length; ) {
    let best = { length: 0, times: 0 };
    for (let length = 1; length <= longestPiece; length++) {
      const piece = text.slice(at, at + length);
      let times = 1;
      while (text.startsWith(piece, at + times * length)) times += 1;
      if (times >= 4 && times * length > best.times * best.length) best = { length, times };
    }
    const last = pieces.at(-1);
    if (best.times > 0) pieces.push([text.slice(at, at + best.length), best.times]);
    else if (last?.[1] === 1) last[0] += text.charAt(at);
    else pieces.push([text.charAt(at), 1]);
    at += Math.max(1, best.times * best.length);
  }
  return pieces;
}

/** Keeps what was found; returns the file. */
export async function keepSeed(
  fuzzer: string,
  { target, fault, text }: Finding,
  folder = seedFolder,
): Promise<string> {
  const hash = createHash('sha256').update(`${target}\0${text}`).digest('hex').slice(0, 12);
  const file = join(folder, fuzzer, `${hash}.json`);
  const seed: Seed = { target, about: fault, text: packed(text) };
  await mkdir(join(folder, fuzzer), { recursive: true });
  // ASCII alone: what was found is often what an editor would not show.
  const json = JSON.stringify(seed, null, 2).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  await writeFile(file, `${json}\n`);
  return file;
}
