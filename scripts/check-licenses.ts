import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What may be used in a service under the MIT license without more than naming it: permissive, or data. */
const allowed: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  // Of data alone: which browsers there are.
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
]);
/** Texts that are no expression of SPDX, with what they mean. */
const meant: Readonly<Record<string, string>> = { 'MIT (http://mootools.net/license.txt)': 'MIT' };

type Lock = { packages: Record<string, { dev?: boolean; devOptional?: boolean; license?: string }> };

/** Whether an SPDX expression leaves a way to use the package by allowed licenses alone. */
function isAllowed(license: string): boolean {
  const bare = (meant[license] ?? license).replace(/[()]/g, ' ');
  return bare.split(/\sOR\s/).some((way) => way.split(/\sAND\s/).every((one) => allowed.has(one.trim())));
}

/** The packages of a lock file that run in production and whose license is not allowed, or not told. */
export function wrongLicenses({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([path, { dev, devOptional, license }]) => {
    if (path === '' || dev === true || devOptional === true) return [];
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (license === undefined) return [`${name} does not tell its license`];
    return isAllowed(license) ? [] : [`${name} is under ${license}`];
  });
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')) as Lock;
  const wrong = wrongLicenses(lock);
  for (const one of wrong) console.error(one);
  if (wrong.length > 0) process.exitCode = 1;
  else console.log('Every package that runs in production has a license that may be used.');
}
