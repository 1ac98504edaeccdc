import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Paper } from '../../../domain/papers/paper.ts';
import { mostSaved, readSaved, savedAsText } from '../../../domain/papers/saved/saved-list.ts';
import { field, fields } from '../../forms/form-body.ts';
import type { HttpOptions } from '../../options.ts';

type Saving = { deps: Pick<HttpOptions['deps'], 'stores'>; publicUrl: string };

/** Read and written by static/cards.js too. */
const cookie = 'offprint-saved';
/** A year, in seconds: as long as browsers keep a cookie at most, or nearly. */
const keptFor = 31_536_000;

/** The list that the reader's browser keeps. */
export function browsersList({ cookies }: FastifyRequest): number[] {
  return readSaved(cookies[cookie] ?? '');
}

/** Has the browser keep this list from now on. */
export function giveBrowser(reply: FastifyReply, list: readonly number[], publicUrl: string): void {
  void reply.setCookie(cookie, savedAsText(list.slice(0, mostSaved)), {
    path: '/',
    maxAge: keptFor,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https://'),
  });
}

/** The list that is kept with a subscription. */
export async function keptList({ deps }: Pick<Saving, 'deps'>, subscriberId: number): Promise<number[]> {
  return (await deps.stores.savedPapers.savedOf(subscriberId)).map(({ paperId }) => paperId);
}

/** The papers of a list, in its order, less those that nobody may see. */
export async function savedPapers({ deps }: Pick<Saving, 'deps'>, list: readonly number[]): Promise<Paper[]> {
  const found = await deps.stores.papers.byIds(list);
  return found.filter(({ hidden }) => !hidden);
}

/** What a form asks to put on a list, of what can be seen, and to take from it. */
export async function askedChange(
  options: Pick<Saving, 'deps'>,
  body: unknown,
): Promise<{ added: number[]; removed: number[] }> {
  const added = readSaved(fields(body, 'paper').join('.'));
  const known = added.length === 0 ? [] : await savedPapers(options, added);
  return { added: known.map(({ id }) => id), removed: readSaved(field(body, 'remove')) };
}
