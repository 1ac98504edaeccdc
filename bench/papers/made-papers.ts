import type { IncomingPaper } from '../../src/domain/papers/paper.ts';

const words =
  'we show that sparse models learn robust policies from noisy data and scale to larger tasks while their cost stays low'.split(
    ' ',
  );

/** Made-up words, the same for the same seed, at least `length` characters of them. */
export function madeText(seed: number, length: number): string {
  let text = '';
  for (let i = 0; text.length < length; i++)
    text += `${i === 0 ? '' : ' '}${words[(seed * 7 + i * 3 + (i % 5) + (seed % 11) * i) % words.length]}`;
  return text;
}

/** An address as long as those of hosted files with their long keys; up to 400 characters a mail carries it. */
function longLink(host: string, seed: number): string {
  return `https://${host}/${seed}?${madeText(seed, 260).replaceAll(' ', '&')}`;
}

/** A text in which every few words are a formula, as abstracts of theory have them. */
function withFormulas(seed: number, length: number): string {
  let text = '';
  for (let i = 0; text.length < length; i++)
    text += `$x_{${(seed + i) % 9}}^{${i}}$ ${madeText(seed + i, 6)} `;
  return text.trimEnd();
}

/**
 * Papers of the last two days, of made-up words, with as much to show as a card takes: a long title, a long abstract
 * with formulas, long names and long links. Ten of them fill about 35 KB of HTML.
 */
export function madePapers(count: number, now: Date): IncomingPaper[] {
  return Array.from({ length: count }, (_, i) => ({
    arxivId: `2611.${String(i).padStart(5, '0')}`,
    version: 1,
    doi: null,
    title: `Paper ${i}: ${madeText(i, 260)}`,
    abstract: `${withFormulas(i, 330)}. ${madeText(i + 1, 600)}. ${madeText(i + 2, 700)}.`,
    authors: ['Lovelace', 'Turing', 'Noether', 'Hopper', 'Kovalevskaya'].map(
      (name, k) => `${name} on behalf of the collaboration for ${madeText(i + k, 33)}`,
    ),
    categories: ['cs.LG', 'cs.RO'],
    primaryCategory: 'cs.LG',
    publishedAt: new Date(now.getTime() - (i % 48) * 3_600_000),
    updatedAt: null,
    url: null,
    comment: null,
    journalRef: null,
    links: [
      { url: longLink('github.com', i), type: 'github' },
      { url: longLink('project.example.org', i), type: 'project' },
    ],
    thumbnailUrl: longLink('cdn-thumbnails.huggingface.co', i),
    summary: null,
    featuredAt: null,
    withdrawn: false,
    signal: { upvotes: (i * 37) % 200 },
  }));
}
