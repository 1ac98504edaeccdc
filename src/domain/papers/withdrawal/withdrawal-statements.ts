import type { Fragment } from './notice-words.ts';

// What a fragment of a text says of being withdrawn, and of whom.

/** The words of a text as a set. */
export const setOf = (words: string) => new Set(words.split(' '));

const papers = setOf('paper article submission manuscript preprint pre-print eprint e-print version draft');
const otherNouns = setOf(
  'work note letter report document text thesis contribution publication study review survey chapter entry file',
);
const thisOne = setOf('this our my present current above following');
const determiners = setOf(
  'this our my present current above following the said entire whole arxiv research technical working conference short attached',
);
/** Between the paper and the word that it is withdrawn. */
const auxiliaries = setOf(
  'has have had is was are were been being be will shall must should to now already hereby thus therefore hence temporarily temporally permanently voluntarily formally officially recently subsequently since also currently unfortunately completely immediately consequently accordingly just later then needs need has,been ,',
);
export const participles = setOf(
  'withdrawn retracted withdraw withdrawed withdrew withdrawl widthdrawn witdrawn withdawn',
);
/** Said of much else: they need somebody who may do it to a paper. */
const removals = setOf('removed deleted pulled taken cancelled canceled revoked rescinded');
const authors = setOf(
  'author authors coauthor coauthors co-author co-authors submitter submitters uploader us me arxiv arxiv.org admin admins administrator administrators administration moderator moderators owner owners publisher',
);
const whose = setOf(
  'the its their our his her both all corresponding first second last lead main original submitting an one of arxiv',
);
const archives = setOf(
  'arxiv arxiv.org archive archives eprint e-print preprint server repository publication posting here biorxiv medrxiv',
);
export const reasons = setOf(
  'upon due because since as owing pending until till after following thanks given for at on while effective so again now voluntarily temporarily permanently',
);
const tails = new Set([...reasons, ...setOf(', and to by from in when out upon per with without but')]);
const intentions = setOf(
  'have has had wish would like to decided decide hereby are am is must need want wants wishes chose choose been forced now therefore thus hence temporarily voluntarily intend ask request requests asked requested that of the requesting asking',
);
const withdrawals = setOf(
  'withdraw withdrew withdrawn withdrawing withdraws retract retracts retracted withdrawal retraction',
);
export const faults = setOf(
  'error errors mistake mistakes flaw flaws flawed wrong incorrect gap bug bugs invalid superseded replaced merged subsumed incorporated absorbed combined overlap plagiarism erroneous false published duplicate duplicates',
);
const connectives = setOf(', and so thus hence therefore consequently but however');
const relatives = setOf('that which who whose how why when where whether shows show study studies');

/** What is said of being withdrawn. */
export type Said = {
  /** Whether it says "this" or "we": a sentence about some other paper would not. */
  sure: boolean;
  /** Whether it names nobody: "withdrawn". */
  bare: boolean;
  /** What follows. */
  rest: string[];
  past: boolean;
};

/** What a fragment says at its start and after each comma and conjunction. */
export function statements(fragment: Fragment): { said: Said; at: number }[] {
  const { words } = fragment;
  const afterReason = reasons.has(words[0] ?? '');
  return words.flatMap((word, at) => {
    const begins = at === 0 || connectives.has(words[at - 1] ?? '');
    // "Due to an error in the data this paper is withdrawn"
    if (!begins && !(afterReason && (word === 'the' || word === 'this'))) return [];
    const said =
      ofPaper(words, at) ??
      byAgent(words, at) ??
      ofIt(fragment, at) ??
      ofNobody(words, at) ??
      asNoun(words, at);
    return said === null || leavesVenue(said.rest) ? [] : [{ said, at }];
  });
}

/** Where a phrase such as "this paper" ends that begins at `start`; null when there is none. */
export function paperAt(words: readonly string[], start: number): { end: number; sure: boolean } | null {
  let at = start;
  while (at - start < 4 && determiners.has(words[at] ?? '')) at++;
  const noun = words[at] ?? '';
  const said = words.slice(start, at);
  const sure = said.some((word) => thisOne.has(word));
  const singular = noun.replace(/s$/, '');
  const isOther = otherNouns.has(noun) || otherNouns.has(singular);
  const known = papers.has(singular) || (isOther && said.length > 0);
  // "These papers" are others; "this submissions" is a slip.
  if (!known || (noun !== singular && !sure && said.length === 0)) return null;
  return { end: at + 1, sure };
}

