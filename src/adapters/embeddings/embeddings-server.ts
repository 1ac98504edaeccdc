import type { Embedded, Embedder } from '../../app/papers/embeddings/embedder.ts';
import { DomainError } from '../../domain/errors.ts';
import { oneLine } from '../../domain/one-line.ts';
import { mostDimensions } from '../../domain/ranking/scaled-vector.ts';

/** 32 vectors of 8,192 numbers, each in some twenty characters. */
const mostBytes = 8_000_000;
/** Of what a server says of an error, and of a model's name. */
const mostCharacters = 200;
/** A longer pause than a day is a mistake at the other end. */
const longestRetryAfter = 86_400;
/** What the texts cannot be the reason for: the key, the address, the load, the server itself or what is before it. */
const notTheTexts: readonly number[] = [401, 402, 403, 404, 405, 408, 429, 502, 503, 504];

export type EmbeddingsServer = {
  /** As EMBEDDINGS_URL says: without a path, `/v1/embeddings` is asked; of `/v1`, `/v1/embeddings`. */
  url: string;
  model: string | null;
  key: string | null;
};

/**
 * A server that speaks as OpenAI's does (https://platform.openai.com/docs/api-reference/embeddings): Ollama, Text
 * Embeddings Inference and llama.cpp among others. Nothing that it answers takes more than a bounded time and memory.
 */
export function openEmbeddingsServer({ url, model, key }: EmbeddingsServer): Embedder {
  const address = embeddingsAddress(url);
  const { origin, pathname } = new URL(address);
  const shown = `${origin}${pathname}`;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
  };
  /** What the server says could repeat the key that it was given. */
  const safe = (text: string) =>
    oneLine(key === null ? text : text.replaceAll(key, '…')).slice(0, mostCharacters);
  const failure = (
    code: 'invalid' | 'timeout' | 'unavailable',
    what: string,
    cause?: unknown,
    retryAfter?: number,
  ) =>
    new DomainError(code, `${shown} ${what}.`, {
      cause,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });

  async function read(response: Response): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const stream: ReadableStream<Uint8Array> | null = response.body;
    for await (const chunk of stream ?? []) {
      size += chunk.byteLength;
      // Leaving the loop ends the connection.
      if (size > mostBytes) throw failure('unavailable', `sent more than ${mostBytes / 1_000_000} MB`);
      chunks.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
  }

  async function refusal(response: Response): Promise<DomainError> {
    const { status } = response;
    const said = safe(errorIn(await read(response).catch(() => '')));
    const code = status < 400 || notTheTexts.includes(status) ? 'unavailable' : 'invalid';
    const seconds = retryAfter(response.headers.get('retry-after'));
    return failure(
      code,
      `answered ${status}${said === '' ? '' : `: ${said.replace(/\.$/, '')}`}`,
      undefined,
      seconds,
    );
  }

  return {
    address: shown,
    asksFor: model,
    async embed(texts, { limitMs, signal }) {
      const timeout = AbortSignal.timeout(limitMs);
      const body = JSON.stringify({
        input: texts,
        ...(model === null ? {} : { model }),
        encoding_format: 'float',
      });
      try {
        const response = await fetch(address, {
          method: 'POST',
          headers,
          body,
          // A redirect would take the key, or the texts, elsewhere.
          redirect: 'manual',
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        });
        if (response.status !== 200) throw await refusal(response);
        const answer = readAnswer(await read(response), texts.length);
        if ('fault' in answer) throw failure('invalid', `answered nonsense: ${answer.fault}`);
        const name = answer.model === null ? null : safe(answer.model);
        return { ...answer, model: name ?? model ?? 'unnamed' };
      } catch (error) {
        if (error instanceof DomainError) throw error;
        if (signal?.aborted === true) throw failure('unavailable', 'was not waited for', error);
        if (timeout.aborted) throw failure('timeout', `did not answer within ${limitMs / 1000} s`, error);
        throw failure('unavailable', `could not be reached (${networkReason(error)})`, error);
      }
    },
  };
}

/** Where to post to. */
export function embeddingsAddress(url: string): string {
  const address = new URL(url);
  const path = address.pathname.replace(/\/{1,20}$/, '');
  if (path === '') address.pathname = '/v1/embeddings';
  else if (path.endsWith('/v1')) address.pathname = `${path}/embeddings`;
  return address.href;
}

type Answer = Omit<Embedded, 'model'> & { model: string | null };

/** Reads an answer to so many texts, or says what is wrong with it. */
function readAnswer(body: string, texts: number): Answer | { fault: string } {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return { fault: 'it is not JSON' };
  }
  const { data, model } = fields(answer);
  if (!Array.isArray(data)) return { fault: 'it has no list of vectors' };
  if (data.length !== texts) return { fault: `it has ${data.length} vectors of ${texts} texts` };
  const vectors: number[][] = [];
  for (const [at, item] of data.entries()) {
    const { index = at, embedding } = fields(item);
    if (typeof index !== 'number' || !(index in data) || vectors[index] !== undefined)
      return { fault: 'its vectors are not numbered one after the other' };
    if (!Array.isArray(embedding) || !embedding.every((value) => Number.isFinite(value)))
      return { fault: 'a vector is no list of finite numbers' };
    vectors[index] = embedding as number[];
  }
  const dimensions = vectors[0]?.length ?? 0;
  if (vectors.some(({ length }) => length !== dimensions)) return { fault: 'its vectors differ in length' };
  if (dimensions < 2 || dimensions > mostDimensions)
    return { fault: `its vectors have ${dimensions} numbers, and not 2 to ${mostDimensions}` };
  if (vectors.some((vector) => vector.every((value) => value === 0)))
    return { fault: 'a vector is nothing but zeros' };
  return { model: typeof model === 'string' && model.trim() !== '' ? model : null, dimensions, vectors };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** What a server says of an error: in `error` or its `message`, or in so many words. */
function errorIn(body: string): string {
  try {
    const { error, message } = fields(JSON.parse(body));
    const said = typeof error === 'string' ? error : (fields(error)['message'] ?? message);
    return typeof said === 'string' ? said : '';
  } catch {
    return body.slice(0, mostCharacters);
  }
}

/** `Retry-After` in seconds, from a number or an HTTP date (RFC 9110, 10.2.3). */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), longestRetryAfter);
}

/** `fetch` says only "fetch failed"; the reason is in the cause. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  if (cause.message !== '') return cause.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
