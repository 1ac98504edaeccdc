import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compiledMjml } from '../../../src/adapters/mail/compiled-mjml.ts';

let folder: string;
let cache: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offprint-mjml-'));
  cache = join(folder, 'cache');
  await mkdir(join(folder, 'partials'));
  await words('Ada');
  await writeFile(
    join(folder, 'letter.mjml'),
    '<mjml><mj-body><mj-include path="./partials/words.mjml" /></mj-body></mjml>',
  );
});
afterEach(() => rm(folder, { recursive: true }));

const words = (text: string) =>
  writeFile(
    join(folder, 'partials/words.mjml'),
    `<mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section>`,
  );
const compiled = async () => (await compiledMjml(folder, ['letter'], cache))[0];
const kept = async () => (await readdir(cache)).map((name) => join(cache, name));

test('what was compiled once is read from then on', async () => {
  const html = await compiled();
  expect(html).toContain('Ada');
  const [file] = await kept();
  await writeFile(file!, JSON.stringify(['kept']));
  expect(await compiled()).toBe('kept');
});

test('a change of a file that a template includes is compiled', async () => {
  await compiled();
  await words('Grace');
  expect(await compiled()).toContain('Grace');
});

test.each(['', '{"half', '[1]', '[]', 'null'])('a kept file with %j in it is made anew', async (content) => {
  const html = await compiled();
  const [file] = await kept();
  await writeFile(file!, content);
  expect(await compiled()).toBe(html);
  expect(JSON.parse(await readFile(file!, 'utf8'))).toEqual([html]);
});

test('where nothing can be kept it is compiled each time', async () => {
  await writeFile(join(folder, 'a-file'), '');
  const nowhere = join(folder, 'a-file', 'cache');
  expect((await compiledMjml(folder, ['letter'], nowhere))[0]).toContain('Ada');
});

test('a template that MJML does not understand is an error, and is not kept', async () => {
  await writeFile(join(folder, 'letter.mjml'), '<mjml><mj-body><mj-nonsense /></mj-body></mjml>');
  await expect(compiled()).rejects.toThrow(/mj-nonsense/);
  await expect(kept()).rejects.toThrow(/ENOENT/);
});