/** "This paper has been withdrawn", "Paper withdrawn by the author", "This paper, entitled X, is withdrawn". */
function ofPaper(words: readonly string[], start: number): Said | null {
  const paper =
    words[start] === 'this' && words[start + 1] === 'is'
      ? { end: start + 1, sure: true }
      : paperAt(words, start);
  if (paper === null) return null;
  let at = paper.end;
  // Its id, or its number.
  while (/^arxiv$|\d/.test(words[at] ?? '') && at - paper.end < 3) at++;
  const said = participleAt(words, at, paper.sure);
  if (said !== null) return { ...said, sure: paper.sure, bare: false };
  const verb = at + words.slice(at, at + 40).findIndex((word) => participles.has(word));
  if (verb <= at || !paper.sure) return null;
  const between = words.slice(at, verb);
  const aside = between[0] === ',' && between.lastIndexOf(',') > 0;
  const described = /^(?:entitled|titled|called|by|submitted|posted|written|authored|numbered)$/.test(
    between[0] ?? '',
  );
  if ((!aside && !described) || between.some((word) => relatives.has(word))) return null;
  const rest = words.slice(verb + 1);
  return /^(?:been|is|was|being|,)$/.test(between.at(-1) ?? '') && endsNotice(rest)
    ? { sure: true, bare: false, rest, past: false }
    : null;
}

/** "has been withdrawn …", and what follows; without "has been" only what cannot mean anything else. */
function participleAt(
  words: readonly string[],
  start: number,
  isThis: boolean,
): { rest: string[]; past: boolean } | null {
  let at = start;
  while (at - start < 9 && auxiliaries.has(words[at] ?? '')) at++;
  const said = words.slice(start, at);
  const verb = words[at] ?? '';
  const past = said.includes('was') || said.includes('were') || said.includes('had');
  if (verb === 'no' && words[at + 1] === 'longer' && words[at + 2] === 'available')
    return isThis && said.includes('is') ? { rest: words.slice(at + 3), past } : null;
  const article = verb === 'a' || verb === 'the' ? 1 : 0;
  // "This is a withdrawn paper."
  if (article === 1 && participles.has(words[at + 1] ?? '') && papers.has(words[at + 2] ?? '')) {
    const rest = words.slice(at + 3);
    return isThis && said.length > 0 && rest.length === 0 ? { rest, past } : null;
  }
  const inTwoWords = verb === 'with' && words[at + 1] === 'drawn';
  const isWithdrawn = participles.has(verb) || inTwoWords;
  if (!isWithdrawn && !removals.has(verb)) return null;
  const rest = words.slice(at + (inTwoWords ? 2 : 1));
  if (isWithdrawn) {
    // "has withdrawn its support"
    const isPassive = said.some((word) => /^(?:be|been|being|is|was|are|were)$/.test(word));
    if (said.some((word) => word.startsWith('ha')) && !isPassive && !endsNotice(rest)) return null;
    if (said.filter((word) => word !== ',').length > 0) return { rest, past };
    return verb !== 'withdraw' && endsNotice(rest) ? { rest, past } : null;
  }
  const behind = verb === 'taken' ? rest.slice(1) : rest;
  if (verb === 'taken' && !/^(?:down|back|offline)$/.test(rest[0] ?? '')) return null;
  const fromArchive = behind[0] === 'from' && !leavesVenue(behind);
  const why =
    (isThis || said.includes('been')) && said.length > 0 && /^(?:due|because)$/.test(behind[0] ?? '');
  return byAuthor(behind) || fromArchive || why ? { rest: behind, past } : null;
}

