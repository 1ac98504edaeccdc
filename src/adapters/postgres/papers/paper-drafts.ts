import type { IncomingPaper, SignalValues } from '../../../domain/papers/paper.ts';
import {
  findSame,
  identityOf,
  isNamedByUrl,
  type PaperIdentity,
} from '../../../domain/papers/paper-identity.ts';
import { mergePaper, newPaper, type PaperDetails, sameDetails } from '../../../domain/papers/paper-merge.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import { DraftIndex } from './draft-index.ts';
import { absorbPaper } from './paper-absorb.ts';
import { toLinks } from './paper-rows.ts';

export type PaperRow = Prisma.PaperGetPayload<object>;

/** A paper in the making: stored (with its row) or new (without), and what was said of it. */
export type Draft = PaperIdentity & {
  row: PaperRow | null;
  details: PaperDetails;
  signals: SignalValues[];
  /** Whether it must be written. */
  changed: boolean;
  /** Whether it took over another paper's signals. */
  joined: boolean;
};

/** What each account came to; those of papers that are unknown and cannot be dated are in none of the numbers. */
export type AccountCounts = { added: number; changed: number; unchanged: number };

/**
 * What the accounts make of the papers that they mean, in the order in which they first name them; accounts of
 * papers that are unknown and cannot be dated are left out. Stored papers that turn out to be one are joined. A paper
 * without a date is dated `undatedAt` when it is new, if that is given. `byUrl`: addresses name papers, see `findSame`.
 */
export async function draftPapers(
  db: Db,
  papers: readonly IncomingPaper[],
  context: { sample: boolean; undatedAt: Date | null; byUrl: boolean },
): Promise<{ drafts: Draft[]; counts: AccountCounts }> {
  const identities = papers.map(identityOf);
  const drafts = new DraftIndex<Draft>(await storedDrafts(db, identities, context.byUrl));
  const touched = new Set<Draft>();
  const counts: AccountCounts = { added: 0, changed: 0, unchanged: 0 };
  for (const [index, incoming] of papers.entries()) {
    const identity = identities[index] ?? identityOf(incoming);
    const found = findSame(identity, drafts.candidates(identity), context);
    const holder = drafts.holders(incoming.doi).find((draft) => draft !== found);
    // Two arXiv papers that claim one DOI stay two; the first keeps it.
    const taken = holder !== undefined && (found === undefined || holder.arxivId !== null);
    const account = taken ? { ...incoming, doi: null } : incoming;
    const draft = found ?? newDraft({ ...account, publishedAt: account.publishedAt ?? context.undatedAt });
    if (draft === null) continue;
    const isNew = found === undefined;
    if (isNew) drafts.add(draft);
    let isChanged = holder !== undefined && !taken;
    if (holder !== undefined && !taken) {
      await join(db, draft, holder);
      drafts.remove(holder);
      touched.delete(holder);
    }
    const becomesReal = draft.row?.sample === true && !context.sample && !touched.has(draft);
    const details = becomesReal ? realDetails(draft, account, context) : mergePaper(draft.details, account);
    if (!sameDetails(details, draft.details)) {
      Object.assign(draft, { details, arxivId: details.arxivId, doi: details.doi, changed: true });
      isChanged = true;
    }
    // What was a sample becomes real as soon as a source tells of it.
    if (becomesReal) isChanged = true;
    drafts.note(draft);
    if (incoming.signal !== null) draft.signals.push(incoming.signal);
    touched.add(draft);
    counts[isNew ? 'added' : isChanged ? 'changed' : 'unchanged']++;
  }
  return { drafts: [...touched], counts };
}

/** Stored papers that any of the identities may mean. */
async function storedDrafts(db: Db, identities: readonly PaperIdentity[], byUrl: boolean): Promise<Draft[]> {
  const present = (values: (string | null)[]) => values.filter((value) => value !== null);
  const rows = await db.paper.findMany({
    where: {
      OR: [
        { arxivId: { in: present(identities.map((i) => i.arxivId)) } },
        { doi: { in: present(identities.map((i) => i.doi)) } },
        { titleKey: { in: identities.map((i) => i.titleKey) } },
        ...(byUrl ? [{ url: { in: present(identities.filter(isNamedByUrl).map((i) => i.url)) } }] : []),
      ],
    },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => {
    const details = toDetails(row);
    const identity = { ...identityOf(details), titleKey: row.titleKey };
    return { ...identity, row, details, signals: [], changed: false, joined: false };
  });
}

function newDraft(incoming: IncomingPaper): Draft | null {
  const details = newPaper(incoming);
  if (details === null) return null;
  return { ...identityOf(incoming), row: null, details, signals: [], changed: true, joined: false };
}

/** What is told of a sample, in the place of what it told of itself: its dates and its abstract were made up. */
function realDetails(
  { details }: Draft,
  account: IncomingPaper,
  { undatedAt }: { undatedAt: Date | null },
): PaperDetails {
  const { arxivId, doi, publishedAt } = details;
  const dated = { ...account, publishedAt: account.publishedAt ?? undatedAt ?? publishedAt };
  const real = newPaper(dated);
  return real === null
    ? mergePaper(details, account)
    : { ...real, arxivId: real.arxivId ?? arxivId, doi: real.doi ?? doi };
}

/** An account named the arXiv id of `draft` and the DOI of `other`: they are one paper. */
async function join(db: Db, draft: Draft, other: Draft): Promise<void> {
  if (draft.row !== null && other.row !== null) {
    await absorbPaper(db, { keep: draft.row.id, drop: other.row.id });
  }
  const details = mergePaper(draft.details, { ...other.details, signal: null });
  const { arxivId, doi } = details;
  const signals = [...other.signals, ...draft.signals];
  const row = draft.row ?? other.row;
  Object.assign(draft, { row, details, arxivId, doi, signals, changed: true, joined: true });
}

function toDetails(row: PaperRow): PaperDetails {
  return {
    arxivId: row.arxivId,
    version: row.version,
    doi: row.doi,
    title: row.title,
    abstract: row.abstract,
    authors: row.authors,
    categories: row.categories,
    primaryCategory: row.primaryCategory,
    publishedAt: row.publishedAt,
    updatedAt: row.updatedAt,
    url: row.url,
    comment: row.comment,
    journalRef: row.journalRef,
    links: toLinks(row.links),
    thumbnailUrl: row.thumbnailUrl,
    summary: row.summary,
    featuredAt: row.featuredAt,
    withdrawn: row.withdrawn,
    citations: row.citations,
  };
}
