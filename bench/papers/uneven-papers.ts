import type pg from 'pg';
import { pick, type Random, seeded } from '../relevance/random.ts';

const day = 86_400_000;
const vocabulary = 40_000;
const wordsOfAbstract = 170;
const wordsOfTitle = 10;
const batch = 1_000;
/** Over so many days the papers were submitted; those of the last sixty have a trend. */
const days = 300;
/** A share of papers has a phrase, and as many have another, whose words are in most papers anyway. */
const phraseShare = 0.01;

const syllables = 'ba ce di fo gu ka le mi no pu ra se ti vo zu bre cli dro fla gri'.split(' ');

/** The word of a rank, 1 the most frequent: pronounceable, and unlike a form of any other. */
export function madeWord(rank: number): string {
  let word = '';
  for (let rest = rank + 400; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length];
  return `${word}x`;
}

/** A rank of so many as Zipf and Mandelbrot have it: the first words are in most abstracts, most are in few. */
function drawRank(random: Random, most: number): number {
  return Math.floor(12 * ((most + 12) / 12) ** random()) - 11;
}

const families = 4_000;
const givens = 800;
export const commonFamily = madeName(1, 'Wang');
export const phrase = [madeWord(150), madeWord(250)] as const;
export const commonPhrase = [madeWord(15), madeWord(25)] as const;

function madeName(rank: number, first: string): string {
  const name = madeWord(rank * 7 + 100_000);
  return rank === 1 ? first : name.charAt(0).toUpperCase() + name.slice(1);
}

function madeAuthor(random: Random): string {
  return `${madeName(drawRank(random, givens), 'Wei')} ${madeName(drawRank(random, families), 'Wang')}`;
}

function madeText(random: Random, length: number): string {
  const words = Array.from({ length }, () => madeWord(drawRank(random, vocabulary)));
  for (const two of [phrase, commonPhrase])
    if (length > 20 && random() < phraseShare) words.splice(5, 0, ...two);
  return words.map((word, at) => (at % 17 === 16 ? `${word}.` : word)).join(' ');
}

/** `size` papers whose words, authors and categories are as unevenly spread as in life; with topics and trends. */
export async function makeCorpus(
  client: pg.Client,
  { size, now, say }: { size: number; now: Date; say(words: string): void },
): Promise<void> {
  const random = seeded(7);
  const { rows: categories } = await client.query<{ id: number; slug: string }>(
    "SELECT id, slug FROM topic WHERE kind = 'category' ORDER BY slug <> 'cs.LG', id",
  );
  for (let start = 0; start < size; start += batch) {
    const rows = Array.from({ length: Math.min(batch, size - start) }, (_, at) => {
      const number = start + at;
      const category = categories[Math.floor(categories.length ** random()) - 1] ?? pick(random, categories);
      return {
        arxiv_id: `bench.${number}`,
        title: madeText(random, wordsOfTitle),
        abstract: madeText(random, wordsOfAbstract),
        authors: Array.from({ length: 1 + Math.floor(random() * 8) }, () => madeAuthor(random)),
        category: category.slug,
        published: new Date(now.getTime() - (number / size) * days * day).toISOString(),
      };
    });
    await client.query(
      `INSERT INTO paper (arxiv_id, title_key, title, abstract, authors, categories, primary_category, published_at, fresh_at)
       SELECT arxiv_id, arxiv_id, title, abstract, authors, ARRAY[category], category, published, published
       FROM jsonb_to_recordset($1::jsonb)
         AS t(arxiv_id text, title text, abstract text, authors text[], category text, published timestamptz)`,
      [JSON.stringify(rows)],
    );
    if ((start / batch) % 20 === 19) say(`${start + batch} papers made`);
  }
  await client.query(
    `INSERT INTO paper_topic (paper_id, topic_id)
     SELECT p.id, t.id FROM paper p JOIN topic t ON t.slug::text = p.primary_category ON CONFLICT DO NOTHING`,
  );
  // A few have many votes, and what is new comes before what is old.
  await client.query(
    `INSERT INTO paper_trend (paper_id, day, week, month)
     SELECT id, votes + age / 2, votes + age / 10, votes + age / 40 FROM (
       SELECT id, random() ^ 4 * 5 AS votes, extract(epoch FROM fresh_at - now()) / 86400 AS age
       FROM paper WHERE fresh_at > $1) AS told`,
    [new Date(now.getTime() - 60 * day)],
  );
  await client.query('VACUUM (ANALYZE)');
}
