import { cut, longest } from '../lengths.ts';
import { pass, type Verdict, warn } from './check.ts';

/** What a server of embeddings said when it was asked for a trial's sake. */
export type EmbeddingsAnswer = { model: string; dimensions: number; tookMs: number };

/** How it stands with the vectors of papers in the database. */
export type StoredEmbeddings = {
  /** By which vectors were made last; null: none was. */
  model: { name: string; dimensions: number } | null;
  papers: number;
  embedded: number;
  refused: number;
  lastError: string | null;
};

const told = (count: number) => count.toLocaleString('en');

/**
 * The verdict on a server of embeddings at an address. Nothing of it fails: without it searches go by words.
 * `patienceMs`: how long searches wait for it. `stored` null: the database does not tell.
 */
export function judgeEmbeddings(
  address: string,
  answer: EmbeddingsAnswer | { trouble: string },
  { stored, patienceMs }: { stored: StoredEmbeddings | null; patienceMs: number },
): Verdict {
  const where = cut(address, longest.url);
  if ('trouble' in answer)
    return warn(
      `${cut(answer.trouble, longest.url)} Searches go by words alone until it answers: check EMBEDDINGS_URL, EMBEDDINGS_MODEL, EMBEDDINGS_KEY and the server.`,
    );
  const { model, dimensions, tookMs } = answer;
  const says = [
    `${where} answers in ${told(Math.round(tookMs))} ms by ${cut(model, longest.slug)}, ${told(dimensions)} numbers a vector.`,
  ];
  const doubts: string[] = [];
  if (tookMs > patienceMs)
    doubts.push(
      `Searches wait ${patienceMs / 1000} seconds for it and then go by words alone: keep the model loaded, or take a smaller one.`,
    );
  if (stored !== null) {
    const waiting = Math.max(0, stored.papers - stored.embedded - stored.refused);
    const known = stored.model;
    if (known !== null && (known.name !== model || known.dimensions !== dimensions))
      doubts.push(
        `Papers have vectors by ${cut(known.name, longest.slug)} (${told(known.dimensions)} numbers): a worker will have all of them embedded again within the hour.`,
      );
    else
      says.push(
        `Of ${told(stored.papers)} papers ${told(stored.embedded)} are embedded, ${told(waiting)} wait.`,
      );
    if (stored.refused > 0) says.push(`It refuses the texts of ${told(stored.refused)}.`);
    if (stored.lastError !== null)
      doubts.push(`The last time a worker asked: ${cut(stored.lastError, longest.url)}`);
  }
  const all = [...says, ...doubts].join(' ');
  return doubts.length > 0 ? warn(all) : pass(all);
}
