import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));

/** The version in package.json. */
export const version: string =
  manifest !== null &&
  typeof manifest === 'object' &&
  'version' in manifest &&
  typeof manifest.version === 'string'
    ? manifest.version
    : '0.0.0';

/** What a changelog (https://keepachangelog.com) says of a version, or else of what is not released, a line each. */
export function changesOf(changelog: string, of: string): string[] {
  const parts = changelog.slice(0, 500_000).split(/^## /m).slice(1);
  const part = parts.find((one) => one.startsWith(of) || one.startsWith(`[${of}]`)) ?? parts[0] ?? '';
  return part
    .split(/^- /m)
    .slice(1)
    .map((entry) =>
      entry
        .split(/^#|^$/m, 1)
        .join('')
        .replace(/\s+/g, ' ')
        .replace(/\[([^[\]]{1,200})\]\([^()]{1,300}\)/g, '$1')
        .replace(/[*`]/g, '')
        .trim(),
    );
}

/** The same of this version, where the changelog is at hand. */
export function ownChanges(): string[] {
  try {
    return changesOf(readFileSync(join(import.meta.dirname, '../CHANGELOG.md'), 'utf8'), version);
  } catch {
    return [];
  }
}
