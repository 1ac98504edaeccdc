import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const compiler = fileURLToPath(new URL('compile-mjml.ts', import.meta.url));
const defaultCache = fileURLToPath(new URL('../../../node_modules/.cache/offprint/', import.meta.url));

/**
 * HTML of the given MJML templates of a folder (names without `.mjml`). MJML takes most of a second of processor time,
 * in a process of its own (compile-mjml.ts), so what came of it is kept in `cache` under a hash of all that goes in:
 * only the first start of a version pays. Where nothing can be written, each start does.
 */
export async function compiledMjml(
  folder: string,
  names: readonly string[],
  { cache = defaultCache, compile = compileApart } = {},
): Promise<string[]> {
  const retained = join(cache, `mail-${await fingerprint(folder, names)}.json`);
  const known = await readKept(retained);
  if (known !== null && known.length === names.length) return known;
  const html = await compile(names.map((name) => join(folder, `${name}.mjml`)));
  await keep(retained, JSON.stringify(html));
  return html;
}

/** What MJML makes of each file. Rejects with its words when it does not understand one. */
export async function compileApart(files: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', compiler, ...files],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as string[];
}

/** Of the templates with everything that they may include, the compiler, and the version of MJML. */
async function fingerprint(folder: string, names: readonly string[]): Promise<string> {
  const mjml = createRequire(import.meta.url).resolve('mjml/package.json');
  const templates = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.mjml'));
  const files = [mjml, compiler, ...templates.sort().map((name) => join(folder, name))];
  const contents = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return createHash('sha256')
    .update(JSON.stringify([names, templates, contents]))
    .digest('hex');
}

async function readKept(file: string): Promise<string[] | null> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(kept) && kept.every((html) => typeof html === 'string') ? kept : null;
  } catch {
    // Missing or incomplete: it is made again.
    return null;
  }
}

/** By a new name first: a process that starts meanwhile must not read half of it. */
async function keep(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, content);
    await rename(draft, file);
  } catch {
    // A read-only installation works without.
  }
}
