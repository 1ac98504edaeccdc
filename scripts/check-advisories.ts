import { spawnSync } from 'node:child_process';

type Report = {
  vulnerabilities?: Record<string, { severity?: string; range?: string; fixAvailable?: unknown }>;
  message?: string;
  error?: { summary?: string };
};

/**
 * What `npm audit --json` found: `known`, the packages with an advisory; or `unanswered`, why nothing was looked at,
 * for a registry without that endpoint, or none at all.
 */
export function readAudit(json: string): { known: string[] } | { unanswered: string } {
  let report: Report;
  try {
    report = JSON.parse(json) as Report;
  } catch {
    return { unanswered: 'npm audit answered with no JSON' };
  }
  const { vulnerabilities, message, error } = report;
  if (vulnerabilities === undefined)
    return { unanswered: message || error?.summary || 'there was no answer' };
  return {
    known: Object.entries(vulnerabilities).map(
      ([name, { severity = 'unknown', range = '*', fixAvailable }]) =>
        `${name} ${range}: ${severity}${fixAvailable === false ? ', and nothing mends it yet' : ''}`,
    ),
  };
}

if (import.meta.main) {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
  const audit = readAudit(stdout);
  if ('unanswered' in audit) {
    console.log(
      `The registry was asked for advisories and did not tell: nothing was checked. (${audit.unanswered})`,
    );
  } else if (audit.known.length > 0) {
    for (const one of audit.known) console.error(one);
    process.exitCode = 1;
  } else console.log('No advisory is known for what runs in production.');
}
