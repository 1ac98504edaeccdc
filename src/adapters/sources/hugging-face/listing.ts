import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { DomainError } from '../../../domain/errors.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { parseArxivId } from '../../../domain/papers/arxiv-id.ts';
import { withLostBackslashes } from '../../../domain/papers/lost-backslashes.ts';
import type { IncomingPaper, PaperLink } from '../../../domain/papers/paper.ts';
import { sourceTitles } from '../../../domain/papers/paper-source.ts';
import { saysWithdrawn } from '../../../domain/papers/withdrawal/withdrawal.ts';
import {
  countOrNull,
  instantOrNull,
  readableText,
  readMost,
  textOrNull,
  webAddressOrNull,
} from '../fields.ts';
import { unavailable } from '../http.ts';
import { readJson } from '../json.ts';

const label = sourceTitles['hugging-face'];

/** What no item can be used without; the rest is read where it is what it should be. */
const itemSchema = Type.Object({
  paper: Type.Object({
    id: Type.String({ minLength: 1, maxLength: 100 }),
    title: Type.String(),
    summary: Type.String(),
    publishedAt: Type.String(),
    upvotes: Type.Optional(Type.Unknown()),
    authors: Type.Optional(Type.Unknown()),
    submittedOnDailyAt: Type.Optional(Type.Unknown()),
    withdrawnAt: Type.Optional(Type.Unknown()),
    githubRepo: Type.Optional(Type.Unknown()),
    githubStars: Type.Optional(Type.Unknown()),
    projectPage: Type.Optional(Type.Unknown()),
    ai_summary: Type.Optional(Type.Unknown()),
  }),
  thumbnail: Type.Optional(Type.Unknown()),
  numComments: Type.Optional(Type.Unknown()),
});
const item = Compile(itemSchema);
const withoutSummary = Compile(
  Type.Object({
    paper: Type.Object({
      id: Type.String({ minLength: 1, maxLength: 100 }),
      summary: Type.Optional(Type.Null()),
    }),
  }),
);
const namedAuthor = Compile(Type.Object({ name: Type.String() }));
/** An item that is as it used to be, as far as it can be told without reading it. */
const usual = Compile(
  Type.Object({ paper: Type.Object({ upvotes: Type.Number(), authors: Type.Array(Type.Unknown()) }) }),
);

export type Listed = { key: string; listedAt: Date; paper: IncomingPaper };
/** Items that lack something, by what they lack: the ids of their papers. */
export type Lacking = Map<'a summary' | 'authors' | 'votes', Set<string>>;

const idsTold = 3;

/** A sentence for each thing that items lacked. */
export function lackInWords(lacking: Lacking): string[] {
  return [...lacking].map(([what, ids]) => {
    const some = [...ids].slice(0, idsTold).join(', ');
    const more = ids.size > idsTold ? ` and ${ids.size - idsTold} more` : '';
    const outcome = what === 'a summary' ? 'left out until it has one' : 'taken without';
    return `Listed by ${label} without ${what}, and ${outcome}: ${some}${more}.`;
  });
}

function note(lacking: Lacking, what: 'a summary' | 'authors' | 'votes', id: string): void {
  lacking.set(what, (lacking.get(what) ?? new Set()).add(id));
}

/** Reads a page of the listing; what its items lack is added to `lacking`. */
export function readListing(body: string, baseUrl: string, url: string, lacking: Lacking): Listed[] {
  const unusable = (why: string, cause?: unknown): DomainError =>
    unavailable(url, { source: label }, `sent ${why}`, cause);
  let answer: unknown;
  try {
    answer = readJson(body);
  } catch (cause) {
    throw unusable(
      body === '' ? 'an empty answer' : 'JSON that is cut off, too deep or not well-formed',
      cause,
    );
  }
  if (!Array.isArray(answer)) throw unusable('JSON that is not a list of papers');
  const listed = readMost(answer, (entry) => readItem(entry, baseUrl, lacking));
  // An answer of another shape must not pass for one of papers that lack something.
  if (listed === null || readMost(answer, (entry) => (usual.Check(entry) ? entry : null)) === null)
    throw unusable('a list whose items mostly are not papers as they used to be written');
  return listed;
}

function readItem(entry: unknown, baseUrl: string, lacking: Lacking): Listed | null {
  if (!item.Check(entry)) {
    if (withoutSummary.Check(entry)) note(lacking, 'a summary', oneLine(entry.paper.id));
    return null;
  }
  const { paper } = entry;
  const publishedAt = instantOrNull(paper.publishedAt);
  // Half of a character cannot stand in an address.
  if (publishedAt === null || !paper.id.isWellFormed()) return null;
  const text = readableText(withLostBackslashes(paper.title), withLostBackslashes(paper.summary));
  if (text === null) {
    if (textOrNull(paper.title) !== null) note(lacking, 'a summary', paper.id);
    return null;
  }
  // What `hidden` means is not documented; arXiv names everybody, and so do we.
  const given = Array.isArray(paper.authors) ? paper.authors : [];
  const authors = given.flatMap((author) =>
    namedAuthor.Check(author) ? (textOrNull(author.name) ?? []) : [],
  );
  if (authors.length === 0) note(lacking, 'authors', paper.id);
  if (countOrNull(paper.upvotes) === null) note(lacking, 'votes', paper.id);
  const arxivId = parseArxivId(paper.id)?.id ?? null;
  const featuredAt = instantOrNull(paper.submittedOnDailyAt);
  const incoming: IncomingPaper = {
    ...text,
    arxivId,
    version: null,
    doi: null,
    authors,
    categories: [],
    primaryCategory: null,
    publishedAt,
    updatedAt: null,
    url: arxivId === null ? `${baseUrl}/papers/${encodeURIComponent(paper.id)}` : null,
    comment: null,
    journalRef: null,
    links: readLinks(paper),
    thumbnailUrl: webAddressOrNull(entry.thumbnail, true),
    summary: textOrNull(paper.ai_summary),
    featuredAt,
    withdrawn: textOrNull(paper.withdrawnAt) !== null || saysWithdrawn({ ...text, comment: null }),
    signal: readSignal(entry),
  };
  return { key: arxivId ?? paper.id, listedAt: featuredAt ?? publishedAt, paper: incoming };
}

type Item = Static<typeof itemSchema>;

function readLinks({ githubRepo, projectPage }: Item['paper']): PaperLink[] {
  const short = typeof githubRepo === 'string' && /^[\w.-]+\/[\w.-]+$/.test(githubRepo);
  const repository = webAddressOrNull(short ? `https://github.com/${githubRepo}` : githubRepo);
  const project = webAddressOrNull(projectPage);
  return [
    ...(repository === null ? [] : [{ url: repository, type: 'github' }]),
    ...(project === null ? [] : [{ url: project, type: 'project' }]),
  ];
}

function readSignal({ paper, numComments }: Item): IncomingPaper['signal'] {
  const upvotes = countOrNull(paper.upvotes);
  const comments = countOrNull(numComments);
  const stars = countOrNull(paper.githubStars);
  const signal = {
    ...(upvotes === null ? {} : { upvotes }),
    ...(comments === null ? {} : { comments }),
    ...(stars === null ? {} : { stars }),
  };
  return Object.keys(signal).length === 0 ? null : signal;
}
