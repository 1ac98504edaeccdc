import { DomainError, messageOf } from '../../../domain/errors.ts';
import { embeddedTextVersion, paperText } from '../../../domain/papers/embedded-text.ts';
import { scaledVector } from '../../../domain/ranking/scaled-vector.ts';
import { hourMs, minuteMs } from '../../../domain/time/units.ts';
import type { Needs } from '../../deps.ts';
import type { Embedded, Embedder } from './embedder.ts';
import type { EmbeddingCounts, EmbeddingState, NewEmbedding, TextToEmbed } from './embedding-stores.ts';

/** Texts in one request: what servers take unless they are told otherwise. */
const batch = 32;
/** How long a request may take: a server may have to load its model first, and may have no graphics card. */
const limitMs = 60_000;
/** After a failure, twice as long after each further one, but no longer than the last. */
const pauses = { first: minuteMs, longest: hourMs } as const;
/** However long the server asks to be left alone. */
const longestPauseMs = 24 * hourMs;
/** How often a server is asked that has nothing to do, so that another model is noticed. */
const idleMs = hourMs;

const trialText = 'A trial of one sentence.';

export function waitingFor({ papers, embedded, refused }: EmbeddingCounts): number {
  return Math.max(0, papers - embedded - refused);
}

/** Whether the server is to be asked now. */
export function isTimeToEmbed(
  { model, nextTryAt, lastSuccessAt }: EmbeddingState,
  counts: EmbeddingCounts,
  now: Date,
): boolean {
  if (nextTryAt !== null && nextTryAt > now) return false;
  if (model === null || waitingFor(counts) > 0) return true;
  return lastSuccessAt === null || now.getTime() - lastSuccessAt.getTime() >= idleMs;
}

/** Gives the work to a worker when there is some and it is time. */
export async function askForEmbeddings({
  embedder,
  stores,
  now,
}: Needs<'embedder' | 'now', 'embeddings' | 'jobs'>): Promise<void> {
  if (embedder === null) return;
  const [state, counts] = await Promise.all([stores.embeddings.read(), stores.embeddings.counts()]);
  if (isTimeToEmbed(state, counts, now()))
    await stores.jobs.send('embed-papers', {}, { key: 'embed-papers' });
}

/**
 * Has the server tell what papers mean that lack a vector, the newest first, until none is left or `signal` is aborted;
 * what is left is done the next time. The model and how many numbers its vectors have are what the server says of
 * itself; when either is another than before, all papers are embedded again. A text that the server refuses, though it
 * takes others, is tried with half its length and then left out. When the server fails, that is noted with the time of
 * the next try, and what was made is kept. One process at a time. Resolves with the number of vectors made.
 */
export async function embedPapers(
  deps: Needs<'alone' | 'embedder' | 'log' | 'now', 'embeddings'>,
  signal: AbortSignal,
): Promise<number> {
  const { embedder, stores, now, log } = deps;
  if (embedder === null) return 0;
  return await deps.alone('embeddings', async () => {
    const state = await stores.embeddings.read();
    if (state.nextTryAt !== null && state.nextTryAt > now()) return 0;
    let done = 0;
    try {
      const model = await learnModel(deps, embedder, state, signal);
      await stores.embeddings.noteSuccess(now());
      const asking = new Asking(embedder, model, signal);
      for (let before = 2 ** 31 - 1; !signal.aborted; ) {
        const texts = await stores.embeddings.lacking(model.number, before, batch);
        if (texts.length === 0) break;
        const made = await asking.embed(texts);
        await stores.embeddings.keep(model.number, made);
        done += made.filter(({ vector }) => vector !== null).length;
        before = Math.min(...texts.map(({ paperId }) => paperId));
      }
    } catch (error) {
      if (signal.aborted) return done;
      if (!(error instanceof DomainError)) throw error;
      const nextTryAt = new Date(now().getTime() + pauseAfter(error, state.failures));
      await stores.embeddings.noteFailure(error.message, nextTryAt);
      log.warn(
        { reason: error.message, nextTryAt },
        'papers could not be embedded; searches go by words alone',
      );
    }
    if (done > 0) log.info({ papers: done }, 'embedded papers');
    return done;
  });
}

