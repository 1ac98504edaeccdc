import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/security/asvs.md'), 'utf8');
const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, number = '', level = '', , state = '', held = '']) => ({
    number,
    level,
    state: state.replaceAll('*', ''),
    held,
  }),
);

/** How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has. */
const chapters: Record<string, number> = {
  1: 27,
  2: 11,
  3: 19,
  4: 10,
  5: 9,
  6: 35,
  7: 18,
  8: 7,
  9: 7,
  11: 14,
  12: 9,
  13: 13,
  14: 9,
  15: 13,
  16: 16,
};

it('each requirement of levels 1 and 2 stands there once', () => {
  const numbers = rows.map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  const found = Object.keys(chapters).map((chapter) => [
    chapter,
    numbers.filter((number) => number.startsWith(`${chapter}.`)).length,
  ]);
  expect(Object.fromEntries(found)).toEqual(chapters);
  expect(rows.filter(({ level }) => level === '1')).toHaveLength(65);
});

it('the counts of states are right, and five at most are not met', () => {
  for (const [, state = '', count] of text.matchAll(
    /^\| (met|setting|operator|n\/a|not met) \| [^|]+ \| (\d+) \|$/gm,
  ))
    expect([state, rows.filter((row) => row.state === state).length]).toEqual([state, Number(count)]);
  expect(rows.every(({ state }) => /^(met|setting|operator|n\/a|not met)$/.test(state))).toBe(true);
  expect(rows.filter(({ state }) => state === 'not met').length).toBeLessThanOrEqual(5);
});

it('what holds them is there', () => {
  const tests = [...text.matchAll(/`((?:unit|integration|browser|faults|processes)\/[\w/-]+)`/g)].map(
    ([, name = '']) => `tests/${name}.test.ts`,
  );
  const files = [...text.matchAll(/`((?:src|tests|docs)\/[\w./-]+)`/g)].map(([, name = '']) => name);
  const pages = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
    ([, path = '']) => `docs/security/${path}`,
  );
  const known = [...tests, ...files, ...pages];
  expect(known.length).toBeGreaterThan(100);
  expect(known.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});
