import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// The formatter wraps code and leaves comments as they are.

const root = join(import.meta.dirname, '../..');
const folders = ['src', 'tests', 'bench', 'scripts'];
const longest = 120;

/** Lines that are a comment from their first sign on, with their numbers. */
function commentLines(text: string): { number: number; line: string }[] {
  let inside = false;
  return text.split('\n').flatMap((line, index) => {
    const isComment = inside || /^\s*\/[/*]/.test(line);
    if (isComment && !/^\s*\/\//.test(line)) inside = !line.includes('*/');
    return isComment ? [{ number: index + 1, line }] : [];
  });
}

/** Whether a line is too long and could be shorter: an address alone cannot. */
function isTooLong(line: string): boolean {
  return line.length > longest && /\S\s+\S/.test(line.replace(/^\s*(?:\/\/|\/\*+|\*)\s*|\s*\*\/\s*$/g, ''));
}

function tooLong(text: string): string[] {
  return commentLines(text)
    .filter(({ line }) => isTooLong(line))
    .map(({ number, line }) => `${number}: ${line.trim()}`);
}

describe('lines of comments', () => {
  it('have at most 120 characters', () => {
    const files = folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(?:ts|js|css)$/.test(name) && !name.includes('generated'))
        .map((name) => join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(500);
    const wrong = files.flatMap((file) =>
      tooLong(readFileSync(join(root, file), 'utf8')).map((line) => `${file}:${line}`),
    );
    expect(wrong).toEqual([]);
  });

  const words = 'word '.repeat(30);
  it.each([
    `// ${words}`,
    `/** ${words}*/`,
    `/**\n * ${words}\n */`,
    `/*\n${words}\n*/`,
    `  code();\n  // ${words}`,
  ])('are found too long: %j', (text) => {
    expect(tooLong(text)).toHaveLength(1);
  });

  it.each([
    `const text = '${words}';`,
    `// https://example.org/${'a'.repeat(120)}`,
    `/** Short. */\nconst text = '${words}';`,
    `/**\n * Short.\n */\nconst text = '// ${words}';`,
  ])('are not taken for too long: %j', (text) => {
    expect(tooLong(text)).toEqual([]);
  });
});
