import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { compileApart, compiledMjml } from '../../../../src/adapters/mail/compiled-mjml.ts';

let folder: string;
let cache: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offprint-mjml-'));
  cache = join(folder, 'cache');
  await mkdir(join(folder, 'partials'));
  await words('Ada');
  await letter('<mj-include path="./partials/words.mjml" />');
});
afterEach(() => rm(folder, { recursive: true }));

const letter = (body: string) =>
  writeFile(join(folder, 'letter.mjml'), `<mjml><mj-body>${body}</mj-body></mjml>`);
const words = (text: string) =>
  writeFile(
    join(folder, 'partials/words.mjml'),
    `<mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section>`,
  );
const compile = vi.fn<typeof compileApart>(async (files) => files.map((_, index) => `html ${index}`));
const compiled = async () => {
  compile.mockClear();
  const html = await compiledMjml(folder, ['letter'], { cache, compile });
  return { html, times: compile.mock.calls.length };
};

test('MJML makes HTML of a template with what it includes', async () => {
  const [html] = await compiledMjml(folder, ['letter'], { cache });
  expect(html).toContain('<!doctype html>');
  expect(html).toContain('Ada');
});

test('a template that MJML does not understand is an error, and is not kept', async () => {
  await letter('<mj-nonsense />');
  await expect(compiledMjml(folder, ['letter'], { cache, compile: compileApart })).rejects.toThrow(
    /mj-nonsense/,
  );
  await expect(readdir(cache)).rejects.toThrow(/ENOENT/);
});

test('what was compiled once is read from then on', async () => {
  expect(await compiled()).toEqual({ html: ['html 0'], times: 1 });
  expect(await compiled()).toEqual({ html: ['html 0'], times: 0 });
});

test('a change of a file that a template includes is compiled', async () => {
  await compiled();
  await words('Grace');
  expect(await compiled()).toMatchObject({ times: 1 });
});

test.each(['', '{"half', '[1]', '[]', 'null'])('a kept file with %j in it is made anew', async (content) => {
  await compiled();
  const [file] = await readdir(cache);
  await writeFile(join(cache, file!), content);
  expect(await compiled()).toEqual({ html: ['html 0'], times: 1 });
  expect(await compiled()).toEqual({ html: ['html 0'], times: 0 });
});

test('where nothing can be kept it is compiled each time', async () => {
  await writeFile(join(folder, 'a-file'), '');
  cache = join(folder, 'a-file', 'cache');
  expect(await compiled()).toMatchObject({ times: 1 });
  expect(await compiled()).toMatchObject({ times: 1 });
});
