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
    html
      // Without its indentation, which is much of its bytes.
      .replace(/^\s+/gm, '')
      // MJML writes one direction into what it makes; a mail's language has its own (layout.ts).
      .replaceAll('text-align:left', 'text-align:{{start}}')
      .replaceAll('align="left"', 'align="{{start}}"')
      .replaceAll('direction:ltr', 'direction:{{dir}}')
  );
}

process.stdout.write(JSON.stringify(await Promise.all(process.argv.slice(2).map(compile))));
