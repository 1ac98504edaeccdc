import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '../../src');

/** What each part may import: parts of `src`, single files of it, and whether packages and Node's modules. */
const rules: Record<string, { parts: string[]; packages: boolean; node: string[] | 'any' }> = {
  domain: { parts: ['domain'], packages: false, node: ['node:net', 'node:url'] },
  app: {
    parts: ['domain', 'app'],
    packages: false,
    node: ['node:crypto', 'node:stream', 'node:timers/promises'],
  },
  adapters: { parts: ['domain', 'adapters', 'app'], packages: true, node: 'any' },
  http: { parts: ['domain', 'app', 'http'], packages: true, node: 'any' },
  commands: {
    parts: [
      'domain',
      'app',
      'http/app.ts',
      'commands',
      'wire.ts',
      'wire-doctor.ts',
      'config.ts',
      'version.ts',
    ],
    packages: true,
    node: 'any',
  },
};

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
    .map((name) => join(folder, name));
}

function imports(file: string): string[] {
  const code = readFileSync(file, 'utf8');
  const found = code.matchAll(/^(?:import|export)\s(?:[^;'=]*\sfrom\s)?'([^']+)';|\bimport\('([^']+)'\)/gm);
  return [...found].map((match) => match[1] ?? match[2] ?? '');
}

function allowed(file: string, imported: string, rule: (typeof rules)[string]): boolean {
  if (imported.startsWith('node:')) return rule.node === 'any' || rule.node.includes(imported);
  if (!imported.startsWith('.')) return rule.packages;
  const target = relative(src, join(dirname(file), imported));
  return rule.parts.some((part) => target === part || target.startsWith(`${part}/`));
}

describe('the layers', () => {
  it.each(Object.entries(rules))('%s imports only what it may', (part, rule) => {
    const files = sources(join(src, part));
    expect(files.length).toBeGreaterThan(3);
    const wrong = files.flatMap((file) =>
      imports(file)
        .filter((imported) => !allowed(file, imported, rule))
        .map((imported) => `${relative(src, file)} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  it('read the environment in one place', () => {
    const readers = sources(src).filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers.map((file) => relative(src, file)).sort()).toEqual([
      'adapters/postgres/embedded/server.ts',
      'config.ts',
    ]);
  });

  it('keep SQL in the PostgreSQL adapter', () => {
    const sql = sources(src).filter((file) =>
      /\$(query|execute)Raw|\bpool\.query\(/.test(readFileSync(file, 'utf8')),
    );
    const elsewhere = sql
      .map((file) => relative(src, file))
      .filter((file) => !file.startsWith('adapters/postgres/'));
    expect(elsewhere).toEqual([]);
  });
});
