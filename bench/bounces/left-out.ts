import { readBounce } from '../../src/domain/bounces/bounce.ts';
import type { Rule } from '../../src/domain/bounces/bounce-reason.ts';
import { rules } from '../../src/domain/bounces/bounce-rules.ts';
import type { BouncedRecipient } from '../../src/domain/bounces/report.ts';

// The rules are written by hand, with the collection at hand, so nothing can be learnt anew without a host. What can be
// done is to forget what that host alone could have taught: for each host, every wording that decides about its mails
// and about nobody else's is taken out of the table, and its mails are judged by what is left.

/**
 * One rule for each wording, in the same order: the alternatives of a row's pattern taken apart. They decide as the
 * rows do, since a row holds when one of its alternatives does.
 */
export function wordings(table: readonly Rule[] = rules): Rule[] {
  return table.flatMap((rule) =>
    rule.text === undefined
      ? [rule]
      : alternatives(rule.text.source).map((source) => ({
          ...rule,
          text: new RegExp(source, rule.text?.flags),
        })),
  );
}

/** The alternatives of a regular expression that stand outside of all groups. */
export function alternatives(source: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let inClass = false;
  let from = 0;
  for (let at = 0; at < source.length; at++) {
    const sign = source[at];
    if (sign === '\\') at++;
    else if (inClass) inClass = sign !== ']';
    else if (sign === '[') inClass = true;
    else if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (sign === '|' && depth === 0) {
      found.push(source.slice(from, at));
      from = at + 1;
    }
  }
  return [...found, source.slice(from)];
}

/** The server that a mail of the collection is of: its file's name without the number. */
export function hostOf(file: string): string {
  return file.replace(/\.eml$/, '').replace(/-\d+$/, '');
}

/** A table that notes which of its rules decide. */
function noting(table: readonly Rule[], note: (rule: Rule) => void): readonly Rule[] {
  const noted = [...table];
  noted.find = ((holds: (rule: Rule, at: number, all: Rule[]) => boolean) => {
    const found = Array.prototype.find.call(table, holds) as Rule | undefined;
    if (found !== undefined) note(found);
    return found;
  }) as typeof noted.find;
  return noted;
}

/**
 * Judges the mails of each host by the wordings that are left without it. Codes stay: they are from registries.
 * `taken`: how many wordings were taken out, over all hosts.
 */
export function judgeLeftOut(mails: readonly { file: string; raw: Uint8Array }[]): {
  judge: (mail: { file: string; raw: Uint8Array }) => readonly BouncedRecipient[];
  hosts: number;
  taken: number;
} {
  const table = wordings();
  const usedBy = new Map<Rule, Set<string>>();
  for (const { file, raw } of mails) {
    const note = (rule: Rule) => usedBy.set(rule, (usedBy.get(rule) ?? new Set()).add(hostOf(file)));
    readBounce(raw, noting(table, note));
  }
  const onlyOf = Map.groupBy(
    [...usedBy].filter(([{ text }, hosts]) => text !== undefined && hosts.size === 1),
    ([, hosts]) => [...hosts][0] ?? '',
  );
  const left = new Map(
    [...onlyOf].map(([host, taught]) => {
      const taken = new Set(taught.map(([rule]) => rule));
      return [host, table.filter((rule) => !taken.has(rule))];
    }),
  );
  return {
    judge: ({ file, raw }) => readBounce(raw, left.get(hostOf(file)) ?? table).recipients,
    hosts: new Set(mails.map(({ file }) => hostOf(file))).size,
    taken: [...onlyOf.values()].reduce((sum, taught) => sum + taught.length, 0),
  };
}
