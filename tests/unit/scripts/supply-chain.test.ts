import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAudit } from '../../../scripts/check-advisories.ts';
import { wrongLicenses } from '../../../scripts/check-licenses.ts';

const text = (name: string) => readFileSync(join(import.meta.dirname, '../../..', name), 'utf8');

describe('licenses', () => {
  const wrong = (license?: string, more = {}) =>
    wrongLicenses({
      packages: {
        '': { license: 'MIT' },
        'node_modules/a/node_modules/b': { ...(license && { license }), ...more },
      },
    });
  it.each(['MIT', '(MIT OR EUPL-1.1+)', 'GPL-3.0 OR Apache-2.0', '(MIT AND ISC)'])('may be %s', (license) => {
    expect(wrong(license)).toEqual([]);
  });
  it.each(['GPL-3.0', 'MIT AND GPL-3.0', 'AGPL-3.0-only', 'UNLICENSED', 'SEE LICENSE IN LICENSE', ''])(
    'may not be %j in production, and may in what only tests use',
    (license) => {
      expect(wrong(license)).toHaveLength(1);
      expect(wrong(license, { dev: true })).toEqual([]);
    },
  );
  it('are allowed in all that runs in production', () => {
    expect(wrongLicenses(JSON.parse(text('package-lock.json')))).toEqual([]);
  });
});

describe('advisories', () => {
  it('are told, each package with its severity', () => {
    const vulnerabilities = {
      a: { severity: 'high', range: '<1.2.0', fixAvailable: true },
      b: { severity: 'low', range: '*', fixAvailable: false },
    };
    expect(readAudit(JSON.stringify({ vulnerabilities }))).toEqual({
      known: ['a <1.2.0: high', 'b *: low, and nothing mends it yet'],
    });
    expect(readAudit('{"vulnerabilities":{}}')).toEqual({ known: [] });
  });
  it('are not taken for none where the registry does not answer', () => {
    const refused =
      '{"message":"405 Method Not Allowed","statusCode":405,"error":{"summary":"","detail":""}}';
    expect(readAudit(refused)).toEqual({ unanswered: '405 Method Not Allowed' });
    expect(readAudit('{"error":{"code":"ENOLOCK","summary":"no lock file"}}')).toEqual({
      unanswered: 'no lock file',
    });
    expect(readAudit('')).toEqual({ unanswered: 'npm audit answered with no JSON' });
  });
});

describe('what is built on', () => {
  it('is one version of Node everywhere: in package.json, the image and CI', () => {
    const { devDependencies } = JSON.parse(text('package.json')) as { devDependencies: { node: string } };
    const images = [...text('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(new Set(images)).toEqual(new Set([`node:${devDependencies.node}-bookworm-slim`]));
    expect(text('.github/workflows/ci.yml')).toContain(`'${devDependencies.node}'`);
  });
  it('is named by a commit where a tag could be moved by others', () => {
    const actions = [...text('.github/workflows/ci.yml').matchAll(/uses: (\S+)/g)].map(
      ([, action]) => action,
    );
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[\w./-]+@[0-9a-f]{40}$/);
  });
});