/** "We withdraw this paper", "The authors have decided to withdraw the manuscript". */
function byAgent(words: readonly string[], start: number): Said | null {
  let at = start;
  if (/^(?:we|i)$/.test(words[at] ?? '')) at++;
  else {
    while (at - start < 4 && whose.has(words[at] ?? '') && !authors.has(words[at + 1] ?? '')) at++;
    if (whose.has(words[at] ?? '') && authors.has(words[at + 1] ?? '')) at++;
    const isAgent = authors.has(words[at] ?? '');
    if (isAgent) while (authors.has(words[at] ?? '') && at - start < 6) at++;
    // "Withdraw this paper": asked of the archive.
    else if (words[start] !== 'withdraw') return null;
  }
  const verbs = at;
  while (at - verbs < 10 && intentions.has(words[at] ?? '') && !withdrawals.has(words[at] ?? '')) at++;
  // "request that this paper be withdrawn"
  const asked = words.slice(verbs, at).some((word) => /^(?:ask|request)/.test(word))
    ? ofPaper(words, at)
    : null;
  if (asked !== null) return { ...asked, sure: true };
  if (!withdrawals.has(words[at] ?? '')) return null;
  at++;
  while (/^(?:of|from|and|or)$/.test(words[at] ?? '')) at++;
  if (words[at] === 'arxiv') at++;
  const object = words[at] ?? '';
  // "Author has withdrawn", "Authors withdraw paper": a note, not a sentence.
  const isNote = object === '' || (papers.has(object) && at === words.length - 1);
  if (isNote && start === 0 && authors.has(words[start] ?? ''))
    return { sure: false, bare: false, rest: [], past: false };
  if (!/^(?:this|the|our|my|their|its|it|his|her)$/.test(object)) return null;
  const paper =
    object === 'it' ? { end: at + 1 } : paperAt(words, /^(?:their|its|his|her)$/.test(object) ? at + 1 : at);
  if (paper === null) return null;
  const about = words.slice(0, start);
  if (object === 'it' && !about.some((word) => papers.has(word))) return null;
  const rest = words.slice(paper.end);
  const said: Said = { sure: true, bare: false, rest, past: false };
  return rest.length === 0 || tails.has(rest[0] ?? '') ? said : null;
}

/** "It has been withdrawn", after the paper was named. */
function ofIt({ words, before, first }: Fragment, start: number): Said | null {
  if (words[start] !== 'it') return null;
  if (start === 0 && first) {
    const said = participleAt(words, 1, false);
    return said !== null && endsNotice(said.rest) ? { ...said, sure: false, bare: true } : null;
  }
  const named = [...before, ...words.slice(0, start)];
  if (!named.some((word) => papers.has(word)) || !named.some((word) => faults.has(word))) return null;
  const said = participleAt(words, start + 1, false);
  return said === null ? null : { ...said, sure: true, bare: false };
}

/** "Withdrawn", "has been withdrawn by the author". */
function ofNobody(words: readonly string[], start: number): Said | null {
  const said = participleAt(words, start, false);
  if (said === null) return null;
  const verb = words[words.length - said.rest.length - 1] ?? '';
  // "Withdrawn paper", and nothing else.
  if (start === 0 && words.length === 2 && papers.has(words[1] ?? ''))
    return { ...said, rest: [], sure: false, bare: true };
  return verb === 'withdraw' && !byAuthor(said.rest) ? null : { ...said, sure: false, bare: true };
}

/** "Withdrawal notice", "withdrawal of this paper". */
function asNoun(words: readonly string[], start: number): Said | null {
  if (start > 0 || words.length > 8) return null;
  const all = words.join(' ');
  const alone =
    /^(?:(?:notice of )?withdrawal(?: notice| of (?:this|the) \w{4,12}| by (?:the )?(?:author|arxiv)\w{0,20})?)$/;
  return alone.test(all) && all !== 'withdrawal' ? { sure: true, bare: false, rest: [], past: false } : null;
}

export function byAuthor(rest: readonly string[]): boolean {
  if (rest[0] !== 'by') return false;
  let at = 1;
  while (at < 6 && whose.has(rest[at] ?? '') && !authors.has(rest[at] ?? '')) at++;
  return authors.has(rest[at] ?? '');
}

/** Whether a notice can end, or give its reason, with these words. */
export function endsNotice(rest: readonly string[]): boolean {
  const [next] = rest;
  if (next === undefined || next === ',') return true;
  if (next === 'by') return byAuthor(rest);
  if (next === 'from') return !leavesVenue(rest);
  return reasons.has(next) || next === 'and' || next === 'to' || next === 'in';
}

/** "withdrawn from the conference": what is left is not the archive. */
function leavesVenue(rest: readonly string[]): boolean {
  const from = rest[0] === 'by' ? rest.slice(0, 6).indexOf('from') : rest.indexOf('from') === 0 ? 0 : -1;
  if (from === -1) return false;
  const where = rest.slice(from + 1).find((word) => !/^(?:the|our|this|public|its|all|an)$/.test(word));
  return !archives.has(where ?? '');
}
