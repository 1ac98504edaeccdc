import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import katex from 'katex';
import type { SetFormula } from '../domain/tex/tex-html.ts';

const description = createRequire(import.meta.url).resolve('katex/package.json');
const { version } = JSON.parse(readFileSync(description, 'utf8')) as { version: string };

/** Under which KaTeX's files are served; its version is in it, so that they may be kept for good. */
export const katexPath = `/static/katex-${version}`;

/**
 * What a page with formulas loads: the style sheet that lays them out, and what nearly all of them need of the fonts.
 */
export const katexStyle = `${katexPath}/katex-swap.min.css`;
export const katexFonts = ['KaTeX_Main-Regular', 'KaTeX_Math-Italic'].map(
  (name) => `${katexPath}/fonts/${name}.woff2`,
);

/** Of what the package holds, what browsers load: the style sheet, and the fonts in their newest format. */
export const katexFiles = {
  root: join(dirname(description), 'dist'),
  prefix: `${katexPath}/`,
  allowedPath: (path: string) => /^\/(?:katex-swap\.min\.css|fonts\/[\w-]+\.woff2)$/.test(path),
};

/**
 * Beside the policy of every page: KaTeX places the parts of a formula by `style` attributes. Nothing else of what it
 * makes needs leave, and style sheets come from this service alone, as everywhere.
 */
export const katexPolicy = "style-src-attr 'unsafe-inline'";

/**
 * A formula as KaTeX sets it, in HTML that is hidden from screen readers and in MathML that is hidden from the eye.
 * What authors wrote can neither load anything, nor lead anywhere, nor grow without bounds (`trust`, `maxExpand`,
 * `maxSize`).
 */
export const setFormula: SetFormula = ({ source, display }) => {
  try {
    return katex.renderToString(source, {
      displayMode: display,
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxExpand: 100,
      maxSize: 20,
    });
  } catch {
    // No TeX, or commands that it does not have; or braces so deep that they overflow its stack.
    return null;
  }
};
