import { editorsPicks, type Weight } from '../papers/subject.ts';
import { leastWithOpening, mostInOpening } from '../sending/sections.ts';
import { calibrated, wantedOfTopic } from './calibration.ts';
import { due, placesDue, shareOf } from './shares.ts';
import { type DigestPaper, logOddsOf, relevanceOf, type SubjectList, unlikely } from './subject-list.ts';
import { type CastVote, Taste, votesByInterest } from './taste.ts';
import { cosine } from './text-vector.ts';

/** Interests have their shares of the papers that a reader picks so often; first of these, then of the next. */
const levels = [0.65, 0.4, 0.2].map(logOddsOf);
/** A paper for which the evidence says less than this does not go in, whatever place is free. */
const threshold = logOddsOf(0.15);
/**
 * Two papers whose vectors have this cosine or more say the same: a preprint and its journal's copy, part one and two.
 */
export const nearDuplicate = 0.6;
/**
 * So many papers of one digest may have the same first or last author; what stands under a followed author may have
 * more.
 */
export const mostOfOneAuthor = 2;
/** The editor's picks take at most this share of the places, rounded up. */
const picksShare = 1 / 3;
/**
 * For each place so many papers are looked at, over all of a reader's interests together: the deeper, the more votes
 * can bring up, and the longer it takes. Of each list at least as many as there are places.
 */
const lookedAtForPlace = 40;
/**
 * As votes tell more of what a reader wants, likeness to the one paper that is followed tells less, by up to so much.
 */
const onePaperFades = 0.6;

/** A paper that the editor pinned. */
export type Pin = { paper: DigestPaper; pinnedAt: number };

/** Everything that one reader's papers depend on. */
export type ReaderWishes = {
  interests: readonly { list: SubjectList; weight: Weight }[];
  pins: readonly Pin[];
  votes: readonly CastVote[];
  /** Papers that must not come: sent before, of a muted author, in a muted topic. */
  barred: ReadonlySet<number>;
  /** Papers that stand in the same mail for another reason: what says the same as one of them does not come. */
  beside?: readonly DigestPaper[];
  /** What was new at this moment, in milliseconds, or before is no news; pins are taken whenever they were new. */
  since: number;
  /** Papers that were chosen before and did not reach the reader: news, whenever they were new. Absent: none. */
  owed?: ReadonlySet<number>;
  max: number;
};

/** A chosen paper and the subject that it is there for: `editorsPicks` for a pinned one. */
export type Choice = { paperId: number; subjectId: number };

/** `logOdds`: calibrated. */
type Candidate = { paper: DigestPaper; logOdds: number };
type Section = {
  list: SubjectList;
  share: number;
  /** The places that are its share of all. */
  places: number;
  candidates: Candidate[];
  /** The next candidate. */
  next: number;
  taken: Candidate[];
};

/** The papers chosen for a reader so far, and who may not join them. */
class Company {
  readonly papers: DigestPaper[] = [];
  readonly #barred: ReadonlySet<number>;
  readonly #beside: readonly DigestPaper[];

  constructor({ barred, beside = [] }: Pick<ReaderWishes, 'barred' | 'beside'>) {
    this.#barred = barred;
    this.#beside = beside;
  }

