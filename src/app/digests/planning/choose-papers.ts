import { withCarried } from '../../../domain/ranking/carried.ts';
import {
  type Choice,
  createSelection,
  type Pin,
  type ReaderWishes,
} from '../../../domain/ranking/selection.ts';
import type { DigestPaper, SubjectList } from '../../../domain/ranking/subject-list.ts';
import type { CastVote } from '../../../domain/ranking/taste.ts';
import type { TextVector } from '../../../domain/ranking/text-vector.ts';
import { type Cadence, lookbackDays } from '../../../domain/time/cadence.ts';
import { dayMs } from '../../../domain/time/units.ts';
import type { Stores } from '../../persistence.ts';
import { once } from '../../single-flight.ts';
import type { AudienceMember, Digest } from '../digest-store.ts';
import { everything, openSubjectLists, type SubjectLists } from './subject-lists.ts';

/** Chooses the papers of readers as of one instant; made once for a digest. */
export type Chooser = {
  /**
   * The papers for each reader, in the order in which the mail shows them. `beside`: those that it shows to a reader
   * for another reason, neither of which nor what says the same is chosen.
   */
  choose(
    readers: readonly AudienceMember[],
    beside?: (reader: AudienceMember) => readonly DigestPaper[],
  ): Promise<Choice[][]>;
  lists: SubjectLists;
};

/** Readers whose lists are in memory at once. */
const slice = 50;

/**
 * The papers for readers: new since the last digest that went out, or for a first digest (and after a long silence)
 * since the look-back of their cadence (after a pause: of one that reaches back before it); the editor's picks, and
 * what was chosen for a digest that did not go out, whenever they were new. Nothing that the reader has seen or muted.
 */
export function openChooser(
  stores: Pick<Stores, 'candidates' | 'papers' | 'subjects' | 'trends'>,
  asOf: Date,
): Chooser {
  const lists = openSubjectLists(stores, asOf);
  const select = createSelection();
  let pins: Promise<Pin[]> | null = null;

  async function readPins(): Promise<Pin[]> {
    const pinnedAt = new Map(
      (await stores.papers.pinned(asOf)).map((paper) => [paper.id, paper.pinnedAt?.getTime() ?? 0]),
    );
    const papers = await lists.pinned([...pinnedAt.keys()]);
    return papers.map((paper) => ({ paper, pinnedAt: pinnedAt.get(paper.id) ?? 0 }));
  }

  async function choose(...[readers, beside]: Parameters<Chooser['choose']>): Promise<Choice[][]> {
    pins ??= readPins();
    const pinned = await pins;
    const chosen: Choice[][] = [];
    for (let start = 0; start < readers.length; start += slice) {
      const some = readers.slice(start, start + slice);
      const byCadence = new Map<Cadence, ReadonlyMap<number, SubjectList>>();
      for (const [cadence, members] of Map.groupBy(some, (reader) => reader.reach)) {
        const followed = members.flatMap(({ interests }) => interests.map(({ subjectId }) => subjectId));
        byCadence.set(cadence, await lists.of(cadence, followed));
      }
      const vectors = await lists.vectorsOf(some.flatMap(({ votes }) => votes.map(({ paperId }) => paperId)));
      for (const reader of some) {
        const wishes = wishesOf(reader, asOf, byCadence.get(reader.reach) ?? new Map(), vectors, pinned);
        chosen.push(select(beside === undefined ? wishes : { ...wishes, beside: beside(reader) }));
      }
    }
    return chosen;
  }
  return { choose, lists };
}

function wishesOf(
  reader: AudienceMember,
  asOf: Date,
  lists: ReadonlyMap<number, SubjectList>,
  vectors: ReadonlyMap<number, TextVector>,
  pins: readonly Pin[],
): ReaderWishes {
  const lookback = new Date(asOf.getTime() - lookbackDays(reader.reach) * dayMs);
  const { lastDigestAt, seen, owed } = reader.history;
  // A digest "as of" an earlier instant than the last one looks back as a first one does.
  const since =
    lastDigestAt !== null && lastDigestAt < asOf && lastDigestAt > lookback ? lastDigestAt : lookback;
  const followed = reader.interests.length > 0 ? reader.interests : everything;
  return {
    interests: followed.flatMap(({ subjectId, weight }) => {
      const list = lists.get(subjectId);
      return list === undefined ? [] : [{ list, weight }];
    }),
    pins,
    votes: reader.votes.flatMap(({ paperId, vote }): CastVote[] => {
      const vector = vectors.get(paperId);
      return vector === undefined ? [] : [{ paperId, vote, vector }];
    }),
    barred: seen,
    owed,
    since: since.getTime(),
    max: reader.maxPapers,
  };
}

/**
 * The chooser of a digest, made of one of the same instant: it adds the collection that the digest carries; that of an
 * announcement chooses nothing.
 */
export function chooserFor({ body, carried, nextWordsId }: DigestKind, chooser: Chooser): Chooser {
  if (body !== null) return { ...chooser, choose: async (members) => members.map(() => []) };
  if (carried === null) return chooser;
  const { place, papers } = carried;
  // Those that readers may see.
  const carriedPapers = once(() => chooser.lists.pinned(papers.map(({ id }) => id)));
  return {
    ...chooser,
    async choose(members) {
      const visible = new Map((await carriedPapers()).map((paper) => [paper.id, paper]));
      const inOrder = papers.flatMap(({ id }) => visible.get(id) ?? []);
      const isNew = ({ history, introduce }: AudienceMember) => {
        // What is kept for the next digests of a cadence comes to each reader once.
        if (nextWordsId !== null && !introduce) return [];
        return inOrder.filter(({ id }) => !history.seen.has(id));
      };
      const chosen = await chooser.choose(members, isNew);
      return members.map((member, index) => {
        const ids = isNew(member).map(({ id }) => id);
        return withCarried(place, ids, chosen[index] ?? []);
      });
    },
  };
}

type DigestKind = Pick<Digest, 'body' | 'carried' | 'nextWordsId'>;

/** The chooser of a digest, opened for it. */
export function openDigestChooser(
  stores: Parameters<typeof openChooser>[0],
  digest: DigestKind & Pick<Digest, 'asOf'>,
): Chooser {
  return chooserFor(digest, openChooser(stores, digest.asOf));
}
