import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import Handlebars from 'handlebars';
import { invalid, messageOf } from '../../domain/errors.ts';

/** Files of a folder, by their paths in it. */
type Files = ReadonlyMap<string, string>;

/** What is wrong with whose own templates, a sentence each. */
export function templatesFault(faults: readonly string[]): Error {
  return invalid(faults.slice(0, 10).map((message) => ({ field: 'TEMPLATES', message })));
}

async function filesIn(folder: string): Promise<Files> {
  let names: string[];
  try {
    names = await readdir(folder, { recursive: true });
  } catch (error) {
    throw templatesFault([`the folder cannot be read (${messageOf(error)})`]);
  }
  const wanted = names.filter((name) => /\.(?:mjml|txt)$/.test(name)).sort();
  const contents = await Promise.all(wanted.map((name) => readFile(join(folder, name), 'utf8')));
  return new Map(wanted.map((name, index) => [name.replaceAll(sep, '/'), contents[index] ?? '']));
}

/** The line, from 1, in which a name stands first between braces; null: nowhere. */
function lineOf(text: string, name: string): number | null {
  const has = (line: string) => line.includes('{{') && line.split(/[^\w$-]/).includes(name);
  const at = text.split('\n').findIndex(has);
  return at === -1 ? null : at + 1;
}

/** What in a file is no Handlebars, or lacks what a digest cannot do without. */
function faultOf(name: string, text: string): string | null {
  try {
    Handlebars.parse(text);
  } catch (error) {
    const { lineNumber } = error as { lineNumber?: number };
    const [first = ''] = messageOf(error).split('\n');
    // Errors of its lexer have their place in the words alone.
    const line = lineNumber ?? /line (\d{1,6})/.exec(first)?.[1] ?? '?';
    return `${name}, line ${line}: ${first}`;
  }
  const isDigest = name === 'digest.mjml' || name === 'digest.txt';
  return isDigest && !text.includes('{{#each cards}}') ? `${name}: has no {{#each cards}}` : null;
}

/** MJML's words, with the file that it means: it names the folder alone, whichever file it read the line in. */
function mjmlFaults(template: string, files: Files, words: string): string[] {
  const found = [...words.matchAll(/^ ?Line (\d{1,6}) of .+ \(([\w-]+)\) — (.+)$/gm)];
  const faults = found.map(([, line = '', tag = '', what = '']) => {
    const has = (text: string) => text.split('\n')[Number(line) - 1]?.includes(`<${tag}`) === true;
    const own = has(files.get(template) ?? '') ? template : null;
    const part = [...files].find(([name, text]) => name.startsWith('partials/') && has(text))?.[0];
    return `${own ?? part ?? template}, line ${line}: ${what}`;
  });
  return faults.length > 0 ? [...new Set(faults)] : [`${template}: MJML does not understand it`];
}

/** Where a template asks for what a mail has not got, told by Handlebars' words for it. */
export function placeOfMissing(files: Files, words: string): string | null {
  const missing = /^"([\w$-]{1,100})" not defined/.exec(words)?.[1];
  if (missing === undefined) return null;
  for (const [name, text] of files) {
    const line = lineOf(text, missing);
    if (line !== null) return `${name}, line ${line}: there is no {{${missing}}}`;
  }
  return `there is no {{${missing}}}`;
}

/** The usual templates with somebody's own in their places, for as long as `work` takes. */
export async function withOwnTemplates<T>(
  usual: string,
  own: string,
  work: (folder: string, files: Files) => Promise<T>,
): Promise<T> {
  const [known, given] = await Promise.all([filesIn(usual), filesIn(own)]);
  const strange = [...given.keys()].filter((name) => !known.has(name) && !name.startsWith('partials/'));
  if (strange.length > 0)
    throw templatesFault(
      strange.map((name) => `${name}: there is no such template; those are ${[...known.keys()].join(', ')}`),
    );
  const faults = [...given].flatMap(([name, text]) => faultOf(name, text) ?? []);
  if (faults.length > 0) throw templatesFault(faults);
  const folder = await mkdtemp(join(tmpdir(), 'offprint-mail-'));
  try {
    await cp(usual, folder, { recursive: true });
    for (const name of given.keys()) await cp(join(own, name), join(folder, name));
    return await work(folder, new Map([...known, ...given]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tells what MJML refused, by file and line; any other error stays as it is. */
export async function toldByLine<T>(template: string, files: Files, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const words = `${messageOf(error)}\n${(error as { stderr?: string }).stderr ?? ''}`;
    throw templatesFault(mjmlFaults(template, files, words));
  }
}