  /** Takes a paper, unless it is there already, says the same as one in the mail, or is one too many of an author. */
  take(paper: DigestPaper, isFollowedAuthor: boolean): boolean {
    if (this.#barred.has(paper.id)) return false;
    if (this.papers.some((other) => saysTheSame(other, paper))) return false;
    if (this.#beside.some((other) => saysTheSame(other, paper))) return false;
    if (!isFollowedAuthor && paper.leads.some((lead) => this.#countOf(lead) >= mostOfOneAuthor)) return false;
    this.papers.push(paper);
    return true;
  }

  #countOf(lead: string): number {
    let count = 0;
    for (const { leads } of this.papers) if (leads.includes(lead)) count++;
    return count;
  }
}

function saysTheSame(one: DigestPaper, other: DigestPaper): boolean {
  return one.id === other.id || cosine(one.vector, other.vector) >= nearDuplicate;
}

/**
 * Makes a function that chooses the papers of one reader after the other. What it returns depends on its argument
 * alone, in whatever order interests, votes and pins are in it.
 *
 * The editor's picks come first. Then the interests take turns (see `due`), each with its best paper: first among
 * those that readers mostly pick, then among those that they pick less often, level by level. Votes move papers within
 * their interest, and never change its share. No paper comes twice, none that is barred, no near-duplicate, at most two
 * of a leading author. The few that are most likely to be picked open the digest, whatever they are there for; then
 * papers of one interest stand together, best first, the interests in the order of their weights, then of how relevant
 * their papers are on average.
 */
export function createSelection(): (wishes: ReaderWishes) => Choice[] {
  const taste = new Taste();
  return (wishes) => {
    const chosen = new Company(wishes);
    const picks = takePins(wishes, chosen);
    const sections = sectionsOf(wishes, taste);
    for (const level of [...levels, Number.NEGATIVE_INFINITY]) fill(sections, chosen, level, wishes.max);
    const { opening, rest } = withOpening(sections);
    return [...picks, ...opening, ...inOrder(rest)];
  };
}

function takePins({ pins, max }: ReaderWishes, chosen: Company): Choice[] {
  const limit = Math.ceil(max * picksShare);
  const picks: Choice[] = [];
  for (const { paper } of pins.toSorted((a, b) => b.pinnedAt - a.pinnedAt || a.paper.id - b.paper.id)) {
    if (picks.length === limit) break;
    // The editor's choice is not an author's flood.
    if (chosen.take(paper, true)) picks.push({ paperId: paper.id, subjectId: editorsPicks });
  }
  return picks;
}

function sectionsOf(wishes: ReaderWishes, taste: Taste): Section[] {
  const interests = wishes.interests.toSorted((a, b) => a.list.subjectId - b.list.subjectId);
  const votes = votesByInterest(
    wishes.votes,
    interests.map(({ list }) => list.vector),
  );
  const shares = interests.map(({ weight }) => shareOf[weight]);
  const places = placesDue(shares, wishes.max);
  return interests.map(({ list, weight }, at) => {
    const own = votes[at] ?? [];
    taste.learn(own);
    const candidates = candidatesOf(list, wishes, own.length === 0 ? null : taste);
    return { list, share: shareOf[weight], places: places[at] ?? 0, candidates, next: 0, taken: [] };
  });
}

/** The top of a list as it is for one reader, best first. */
function candidatesOf(
  { kind, papers }: SubjectList,
  { interests, since, owed, barred, max }: ReaderWishes,
  taste: Taste | null,
): Candidate[] {
  const candidates: Candidate[] = [];
  const least = threshold - (taste?.most() ?? 0);
  const most = max * Math.max(1, lookedAtForPlace / interests.length);
  const heard = taste?.heard() ?? 0;
  const kept = kind === 'paper' ? 1 - onePaperFades * heard : 1;
  // By index, and no further than it can matter: lists are long, and this runs for every reader.
  for (let at = 0, looked = 0; at < papers.length && looked < most; at++) {
    const listed = papers[at];
    if (listed === undefined || listed.logOdds < least) break;
    const { paper } = listed;
    if ((paper.newAt <= since && owed?.has(paper.id) !== true) || barred.has(paper.id)) continue;
    looked++;
    const logOdds = unlikely + (listed.logOdds - unlikely) * kept + (taste?.lift(paper.vector) ?? 0);
    if (logOdds >= threshold) candidates.push({ paper, logOdds: calibrated(kind, logOdds, heard) });
  }
  if (taste !== null) candidates.sort((a, b) => b.logOdds - a.logOdds || a.paper.id - b.paper.id);
  return candidates;
}

/** Gives out places until none is left or no interest has a paper at this level. */
function fill(sections: readonly Section[], chosen: Company, level: number, max: number): void {
  while (chosen.papers.length < max) {
    const section = nextInTurn(sections, level);
    const candidate = section?.candidates[section.next];
    if (section === undefined || candidate === undefined) return;
    section.next++;
    if (chosen.take(candidate.paper, section.list.kind === 'author')) section.taken.push(candidate);
  }
}

/** Of the interests with a paper at this level the one that is most due; of several the one with the better paper. */
function nextInTurn(sections: readonly Section[], level: number): Section | undefined {
  let found: Section | undefined;
  let claim = 0;
  let best = 0;
  for (const section of sections) {
    const candidate = section.candidates[section.next];
    if (candidate === undefined) continue;
    const isOwed = section.list.kind === 'topic' && section.taken.length < section.places;
    const logOdds = candidate.logOdds + (isOwed ? wantedOfTopic : 0);
    if (logOdds < level) continue;
    const own = due(section.share, section.taken.length);
    if (found === undefined || own > claim || (own === claim && logOdds > best))
      [found, claim, best] = [section, own, logOdds];
  }
  return found;
}

/** Takes the papers that open a digest out of their sections, where these are several and have enough left. */
function withOpening(sections: readonly Section[]): { opening: Choice[]; rest: Section[] } {
  const all = sections.flatMap(({ list, taken }) => taken.map((one) => ({ ...one, list })));
  const isOne = sections.filter(({ taken }) => taken.length > 0).length < 2;
  if (isOne || all.length < leastWithOpening) return { opening: [], rest: [...sections] };
  all.sort((a, b) => b.logOdds - a.logOdds || a.list.subjectId - b.list.subjectId || a.paper.id - b.paper.id);
  const first = all.slice(0, mostInOpening);
  const taken = new Set(first.map(({ paper }) => paper));
  return {
    opening: first.map(({ paper, list }) => ({ paperId: paper.id, subjectId: list.subjectId })),
    rest: sections.map((section) => ({
      ...section,
      taken: section.taken.filter(({ paper }) => !taken.has(paper)),
    })),
  };
}

function inOrder(sections: readonly Section[]): Choice[] {
  return sections
    .filter(({ taken }) => taken.length > 0)
    .sort(
      (a, b) =>
        b.share - a.share || meanRelevance(b) - meanRelevance(a) || a.list.subjectId - b.list.subjectId,
    )
    .flatMap(({ list, taken }) =>
      taken.map(({ paper }) => ({ paperId: paper.id, subjectId: list.subjectId })),
    );
}

function meanRelevance({ taken }: Section): number {
  return taken.reduce((sum, { logOdds }) => sum + relevanceOf(logOdds), 0) / taken.length;
}
