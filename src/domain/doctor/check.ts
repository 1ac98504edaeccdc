/** What a check found: `fail` has to be mended before mail is sent, `warn` is worth a look. */
export type CheckStatus = 'pass' | 'warn' | 'fail';

export type Verdict = {
  status: CheckStatus;
  /** Whole sentences, for a person who can act on them. */
  says: string;
  /** The DNS records to publish, as lines of a zone file (RFC 1035, 5). */
  publish?: string;
};

/** One line of the doctor's report. */
export type Check = Verdict & { name: string };

function verdict(status: CheckStatus, says: string, publish?: string): Verdict {
  return publish === undefined ? { status, says } : { status, says, publish };
}

export const pass = (says: string): Verdict => verdict('pass', says);
export const warn = (says: string, publish?: string): Verdict => verdict('warn', says, publish);
export const fail = (says: string, publish?: string): Verdict => verdict('fail', says, publish);

/**
 * One verdict on a thing with several faults: as grave as the gravest, which comes first. `well` is what is right with
 * it; left out when something failed.
 */
export function weigh(well: string, problems: readonly Verdict[]): Verdict {
  const failed = problems.filter(({ status }) => status === 'fail');
  const warned = problems.filter(({ status }) => status === 'warn');
  if (failed.length + warned.length === 0) return pass(well);
  const reported = [...failed, ...warned];
  const records = new Set(reported.flatMap(({ publish }) => publish ?? []));
  return verdict(
    failed.length > 0 ? 'fail' : 'warn',
    [...(failed.length > 0 || well === '' ? [] : [well]), ...reported.map(({ says }) => says)].join(' '),
    records.size > 0 ? [...records].join('\n') : undefined,
  );
}
