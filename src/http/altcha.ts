import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

// The package names no file of its own but its modules: this is its dist/cjs/v2/index.js.
const root = join(dirname(createRequire(import.meta.url).resolve('altcha-lib')), '../../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/**
 * Under which the modules are served that solve a proof of work; the version is in it, so that they may be kept for
 * good.
 */
export const altchaPath = `/static/altcha-${version}`;

/** Of what the package holds, the four modules that a browser loads (static/page.js). */
export const altchaFiles = {
  root: join(root, 'dist/esm/v2'),
  prefix: `${altchaPath}/`,
  allowedPath: (path: string) => /^\/(?:pow|helpers|types|algorithms\/web\/pbkdf2)\.js$/.test(path),
};
