import { fail, type Verdict, warn } from './check.ts';
import { formatTagList, parseTagList } from './tag-list.ts';
import { textLine } from './zone-line.ts';

/** The tags of RFC 9989, 4.7, in the order in which a record is written here. */
const known = ['v', 'p', 'sp', 'np', 'adkim', 'aspf', 't', 'psd', 'fo', 'rua', 'ruf'] as const;
/** Those of RFC 7489 that RFC 9989 took out (appendix C). */
const retired = ['pct', 'rf', 'ri'] as const;
const policies = ['none', 'quarantine', 'reject'];

/** A DMARC record begins so (RFC 9989, 4.7, "v"). */
export function isDmarcRecord(text: string): boolean {
  return /^\s*[vV]\s*=\s*DMARC1\s*(?:;|$)/.test(text);
}

/** A record to begin with: nothing is refused yet, and reports come in. */
export function firstDmarcRecord(domain: string): string {
  return textLine(
    `_dmarc.${domain}`,
    formatTagList([
      ['v', 'DMARC1'],
      ['p', 'none'],
      ['rua', `mailto:dmarc@${domain}`],
    ]),
  );
}

/** What is wrong with a record as such, at `_dmarc.domain`; nothing when all is well. */
export function dmarcRecordProblems(domain: string, text: string): Verdict[] {
  const { tags, fault } = parseTagList(text);
  if (fault !== null)
    return [fail(`The record cannot be read, so receivers act as if there were none: ${fault}.`)];
  const value = (tag: string) => tags.get(tag)?.toLowerCase();
  const publish = textLine(`_dmarc.${domain}`, formatTagList(mended(domain, tags)));
  const problems: Verdict[] = [];
  for (const tag of ['p', 'sp', 'np']) {
    const policy = value(tag);
    if (policy !== undefined && !policies.includes(policy)) {
      const words = `${tag}=${tags.get(tag)} is none of none, quarantine and reject, so the record counts as p=none at most.`;
      problems.push(fail(words, publish));
    }
  }
  if (!tags.has('p')) problems.push(fail('The record has no p=, the policy.', publish));
  if (value('psd') === 'y') {
    problems.push(
      fail(
        `psd=y says that ${domain} is a public suffix, under which everybody has a domain of their own: take it out.`,
        publish,
      ),
    );
  }
  if (value('t') === 'y')
    problems.push(
      warn('t=y says that the policy is only tested: receivers apply one that is weaker.', publish),
    );
  for (const tag of ['adkim', 'aspf']) {
    const mode = value(tag);
    if (mode !== undefined && mode !== 'r' && mode !== 's')
      problems.push(warn(`${tag}=${mode} is neither r nor s, so it counts as r.`, publish));
  }
  problems.push(...reportProblems(tags.get('rua'), publish));
  if (value('p') === 'none') {
    problems.push(
      warn(
        'p=none asks receivers to refuse nothing: once the reports show only mail of yours, tighten it.',
        publish,
      ),
    );
  }
  const old = retired.filter((tag) => tags.has(tag));
  if (old.length > 0)
    problems.push(warn(`RFC 9989 has taken out ${listed(old)}: receivers no longer heed it.`, publish));
  const strange = [...tags.keys()].filter((tag) => ![...known, ...retired].some((name) => name === tag));
  if (strange.length > 0) problems.push(warn(`DMARC knows no tag ${listed(strange)}.`, publish));
  return problems;
}

function listed(tags: readonly string[]): string {
  return tags.map((tag) => `${tag}=`).join(', ');
}

function reportProblems(rua: string | undefined, publish: string): Verdict[] {
  if (rua === undefined)
    return [
      warn('Without rua= nobody tells you who sends in your name, and whether your mail passes.', publish),
    ];
  // A size after the address is obsolete and does no harm (RFC 9989, 4.8).
  const wrong = rua
    .split(',')
    .map((uri) => uri.trim())
    .filter((uri) => !/^mailto:[^\s@,!]+@[^\s@,!]+(?:!\d+[kmgt]?)?$/i.test(uri));
  return wrong.length === 0
    ? []
    : [
        warn(
          `rua= must name addresses as in mailto:dmarc@example.org; “${wrong.join(', ')}” is none.`,
          publish,
        ),
      ];
}

/** The record as it should be: one step further at a time, so that a policy is tightened only where reports come in. */
function mended(domain: string, tags: ReadonlyMap<string, string>): [string, string][] {
  const valid = (tag: string) => policies.includes(tags.get(tag)?.toLowerCase() ?? '');
  const reported = reportProblems(tags.get('rua'), '').length === 0;
  const policy = valid('p') ? (tags.get('p')?.toLowerCase() ?? 'none') : 'none';
  const next = new Map<string, string>([
    ...tags,
    ['v', 'DMARC1'],
    ['p', policy === 'none' && reported && valid('p') ? 'quarantine' : policy],
    ['rua', reported ? (tags.get('rua') ?? '') : `mailto:dmarc@${domain}`],
  ]);
  return known.flatMap((tag): [string, string][] => {
    const value = next.get(tag);
    if (value === undefined || tag === 't') return [];
    if ((tag === 'sp' || tag === 'np') && !valid(tag)) return [];
    if ((tag === 'adkim' || tag === 'aspf') && !/^[rs]$/i.test(value)) return [];
    if (tag === 'psd' && value.toLowerCase() === 'y') return [];
    return [[tag, value]];
  });
}