function pauseAfter(error: DomainError, failures: number): number {
  const own = Math.min(pauses.longest, pauses.first * 2 ** Math.min(failures, 20));
  return Math.max(own, Math.min((error.retryAfter ?? 0) * 1000, longestPauseMs));
}

type Model = { number: number; name: string; dimensions: number };

/** What the server says of its model, and the number under which its vectors are kept. */
async function learnModel(
  { stores, log }: Needs<'log', 'embeddings'>,
  embedder: Embedder,
  { model: known }: EmbeddingState,
  signal: AbortSignal,
): Promise<Model> {
  const { model: name, dimensions } = await embedder.embed([trialText], { limitMs, signal });
  const isKnown =
    known !== null &&
    known.name === name &&
    known.asked === embedder.asksFor &&
    known.dimensions === dimensions &&
    known.textVersion === embeddedTextVersion;
  if (isKnown) return known;
  const number = await stores.embeddings.begin({
    name,
    asked: embedder.asksFor,
    dimensions,
    textVersion: embeddedTextVersion,
  });
  log.info({ model: name, dimensions }, 'papers are embedded by this model from now on');
  return { number, name, dimensions };
}

/** Asks for the vectors of papers, and finds out which texts the server cannot take. */
class Asking {
  readonly #embedder: Embedder;
  readonly #model: Model;
  readonly #signal: AbortSignal;
  #most = batch;

  constructor(embedder: Embedder, model: Model, signal: AbortSignal) {
    this.#embedder = embedder;
    this.#model = model;
    this.#signal = signal;
  }

  async embed(texts: readonly TextToEmbed[]): Promise<NewEmbedding[]> {
    const made: NewEmbedding[] = [];
    while (made.length < texts.length)
      made.push(...(await this.#some(texts.slice(made.length, made.length + this.#most))));
    return made;
  }

  /** Of a batch that fails, its halves: one text may be why, or it is too much at once for a slow server. */
  async #some(texts: readonly TextToEmbed[]): Promise<NewEmbedding[]> {
    try {
      return await this.#ask(texts, 1);
    } catch (error) {
      const code = error instanceof DomainError ? error.code : null;
      if (code !== 'invalid' && code !== 'timeout') throw error;
      if (texts.length === 1) {
        if (code === 'timeout') throw error;
        return await this.#shorter(texts);
      }
      const half = Math.ceil(texts.length / 2);
      if (code === 'timeout') this.#most = half;
      return [...(await this.#some(texts.slice(0, half))), ...(await this.#some(texts.slice(half)))];
    }
  }

  async #shorter(texts: readonly TextToEmbed[]): Promise<NewEmbedding[]> {
    try {
      return await this.#ask(texts, 1 / 2);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      // If it takes others, it is the text; if not, the error is the server's.
      await this.#answer([trialText]).catch((reason: unknown) => {
        throw new DomainError('unavailable', messageOf(reason), { cause: reason });
      });
      return texts.map(({ paperId, fingerprint }) => ({ paperId, fingerprint, vector: null }));
    }
  }

  async #ask(texts: readonly TextToEmbed[], share: number): Promise<NewEmbedding[]> {
    const name = this.#embedder.asksFor ?? this.#model.name;
    const { vectors } = await this.#answer(texts.map((text) => paperText(text, name, share)));
    return texts.map(({ paperId, fingerprint }, at) => {
      const vector = scaledVector(vectors[at] ?? []);
      if (vector === null)
        throw new DomainError('invalid', `${this.#embedder.address} answered a vector without a direction.`);
      return { paperId, fingerprint, vector };
    });
  }

  async #answer(texts: readonly string[]): Promise<Embedded> {
    const answer = await this.#embedder.embed(texts, { limitMs, signal: this.#signal });
    const { name, dimensions } = this.#model;
    if (answer.model !== name || answer.dimensions !== dimensions)
      throw new DomainError(
        'unavailable',
        `${this.#embedder.address} answered by ${answer.model} with ${answer.dimensions} numbers a vector after ${name} with ${dimensions}: ask for one model with EMBEDDINGS_MODEL.`,
      );
    return answer;
  }
}
