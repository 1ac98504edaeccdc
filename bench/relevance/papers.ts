import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from './random.ts';

/** A paper of the benchmark; its number is its place in the list, oldest first. */
export type BenchPaper = {
  title: string;
  abstract: string;
  authors: string[];
  categories: string[];
  /** Milliseconds. */
  publishedAt: number;
  /** Made: nobody's votes are in the files. */
  votes: number;
  /** Themes that a made paper was written for; null for real papers, whose themes are found. */
  labels: string[] | null;
};

type Line = Omit<BenchPaper, 'publishedAt' | 'votes' | 'labels'> & { published: string; labels?: string[] };

/** Real papers with abstracts, where a checkout has them beside it; else the made ones of this repository. */
const places = ['../../../shared/data/arxiv-papers.jsonl', '../fixtures/labelled-papers.jsonl'];

/** The file that is evaluated: `RELEVANCE_PAPERS`, in the format of import-papers, or the first that is there. */
export function papersFile(): string {
  const named = process.env['RELEVANCE_PAPERS'];
  if (named !== undefined) return named;
  const found = places.map((place) => join(import.meta.dirname, place)).find((file) => existsSync(file));
  if (found === undefined) throw new Error('there is no file of papers to evaluate');
  return found;
}

/**
 * Papers with votes that say nothing about what they are about: log-normal, a median of about six and a few of
 * hundreds, as on Hugging Face; two in five have none, as on arXiv.
 */
export function loadPapers(file: string, seed: number): BenchPaper[] {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Line)
    .toSorted((a, b) => a.published.localeCompare(b.published) || a.title.localeCompare(b.title))
    .map(({ title, abstract, authors, categories, published, labels }) => {
      const votes = Math.floor(Math.exp(1.8 + 1.4 * normal()));
      const voted = random() < 0.6;
      return {
        title,
        abstract,
        authors,
        categories,
        publishedAt: Date.parse(published),
        votes: voted ? votes : 0,
        labels: labels ?? null,
      };
    });
}

/** The number of the first paper of the future: three in five are past, whole days on one side. */
export function futureFrom(papers: readonly BenchPaper[]): number {
  const day = papers[Math.floor(papers.length * 0.6)]?.publishedAt ?? 0;
  return papers.findIndex(({ publishedAt }) => publishedAt >= day);
}
