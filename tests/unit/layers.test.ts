import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const src = join(root, 'src');

/**
 * What each part may import: parts of `src`, single files of it, packages (or which file which one), and which of
 * Node's modules.
 */
const rules: Record<
  string,
  { parts: string[]; types?: string[]; packages: boolean | Record<string, string>; node: string[] | 'any' }
> = {
  domain: { parts: ['domain'], packages: false, node: ['node:net', 'node:url'] },
  app: {
    parts: ['domain', 'app'],
    packages: { 'app/recent.ts': 'lru-cache', 'app/papers/read-paper-line.ts': 'entities' },
    node: ['node:crypto', 'node:stream', 'node:timers/promises'],
  },
  // Of the use cases' files, adapters know the interfaces that they implement, and nothing that runs.
  adapters: { parts: ['domain', 'adapters'], types: ['app'], packages: true, node: 'any' },
  http: { parts: ['domain', 'app', 'http'], packages: true, node: 'any' },
  commands: {
    parts: ['domain', 'app', 'http/app.ts', 'commands', 'wire', 'config', 'version.ts'],
    packages: true,
    node: 'any',
  },
};

/**
 * Which folder of nouns may ask which: whoever is not named asks none. Files at the root of a part belong to all of its
 * folders.
 */
const arrows: Record<string, Record<string, string[]>> = {
  app: {
    digests: ['interests', 'papers'],
    subscribers: ['interests', 'bounces'],
    bounces: ['digests'],
    deliveries: ['digests', 'bounces', 'subscribers'],
    retention: ['subscribers'],
  },
  'adapters/postgres': {
    digests: ['subscribers', 'papers'],
    subscribers: ['papers'],
    backup: ['migrations'],
  },
  'adapters/mail': { digest: ['mime'] },
  'http/api': { deliveries: ['digests'] },
};

/** A folder with more files than that has rooms in it. */
const mostFiles = 25;
/** Where each file is one of many of a kind. */
const longRows = ['src/domain/languages', 'src/http/static', 'prisma/migrations'];

/** `lazy`: loaded when it is needed, not with the file. */
type Import = { path: string; typesOnly: boolean; lazy: boolean };

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
    .map((name) => join(folder, name));
}

