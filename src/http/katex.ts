import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const description = createRequire(import.meta.url).resolve('katex/package.json');
const { version } = JSON.parse(readFileSync(description, 'utf8')) as { version: string };

/** Under which KaTeX's files are served; its version is in it, so that they may be kept for good. */
export const katexPath = `/static/katex-${version}`;

/** Of what the package holds, what browsers load: the script, the style sheet, and the fonts in their newest format. */
export const katexFiles = {
  root: join(dirname(description), 'dist'),
  prefix: `${katexPath}/`,
  allowedPath: (path: string) => /^\/(?:katex\.min\.(?:js|css)|fonts\/[\w-]+\.woff2)$/.test(path),
};
