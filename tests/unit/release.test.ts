import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  version: string;
  scripts: Record<string, string>;
  devDependencies: Record<string, string>;
};
type Job = { needs?: string; container?: string; steps: { uses?: string; run?: string }[] };
const { jobs } = parse(read('.github/workflows/release.yml')) as { jobs: Record<string, Job> };
const steps = Object.values(jobs).flatMap((job) => job.steps);

test('a release is made of what was checked, in this order', () => {
  expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
    ['check', undefined],
    ['image', 'check'],
    ['release', 'image'],
  ]);
  expect(jobs['check']?.steps.map(({ run }) => run)).toContain('.ci/run');
  expect(jobs['check']?.container).toBe(`node:${manifest.devDependencies['node']}-bookworm`);
});

test('its steps run what there is, and actions by commit', () => {
  const scripts = steps.flatMap(({ run = '' }) =>
    [...run.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name),
  );
  expect(scripts).toEqual(['advisories', 'sbom']);
  for (const name of scripts) expect(manifest.scripts).toHaveProperty(name);
  for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});

test('nothing of an event is put into a shell but by its environment', () => {
  // The matrix is the workflow's own.
  const put = steps.flatMap(({ run = '' }) =>
    [...run.matchAll(/\$\{\{\s*([\w.]+)/g)].map(([, name]) => name),
  );
  expect(new Set(put)).toEqual(new Set(['matrix.arch']));
});

test('its version stands in the lock file, in the README and, with a day, in the changelog', () => {
  const { version } = manifest;
  const lock = JSON.parse(read('package-lock.json')) as {
    version: string;
    packages: Record<string, { version: string }>;
  };
  expect([lock.version, lock.packages['']?.version]).toEqual([version, version]);
  expect(read('README.md')).toContain(`Offprint ${version} is ready.`);
  expect(read('CHANGELOG.md')).toMatch(
    new RegExp(`^## ${version.replaceAll('.', '\\.')} - \\d{4}-\\d{2}-\\d{2}$`, 'm'),
  );
});

test('the scripts of continuous integration that its steps name are there, and can be run', () => {
  const named = steps.flatMap(({ run = '' }) => [...run.matchAll(/\.ci\/[\w-]+/g)].map(([path]) => path));
  expect([...new Set(named)]).toEqual(['.ci/run', '.ci/try-archive']);
  for (const path of named) expect(statSync(join(root, path)).mode & 0o111, path).toBe(0o111);
});

test('all that the image is made of is there, and let through to it', () => {
  const copied = read('Dockerfile')
    .split('\n')
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  expect(copied).toContain('src');
  const ignored = read('.dockerignore').split('\n');
  expect(ignored).toContain('*');
  for (const path of copied) {
    expect(existsSync(join(root, path)), path).toBe(true);
    expect(ignored, path).toContain(`!${path}`);
  }
});
