import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { type Accent, usualAccent } from '../../domain/brand/accent.ts';
import { compiledMjml } from './compiled-mjml.ts';
import { toldByLine, withOwnTemplates } from './own-templates.ts';

/** `letter` is every mail without papers. The words come from domain/languages. */
const templateNames = ['digest', 'letter'] as const;
export type TemplateName = (typeof templateNames)[number];

/**
 * Both parts of one mail, made from the same view; the text is not wrapped yet. A field that the template names and
 * the view lacks throws.
 */
export type MailTemplate = { html(view: object): string; text(view: object): string };

/** Where the cards of a digest come in: private-use characters, which no template has. */
export const cardsMark = '\ue000cards\ue001';

/** A digest's template in two: `frame` has `cardsMark` where `card` comes in, once for each card. */
export type DigestTemplate = { frame: MailTemplate; card: MailTemplate };

export type Templates = { digest: DigestTemplate; letter: MailTemplate };

const folder = fileURLToPath(new URL('../../../templates/mail/', import.meta.url));

// A missing field is a defect that must show in a test, not an empty place in somebody's mail.
const strict = { strict: true, knownHelpersOnly: true } as const;
const plain = { ...strict, noEscape: true } as const;

export type TemplateSources = Record<TemplateName, { html: string; text: string }>;

/** The Handlebars sources of all mails: HTML after MJML, and text. */
export async function templateSources(): Promise<TemplateSources> {
  return await sourcesIn(folder, compiledMjml(folder, templateNames));
}

/**
 * As `templateSources`, of a folder whose files stand in the places of those that have the same names here
 * (`TEMPLATES`). `files`: all of them by their names. Rejects with a DomainError `invalid` that names the files and
 * lines that are wrong.
 */
export async function ownTemplateSources(
  own: string,
): Promise<{ sources: TemplateSources; files: ReadonlyMap<string, string> }> {
  return await withOwnTemplates(folder, own, async (merged, files) => {
    const html: string[] = [];
    for (const name of templateNames) {
      const compile = async () => await compiledMjml(merged, [name]);
      html.push(...(await toldByLine(`${name}.mjml`, files, compile)));
    }
    return { sources: await sourcesIn(merged, Promise.resolve(html)), files };
  });
}

async function sourcesIn(folder: string, compiling: Promise<string[]>): Promise<TemplateSources> {
  const texts = templateNames.map((name) => readFile(join(folder, `${name}.txt`), 'utf8'));
  const [html, text] = await Promise.all([compiling, Promise.all(texts)]);
  const of = (name: TemplateName) => {
    const at = templateNames.indexOf(name);
    return { html: html[at] ?? '', text: text[at] ?? '' };
  };
  return { digest: of('digest'), letter: of('letter') };
}

/** The usual accent's colours stand in the templates, where MJML needs colours; a brand's take their places. */
function inColours(html: string, { light, dark }: Accent): string {
  return html
    .replaceAll(usualAccent.light.accent, light.accent)
    .replaceAll(usualAccent.dark.accent, dark.accent);
}

function compiled({ html, text }: { html: string; text: string }): MailTemplate {
  return { html: Handlebars.compile(html, strict), text: Handlebars.compile(text, plain) };
}

function isCards(statement: hbs.AST.Statement): statement is hbs.AST.BlockStatement {
  if (statement.type !== 'BlockStatement') return false;
  const { path, params } = statement as hbs.AST.BlockStatement;
  const over = params[0] as hbs.AST.PathExpression | undefined;
  return path.original === 'each' && over?.original === 'cards';
}

function markStatement(loc: hbs.AST.SourceLocation): hbs.AST.ContentStatement {
  // The types ask for flags here that Handlebars has in other statements only.
  return {
    type: 'ContentStatement',
    value: cardsMark,
    original: cardsMark,
    loc,
  } as unknown as hbs.AST.ContentStatement;
}

/**
 * Takes a template apart at its `{{#each cards}}`. Parsed as a whole, so that white space around the block is
 * treated as it would be there.
 */
function cutAtCards(source: string): { frame: hbs.AST.Program; card: hbs.AST.Program } {
  const frame = Handlebars.parse(source);
  const at = frame.body.findIndex(isCards);
  const block = frame.body[at];
  if (block === undefined || !isCards(block)) throw new Error('The digest template has no {{#each cards}}');
  frame.body[at] = markStatement(block.loc);
  return { frame, card: block.program };
}

function compiledDigest(sources: { html: string; text: string }): DigestTemplate {
  const html = cutAtCards(sources.html);
  const text = cutAtCards(sources.text);
  return {
    frame: { html: Handlebars.compile(html.frame, strict), text: Handlebars.compile(text.frame, plain) },
    card: { html: Handlebars.compile(html.card, strict), text: Handlebars.compile(text.card, plain) },
  };
}

/** Compiles all templates in the colours of an accent. */
export function templatesOf(sources: TemplateSources, accent: Accent): Templates {
  const coloured = (name: TemplateName) => ({
    ...sources[name],
    html: inColours(sources[name].html, accent),
  });
  return { digest: compiledDigest(coloured('digest')), letter: compiled(coloured('letter')) };
}
