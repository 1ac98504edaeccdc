import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packedStyleSheet } from '../../../src/http/style-sheet.ts';

test('a style sheet is packed without comments and indentation, and says the same', () => {
  const text = `/* One,\n   two: ** "quoted" */\n:root {\n  --page: #fff;\n}\n\n@media (min-width: 44rem) {\n  a b,\n  a > b {\n    content: "a  { /* no comment */\n b";\n    background:\n      linear-gradient(red, blue) 1rem / 2rem;\n  }\n}\n`;
  expect(packedStyleSheet(text)).toBe(
    '\n:root{--page: #fff;}@media (min-width: 44rem){a b,a > b{content: "a  { /* no comment */\n b";background:\nlinear-gradient(red, blue) 1rem / 2rem;}}',
  );
});

test('the pages’ own loses a sixth of its bytes and none of its rules', () => {
  const text = readFileSync(new URL('../../../src/http/static/offprint.css', import.meta.url), 'utf8');
  const packed = packedStyleSheet(text);
  expect(packed.length).toBeLessThan(text.length * 0.85);
  expect(packed).not.toContain('/*');
  const bare = (css: string) => css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, '');
  expect(bare(packed)).toBe(bare(text));
});
