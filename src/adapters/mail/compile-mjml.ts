import { readFile } from 'node:fs/promises';
import mjml2html from 'mjml';

// A program of its own, run by compiled-mjml.ts: `compile-mjml.ts FILE.mjml…` prints a JSON array of what MJML makes of
// each file. MJML stays in memory with a hundred megabytes once it is loaded, and is needed only at start.
async function compile(filePath: string): Promise<string> {
  const { html } = await mjml2html(await readFile(filePath, 'utf8'), {
    filePath,
    ignoreIncludes: false,
    // MJML would link to a font service for every family of its list that a style names.
    fonts: {},
    keepComments: false,
    validationLevel: 'strict',
  });
  return (
    lighter(html)
      // MJML writes one direction into what it makes; a mail's language has its own (layout.ts).
      .replaceAll('text-align:left', 'text-align:{{start}}')
      .replaceAll('align="left"', 'align="{{start}}"')
      .replaceAll('direction:ltr', 'direction:{{dir}}')
  );
}

/** What MJML writes for programs that nobody has any more, and for columns when there is but one. */
const superfluous = [
  `<!--[if !mso]><!-->\n<meta http-equiv="X-UA-Compatible" content="IE=edge">\n<!--<![endif]-->\n`,
  `<!--[if lte mso 11]>\n<style type="text/css">\n.mj-outlook-group-fix { width:100% !important; }\n</style>\n<![endif]-->\n`,
  `<style type="text/css">\n@media only screen and (min-width:480px) {\n.mj-column-per-100 { width:100% !important; max-width: 100%; }\n}\n</style>\n`,
  `<style media="screen and (min-width:480px)">\n.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }\n</style>\n`,
  '<tbody>\n',
  '</tbody>\n',
  ' style=""',
];

/** The same mail in fewer bytes, which each reader loads and this service sends. */
function lighter(html: string): string {
  let lines = html.replace(/^\s+/gm, '');
  for (const part of superfluous) lines = lines.replaceAll(part, '');
  const body = lines.slice(lines.indexOf('<body'));
  return (
    lines
      .replace(/"\n>/g, '">')
      // A block begins and ends a line by itself.
      .replace(/\n(?=<\/?(?:body|div|h[1-6]|p|table|td|tr)\b)/g, '')
      .replace(/(<\/?(?:body|div|h[1-6]|p|table|td|tr)\b[^<>]*>)\n/g, '$1')
      .replace(/<style[^<>]*>[^<]*<\/style>/g, (element) => {
        const from = element.indexOf('>') + 1;
        return `${element.slice(0, from)}${lighterStyles(usedRules(element.slice(from), body)).trimStart()}`;
      })
  );
}

/** Less the rules for classes that only other mails have. What Handlebars has between braces stays. */
function usedRules(styles: string, body: string): string {
  const isUsed = (selector: string) =>
    (selector.match(/\.[\w-]+/g) ?? []).every((name) => body.includes(name.slice(1)));
  const [last = '', ...rules] = styles.split('}').reverse();
  const retained = rules.reverse().map((rule) => {
    const open = rule.lastIndexOf('{');
    const start = Math.max(rule.lastIndexOf('{', open - 1), rule.lastIndexOf(';', open - 1)) + 1;
    const isKept = open <= 0 || rule.slice(start, open).split(',').some(isUsed);
    return isKept ? `${rule}}` : rule.slice(0, start);
  });
  return `${retained.join('')}${last}`;
}

/** Less the white space that styles are written with. */
function lighterStyles(styles: string): string {
  return styles
    .replace(/([{};,>])\n/g, '$1')
    .replace(/([:;,]) /g, '$1')
    .replace(/ ?(?<!\{)\{ ?(?!\{)/g, '{')
    .replaceAll(' > ', '>')
    .replaceAll(' !important', '!important')
    .replaceAll(';}', '}');
}

process.stdout.write(JSON.stringify(await Promise.all(process.argv.slice(2).map(compile))));