function imports(file: string): Import[] {
  const code = readFileSync(file, 'utf8');
  const found = code.matchAll(
    /^(?:import|export)\s(?:(?<clause>[^;'=]*)\sfrom\s)?'(?<from>[^']+)'(?: with [^;]*)?;|\bimport\('(?<lazy>[^']+)'\)/gm,
  );
  return [...found].map(({ groups = {} }) => {
    const { clause = '', from, lazy } = groups;
    const named = clause
      .replace(/[{}]/g, '')
      .split(',')
      .map((name) => name.trim());
    const typesOnly =
      clause.startsWith('type ') || named.every((name) => name === '' || name.startsWith('type '));
    return {
      path: from ?? lazy ?? '',
      typesOnly: lazy === undefined && clause !== '' && typesOnly,
      lazy: lazy !== undefined,
    };
  });
}

const targetOf = (file: string, imported: string) => relative(src, join(dirname(file), imported));

function allowed(file: string, imported: Import, rule: (typeof rules)[string]): boolean {
  const { path, typesOnly } = imported;
  if (path.startsWith('node:')) return rule.node === 'any' || rule.node.includes(path);
  if (!path.startsWith('.'))
    return typeof rule.packages === 'boolean' ? rule.packages : rule.packages[relative(src, file)] === path;
  const target = targetOf(file, path);
  const within = (part: string) => target === part || target.startsWith(`${part}/`);
  return rule.parts.some(within) || (typesOnly && (rule.types ?? []).some(within));
}

/** The files of `src` that each one imports, by paths below it. */
const graph = new Map(
  sources(src).map((file) => [
    relative(src, file),
    imports(file)
      .filter(({ path }) => path.startsWith('.'))
      .map(({ path }) => targetOf(file, path)),
  ]),
);

/** The first way round that there is from a node back to itself; null when there is none. */
function circle(of: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (node: string): string[] | null => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return null;
    way.push(node);
    for (const next of of.get(node) ?? []) {
      const found = visit(next);
      if (found !== null) return found;
    }
    way.pop();
    done.add(node);
    return null;
  };
  for (const node of of.keys()) {
    const found = visit(node);
    if (found !== null) return found;
  }
  return null;
}

/** The folders of a part that import one another, and a file that does. */
function rooms(part: string): { from: string; to: string; file: string }[] {
  const roomOf = (path: string) =>
    path.startsWith(`${part}/`) ? (/^([\w-]+)\//.exec(path.slice(part.length + 1))?.[1] ?? null) : null;
  return [...graph].flatMap(([file, targets]) => {
    const from = roomOf(file);
    if (from === null) return [];
    return targets.flatMap((target) => {
      const to = roomOf(target);
      return to === null || to === from || to === 'generated' ? [] : [{ from, to, file }];
    });
  });
}

describe('the layers', () => {
  it.each(Object.entries(rules))('%s imports only what it may', (part, rule) => {
    const files = sources(join(src, part));
    expect(files.length).toBeGreaterThan(3);
    const wrong = files.flatMap((file) =>
      imports(file)
        .filter((imported) => !allowed(file, imported, rule))
        .map(({ path }) => `${relative(src, file)} imports ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it('read the environment in one place', () => {
    const readers = sources(src).filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers.map((file) => relative(src, file)).sort()).toEqual([
      'adapters/postgres/embedded/server.ts',
      'config/config.ts',
    ]);
  });

  it('ask in one place whom a request comes from', () => {
    const askers = sources(join(src, 'http')).filter((file) =>
      /request\.(?:raw\.)?(?:ip|ips|socket)\b|remoteAddress|x-forwarded-for/.test(readFileSync(file, 'utf8')),
    );
    expect(askers.map((file) => relative(src, file)).sort()).toEqual(['http/plugins/client.ts']);
  });

  it('keep SQL in the PostgreSQL adapter', () => {
    const sql =
      /\$(query|execute)Raw|\b(?:pool|client|connection)\.query\(|Prisma\.sql|from 'pg'|generated\/client|[`'"]\s*(SELECT\s|INSERT INTO|UPDATE \w+ SET|DELETE FROM)/;
    const elsewhere = sources(src)
      .filter((file) => sql.test(readFileSync(file, 'utf8')))
      .map((file) => relative(src, file))
      .filter((file) => !file.startsWith('adapters/postgres/'));
    expect(elsewhere).toEqual([]);
  });

  it('look for nothing in a list of unknown length beside another condition', () => {
    // What does not fit in `work_mem` is then looked through from its beginning for each row; of suppressed domains
    // there are few.
    const looking = sources(join(src, 'adapters/postgres')).filter((file) =>
      /\bOR\b[^;`]*\bIN \(SELECT/.test(readFileSync(file, 'utf8')),
    );
    expect(looking.map((file) => relative(src, file))).toEqual(['adapters/postgres/suppressed-sql.ts']);
  });
});

/** What a file of `src` loads with itself. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const { path, typesOnly, lazy } of imports(join(src, file)))
    if (path.startsWith('.') && !typesOnly && !lazy) loadedWith(targetOf(join(src, file), path), loaded);
  return loaded;
}

it('a worker loads no pages, which take a tenth of the time of a start, and 40 MB', () => {
  const loaded = [...loadedWith('commands/serve.ts')];
  expect(loaded).toContain('http/plugins/probes.ts');
  expect(loaded.filter((file) => /^http\/(?:site|console|api)\//.test(file))).toEqual([]);
});

describe('the rooms', () => {
  it('have no circle of imports', () => {
    expect(circle(graph)).toBeNull();
  });

  it('hand on nothing that another file declares', () => {
    const barrels = sources(src).filter((file) =>
      /^export\s(type\s)?(\*|\{[^}]*\})\s*(as \w+\s)?from\s/m.test(readFileSync(file, 'utf8')),
    );
    expect(barrels.map((file) => relative(src, file))).toEqual([]);
  });

  it.each(Object.entries(arrows))('of %s ask only whom they may', (part, may) => {
    const wrong = rooms(part).filter(({ from, to }) => !(may[from] ?? []).includes(to));
    expect(wrong.map(({ file, to }) => `${file} asks ${to}`)).toEqual([]);
  });

  it.each(['domain', 'http', 'http/site', 'http/console'])(
    'of %s ask one another in one direction',
    (part) => {
      const asks = new Map<string, string[]>();
      for (const { from, to } of rooms(part)) asks.set(from, [...(asks.get(from) ?? []), to]);
      expect(circle(asks)).toBeNull();
    },
  );

  it('for readers and for admins do not know each other, and what both use knows neither', () => {
    const wrong = rooms('http').filter(
      ({ from, to }) =>
        (from === 'site' && to === 'console') ||
        (from === 'console' && to === 'site') ||
        (from === 'forms' && (to === 'site' || to === 'console')),
    );
    expect(wrong.map(({ file, to }) => `${file} asks ${to}`)).toEqual([]);
  });

  it(`hold ${mostFiles} files at most`, () => {
    const folders = ['src', 'templates', 'tests', 'bench', 'scripts', 'docs/decisions'].flatMap((folder) => [
      folder,
      ...readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => relative(root, join(entry.parentPath, entry.name))),
    ]);
    const full = folders
      .filter((folder) => !folder.includes('generated') && !longRows.includes(folder))
      .map((folder) => {
        const entries = readdirSync(join(root, folder), { withFileTypes: true });
        return { folder, files: entries.filter((entry) => entry.isFile()).length };
      })
      .filter(({ files }) => files > mostFiles);
    expect(full).toEqual([]);
  });
});

describe('what leaves a line in the log of changes', () => {
  it('is written by use cases alone, through one function', () => {
    const writers = sources(src)
      .filter((file) => /\baudit\.record\(/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(src, file));
    expect(writers).toEqual(['app/audit.ts']);
    const callers = sources(src)
      .filter((file) => /\brecordAction\(/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(src, file))
      .filter((file) => !file.startsWith('app/'));
    expect(callers).toEqual([]);
  });

  it('is never passed by: routes ask stores for what they show, and change nothing by them', () => {
    /**
     * Methods of stores that only tell. A route that calls another one goes round the use case that should be there.
     */
    const telling =
      /^(by(Id|Ids|Slug|Slugs|Email|Emails)|list\w*|find|count|countByStatus|countDue|countNow|of\w+|\w+Of|\w*OfDigest|listPosts|countsSince|is\w+|has\w*|trending|matchingWords|changes|lastId|forEditor|curated\w*|followers|read|to|hold|identity|events|votes|mutes|voteOn|invitations|logo|silentSince|lastSentTo|papersOf|counts|deliveries|deliveriesOf|domains|replies|failures|raw|now|since|topTopics|readSaid|totals|lastRun|namedSubjects|preview)$/;
    const wrong = sources(join(src, 'http')).flatMap((file) => {
      const code = readFileSync(file, 'utf8');
      const taken = [...code.matchAll(/\{([^}]*)\} = (?:options\.|deps\.)*stores\b/g)].flatMap(
        ([, names = '']) => names.split(',').map((name) => name.split(':').at(-1)?.trim() ?? ''),
      );
      const direct = [...code.matchAll(/\bstores\.(\w+)\.(\w+)\(/g)].map(([, store, method]) => ({
        store,
        method,
      }));
      const byName = taken.flatMap((store) =>
        [...code.matchAll(new RegExp(`(?<![.\\w])${store}\\.(\\w+)\\(`, 'g'))].map(([, method]) => ({
          store,
          method,
        })),
      );
      return [...direct, ...byName]
        .filter(({ method = '' }) => !telling.test(method))
        .map(({ store, method }) => `${relative(src, file)} calls ${store}.${method}`);
    });
    expect(wrong).toEqual([]);
  });
});
