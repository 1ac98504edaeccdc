import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { parseArxivId } from '../../../domain/papers/arxiv-id.ts';
import { doiIn } from '../../../domain/papers/doi.ts';
import { countOrNull, readMost, webAddressOrNull } from '../fields.ts';
import { readJson } from '../json.ts';

const answerSchema = Compile(Type.Object({ results: Type.Array(Type.Unknown()) }));
/** What no work can be used without; the rest is read where it is what it should be. */
const work = Compile(
  Type.Object({
    doi: Type.String(),
    cited_by_count: Type.Optional(Type.Unknown()),
    open_access: Type.Optional(Type.Unknown()),
  }),
);
const openAccess = Compile(Type.Object({ is_oa: Type.Literal(true), oa_url: Type.String() }));

/** What OpenAlex says of a paper: how often it is cited, and where it can be read by everybody. */
export type Work = { citations: number | null; openUrl: string | null };

/** The DOI by which OpenAlex knows a paper; arXiv gives each of its own one (10.48550/arXiv.…). Null without any. */
export function doiOf({ arxivId, doi }: { arxivId: string | null; doi: string | null }): string | null {
  return doi ?? (arxivId === null ? null : `10.48550/arxiv.${arxivId.toLowerCase()}`);
}

/** Reads a list of works, by their DOIs. Throws an Error in words about an answer of another shape. */
export function readWorks(body: string): Map<string, Work> {
  let answer: unknown;
  try {
    answer = readJson(body);
  } catch (cause) {
    throw new Error('JSON that is cut off, too deep or not well-formed', { cause });
  }
  if (!answerSchema.Check(answer)) throw new Error('JSON that is not a list of works');
  const works = readMost(answer.results, readWork);
  if (works === null) throw new Error('a list whose items mostly are not works as they used to be written');
  return new Map(works);
}

function readWork(entry: unknown): [string, Work] | null {
  if (!work.Check(entry)) return null;
  const doi = doiIn(entry.doi)?.doi ?? null;
  if (doi === null) return null;
  const open = openAccess.Check(entry.open_access) ? webAddressOrNull(entry.open_access.oa_url) : null;
  // arXiv's own pages are linked to already.
  const openUrl = open !== null && parseArxivId(open) !== null ? null : open;
  return [doi, { citations: countOrNull(entry.cited_by_count), openUrl }];
}
