import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMailComposer } from '../../../../src/adapters/mail/compose.ts';
import { makePaper } from '../../../support/papers/paper.ts';
import { digestOf, options } from './mails.ts';

const usual = join(import.meta.dirname, '../../../../templates/mail');
let own = '';
beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), 'own-templates-'));
});
afterEach(() => rm(own, { recursive: true, force: true }));

const open = async () => await createMailComposer({ ...options, templates: own });
/** A usual template with something else in it, in the own folder. */
async function changed(name: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(join(usual, name), 'utf8');
  expect(text).not.toBe(text.replace(from, to));
  await mkdir(join(own, 'partials'), { recursive: true });
  await writeFile(join(own, name), text.replace(from, to));
}
const lineWith = async (name: string, words: string) =>
  (await readFile(join(own, name), 'utf8')).split('\n').findIndex((line) => line.includes(words)) + 1;

describe('own templates', () => {
  it('stand in the places of the usual ones, which fill up what there is not', async () => {
    await changed('digest.mjml', '{{date}} · ', '{{date}} by our own template · ');
    await changed('partials/name.mjml', '{{masthead}}', 'The {{masthead}}');
    const mail = await (await open()).compose(digestOf([makePaper()]));
    expect(mail.html).toContain('by our own template');
    expect(mail.html).toContain('The Offprint');
    expect(mail.text).not.toContain('by our own template');
  });

  it('make the same mails where they are the same', async () => {
    await cp(usual, own, { recursive: true });
    const [ours, theirs] = await Promise.all([open(), createMailComposer(options)]);
    const mail = digestOf([makePaper()]);
    expect((await ours.compose(mail)).raw).toEqual((await theirs.compose(mail)).raw);
  });

  it.each([
    ['digest.mjml', '<mj-column>', '<mj-colum>', '<mj-colum>', "Element mj-colum doesn't exist"],
    [
      'partials/name.mjml',
      'padding="34px 40px 0"',
      'padding="wide"',
      'padding="wide"',
      'padding has invalid value',
    ],
    ['digest.txt', '{{#if links.view}}', '{{#iff links.view}}', '{{/if}}', "iff doesn't match if"],
    ['letter.txt', '{{because}}', '{{becuse}}', 'becuse', 'there is no {{becuse}}'],
    ['digest.mjml', '{{because}}', '{{reasonn}}', 'reasonn', 'there is no {{reasonn}}'],
  ])('are told by file and line where they are wrong: %s, %s', async (name, from, to, at, words) => {
    await changed(name, from, to);
    const message = await open().then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message).toContain(`TEMPLATES: ${name}, line `);
    expect(message).toContain(words);
    if (at !== '{{/if}}') expect(message).toContain(`${name}, line ${await lineWith(name, at)}:`);
  });

  it('must show an editor’s introduction', async () => {
    await changed('digest.mjml', '{{{introduction.html}}}', '');
    await expect(open()).rejects.toThrow('digest.mjml: shows no introduction');
  });

  it('must show how to unsubscribe, and a digest its papers', async () => {
    await changed('digest.txt', /\{\{links\.unsubscribe\}\}/g, 'nowhere');
    await expect(open()).rejects.toThrow('digest.txt: shows no link to unsubscribe');
    await changed('digest.txt', '{{#each cards}}', '{{#each others}}');
    await expect(open()).rejects.toThrow('digest.txt: has no {{#each cards}}');
  });

  it('are refused where the folder, or a name in it, is none', async () => {
    await writeFile(join(own, 'digset.mjml'), '');
    await expect(open()).rejects.toThrow('digset.mjml: there is no such template');
    await rm(own, { recursive: true });
    await expect(open()).rejects.toThrow('TEMPLATES: the folder cannot be read');
  });
});
