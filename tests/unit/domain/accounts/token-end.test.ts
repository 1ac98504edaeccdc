import { expect, it } from 'vitest';
import { tokenEnd } from '../../../../src/domain/accounts/token-end.ts';

const now = new Date('2026-11-24T10:00:00Z');

it('a token ends with its last day, or never', () => {
  expect(tokenEnd('2026-12-31', now)).toEqual({ ok: true, at: new Date('2027-01-01T00:00:00Z') });
  expect(tokenEnd(' 2026-11-24 ', now)).toEqual({ ok: true, at: new Date('2026-11-25T00:00:00Z') });
  expect(tokenEnd('', now)).toEqual({ ok: true, at: null });
});

it('a day that is none, gone or too far away is refused with words', () => {
  for (const typed of ['soon', '2026-02-30', '31.12.2026', '9'.repeat(1_000)])
    expect(tokenEnd(typed, now)).toMatchObject({ ok: false, message: expect.stringContaining('2026-12-31') });
  expect(tokenEnd('2026-11-23', now)).toMatchObject({ ok: false, message: 'must not be in the past' });
  expect(tokenEnd('2037-01-01', now)).toMatchObject({ ok: false });
});
