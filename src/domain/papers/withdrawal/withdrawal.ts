import { cut, longest } from '../../lengths.ts';
import { type Fragment, fragmentsOf } from './notice-words.ts';
import {
  byAuthor,
  endsNotice,
  faults,
  paperAt,
  participles,
  reasons,
  setOf,
  statements,
} from './withdrawal-statements.ts';

// How authors and archives say that a paper was taken back. There is no field for it: the notice stands in the comment,
// in place of the abstract, or before or behind it, in whatever words. It is told by who is said to be withdrawn: this
// paper, or nobody in particular where a comment says just "withdrawn". Papers about withdrawals name something else.

/** Before a bare "withdrawn", these say that something else was: an earlier version, a submission to a venue. */
const ofAnother = setOf(
  'supersedes superseding replaces replacing replacement corrects correcting correction corrected previous previously earlier prior original old older extends extending extended merges merging sequel former formerly submitted accepted rejected review companion related see cf cites unlike',
);
/** The text says that the paper is back, or that this is the version that mends it. */
const takenBack: readonly RegExp[] = [
  /\b(?:reinstated|resubmitted|re-submitted|reposted|unwithdrawn|no longer withdrawn)\b/i,
  /\bthis (?:new |revised |corrected |updated |present |current |latest )?version (?:corrects|fixes|repairs|removes|replaces|addresses|resolves|has been corrected|is corrected)/i,
  /\bthis is (?:a|the|an) (?:new|corrected|revised|fixed|repaired|updated)\b/i,
  /\bv\d{1,3}:? (?:is )?(?:a |the )?(?:new|corrected|revised|fixed|repaired|updated)\b/i,
  /\bwithdrawal (?:was|has been|is) (?:revoked|reverted|cancelled|canceled|undone|lifted)\b/i,
];
const isTakenBack = (text: string) => takenBack.some((words) => words.test(text));

/** Without one of these no statement is made, and most texts need not be taken apart. */
const verbs =
  /w[a-z]{2,5}dr|with[^a-z]{0,5}dr|wi(?:th|t|dth)da|retract|remov|delet|pull|taken|cancel|revok|rescind|no longer/i;
const fragmentsThatMay = (text: string) => (verbs.test(text) ? fragmentsOf(text) : []);

/**
 * Whether a paper's own words say that it was withdrawn, by its authors or by the archive, in whatever wording
 * (https://info.arxiv.org/help/withdraw.html leaves it to them). Of each text no more is read than `longest` says.
 */
export function saysWithdrawn(told: { title: string; abstract: string; comment: string | null }): boolean {
  const abstract = cut(told.abstract, longest.tex);
  const comment = cut(told.comment ?? '', longest.title);
  if (isTakenBack(comment)) return false;
  return (
    inComment(fragmentsThatMay(comment)) ||
    (!isTakenBack(abstract) && inAbstract(fragmentsThatMay(abstract))) ||
    inTitle(fragmentsThatMay(cut(told.title, longest.title)))
  );
}

function inComment(fragments: readonly Fragment[]): boolean {
  return fragments.some((fragment) =>
    statements(fragment).some(
      ({ said, at }) =>
        !said.bare ||
        (![...fragment.before, ...fragment.words.slice(0, at)].some((word) => ofAnother.has(word)) &&
          endsNotice(said.rest)),
    ),
  );
}

/** So many words are no abstract: all of it is the notice. */
const shortest = 60;

function inAbstract(fragments: readonly Fragment[]): boolean {
  const length = fragments.reduce((sum, { words }) => sum + words.length, 0);
  const isShort = length <= shortest;
  return fragments.some((fragment) =>
    statements(fragment).some(({ said, at }) => {
      if (said.sure) return true;
      if (said.bare) {
        const opens = at === 0 && (fragment.first || (isShort && fragment.opens));
        return (opens || blames(fragment, at, isShort)) && endsNotice(said.rest) && isReason(said.rest);
      }
      return fragment.first || isShort || (fragment.last && !said.past && endsNotice(said.rest));
    }),
  );
}

function inTitle(fragments: readonly Fragment[]): boolean {
  const [first] = fragments;
  if (first === undefined) return false;
  const marks = fragments.filter((one) => (one === first && fragments.length > 1) || one.inBrackets);
  const bareMark = (one: Fragment) =>
    one.words.length === 1 && participles.has(one.words[0] ?? '') && !one.words.includes('withdraw');
  return (
    marks.some(bareMark) ||
    (fragments.length === 1 && bareMark(first)) ||
    statements(first).some(
      ({ said, at }) =>
        at === 0 && !said.bare && said.rest.length === 0 && (said.sure || fragments.length === 1),
    ) ||
    statements(first).some(({ said, at }) => at === 0 && byAuthor(said.rest))
  );
}

/**
 * "This paper has an error and is withdrawn": who is meant stands at the front, why in between. Of a text that is too
 * short for an abstract it is enough to say why.
 */
function blames({ words }: Fragment, at: number, isShort: boolean): boolean {
  const why = words.slice(0, at).some((word) => faults.has(word));
  return why && (isShort || paperAt(words, 0) !== null);
}

const purposes = setOf(
  'revision revisions correction corrections further modification modifications rewriting now',
);

/** "Withdrawn for revision" and "Withdrawn, an error was found" are notices; people can be withdrawn, too. */
function isReason([next, ...behind]: readonly string[]): boolean {
  if (next === 'for') return purposes.has(behind[0] ?? '');
  return (
    next !== ',' ||
    behind.some((word) => faults.has(word) || reasons.has(word) || /^see$|^arxiv|^please$/.test(word))
  );
}
