import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import mjml2html from 'mjml';
import { wrapped } from './words.ts';

export type TemplateName = 'digest' | 'confirmation' | 'already-subscribed' | 'welcome' | 'goodbye';

/** Both parts of one mail, made from the same view. A field that the template names and the view lacks throws. */
export type MailTemplate = { html(view: object): string; text(view: object): string };

const folder = fileURLToPath(new URL('../../../templates/mail/', import.meta.url));
const textWidth = 72;

// A missing field is a defect that must show in a test, not an empty place in somebody's mail.
const strict = { strict: true, knownHelpersOnly: true } as const;

/** MJML's output without its indentation, which is much of its bytes. */
async function htmlSource(name: TemplateName): Promise<string> {
  const filePath = join(folder, `${name}.mjml`);
  const { html } = await mjml2html(await readFile(filePath, 'utf8'), {
    filePath,
    ignoreIncludes: false,
    // MJML would link to a font service for every family of its list that a style names.
    fonts: {},
    keepComments: false,
    validationLevel: 'strict',
  });
  return html.replace(/^\s+/gm, '');
}

/** Reads and compiles all templates, once: MJML takes longer than all else that a mail costs. */
export async function loadTemplates(): Promise<Record<TemplateName, MailTemplate>> {
  const load = async (name: TemplateName): Promise<MailTemplate> => {
    const html = Handlebars.compile(await htmlSource(name), strict);
    const text = Handlebars.compile(await readFile(join(folder, `${name}.txt`), 'utf8'), {
      ...strict,
      noEscape: true,
    });
    return { html: (view) => html(view), text: (view) => wrapped(text(view), textWidth) };
  };
  const [digest, confirmation, alreadySubscribed, welcome, goodbye] = await Promise.all([
    load('digest'),
    load('confirmation'),
    load('already-subscribed'),
    load('welcome'),
    load('goodbye'),
  ]);
  return { digest, confirmation, 'already-subscribed': alreadySubscribed, welcome, goodbye };
}
