import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expressionsIn, faultOf } from '../../../scripts/expressions.ts';

const said = ({ source, flags }: RegExp) => faultOf({ source, flags });

describe('the check of regular expressions', () => {
  it.each([/(?:a+)+$/, /\s+$/, /^(?:or(?:\s+|$))+|(?:\s+or)+$/, /<p[^>]{0,2000}>/, /^\s+|\s+$/gm])(
    'refuses %s, which backtracks',
    (expression) => {
      expect(said(expression)).toContain('backtracks');
    },
  );

  it.each([/a/, /^\s+$/, /[^"]+"/y, /^[a-z]+(?:-[a-z]+)*$/, /\d{1,3}\.\d{1,3}/, /[*+{]/])(
    'takes %s',
    (expression) => {
      expect(said(expression)).toBeNull();
    },
  );

  it('does not pass what it cannot tell, or cannot read', () => {
    expect(said(/(?<=a)b+$/)).toContain('cannot be told');
    expect(faultOf({ source: 'new RegExp(words)', flags: null })).toBe('is made at run time');
  });

  it('finds the expressions of a folder with their places', () => {
    const found = expressionsIn(join(import.meta.dirname, '../../../src/domain/accounts'));
    const one = found.find(({ source }) => source === '^\\d{6}$');
    expect(one).toMatchObject({ file: 'recovery-code.ts', flags: '' });
    expect(one?.line).toBeGreaterThan(30);
  });
});
