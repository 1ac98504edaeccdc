import { expect, it } from 'vitest';
import { guessableWords, isMadeOf, passwordFault } from '../../../../src/domain/accounts/password.ts';

it('a password has 12 to 200 characters, whichever', () => {
  expect(passwordFault('x'.repeat(11))).toMatch('12');
  expect(passwordFault('x'.repeat(12))).toBeNull();
  expect(passwordFault(' '.repeat(200))).toBeNull();
  expect(passwordFault('x'.repeat(201))).toMatch('200');
});

it('the words that make one easy to guess are those of the address, of the service and of its domain', () => {
  const words = guessableWords('Ada.Lovelace@Example.org', 'papers.uni-x.test');
  for (const word of ['ada.lovelace@example.org', 'ada.lovelace', 'lovelace', 'example', 'uni', 'offprint'])
    expect(words).toContain(word);
  expect(words.every((word) => word.length > 2 && word === word.toLowerCase())).toBe(true);
});

it('a password of such words and digits is nothing else', () => {
  const words = guessableWords('ada.lovelace@example.org', 'news.test');
  for (const made of [
    'OffprintOffprint',
    'offprint-offprint-2026',
    'Ada.Lovelace.1815',
    'news.test!news.test!',
  ])
    expect(isMadeOf(words, made), made).toBe(true);
  for (const free of ['adamantine-news', 'offprint and turnips', 'xK2vT9qLw4Zp']) {
    expect(isMadeOf(words, free), free).toBe(false);
  }
});
