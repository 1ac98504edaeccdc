import { describe, expect, it } from 'vitest';
import { guessedBy } from '../../../../src/adapters/crypto/password-guess.ts';
import { guessableWords } from '../../../../src/domain/accounts/password.ts';
import { longest } from '../../../../src/domain/lengths.ts';

const words = guessableWords('ada.lovelace@example.org', 'news.test');
const fault = (password: string) => guessedBy(password, words);

describe('a password that would be guessed soon', () => {
  it.each([
    ['password1234', 'common'],
    ['Passw0rd1234', 'common'],
    ['qwertyuiop12', 'common|keyboard'],
    ['iloveyou1234', 'common'],
    ['123456789012', 'row|common'],
    ['abcdefghijklmnop', 'row|common'],
    ['aaaaaaaaaaaa', 'repetition'],
    ['abcabcabcabcabc', 'repetition'],
    ['OffprintOffprint', 'this service'],
    ['ada.lovelace@example.org', 'this service'],
    ['lovelace1234', 'this service'],
    ['newsnewsnewsnews', 'this service|repetition'],
  ])('is %s, with words that say why', async (password, why) => {
    expect(await fault(password)).toMatch(new RegExp(why));
  });

  it.each([
    'correct horse battery',
    'a password of my own',
    'xK2vT9qLw4Zp',
    'größe zählt öfter als wut',
    'のりこのパスワードはながいです',
  ])('is not %s', async (password) => {
    expect(await fault(password)).toBeNull();
  });

  it('is told within a bounded time, however it is made', async () => {
    await fault('a first one, for what is loaded');
    const parts = [
      'a',
      '4@',
      'ab',
      '12',
      'qw',
      'pass',
      'p4$$w0rd',
      'ada',
      '1.1.',
      'é',
      '\u{1d4d0}',
      '((',
      '19',
    ];
    for (const part of parts) {
      const begun = performance.now();
      await fault(part.repeat(longest.password).slice(0, longest.password));
      expect(performance.now() - begun, part).toBeLessThan(250);
    }
  });
});
