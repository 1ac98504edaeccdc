import { describe, expect, it, test } from 'vitest';
import { guessColumns, recogniseExport } from '../../../../src/domain/subscribers/import-columns.ts';
import {
  readInstant,
  type StatusCells,
  statusIn,
} from '../../../../src/domain/subscribers/imported-status.ts';

const empty: StatusCells = {
  status: undefined,
  unsubscribedAt: undefined,
  unsubscribeReason: undefined,
  bouncedAt: undefined,
  wantsMail: undefined,
  mailDisabled: undefined,
};

describe('the status of a row', () => {
  test.each([
    [{}, 'active'],
    [{ status: 'Subscribed' }, 'active'],
    [{ status: 'cleaned' }, 'bounced'],
    [{ status: 'active', unsubscribedAt: '2025-01-01' }, 'unsubscribed'],
    [{ unsubscribedAt: '2025-01-01', unsubscribeReason: 'ABUSE' }, 'complained'],
    [{ unsubscribedAt: '2025-01-01', unsubscribeReason: 'NORMAL' }, 'unsubscribed'],
    [{ wantsMail: 'false' }, 'unsubscribed'],
    [{ wantsMail: 'TRUE', mailDisabled: 'no' }, 'active'],
    [{ mailDisabled: '1', bouncedAt: 'x' }, 'bounced'],
    [{ status: 'pending' }, 'pending'],
  ])('of %j is %s', (cells, status) => {
    expect(statusIn({ ...empty, ...cells }, 'active')).toEqual({ status, errors: [] });
  });
  it('is that of all rows when it says nothing, and none that is not known', () => {
    expect(statusIn(empty, 'pending').status).toBe('pending');
    expect(statusIn({ ...empty, status: 'asleep', wantsMail: 'maybe' }, 'active').errors).toHaveLength(2);
  });
});

test.each([
  ['2026-11-24', '2026-11-24T00:00:00.000Z'],
  ['2026-11-24 08:00', '2026-11-24T08:00:00.000Z'],
  ['2026-11-24T08:00:00+02:00', '2026-11-24T06:00:00.000Z'],
  ['2026-11-24 08:00:00.123456 +0200 CEST', '2026-11-24T06:00:00.123Z'],
  ['2026-11-24 08:00:00 UTC', '2026-11-24T08:00:00.000Z'],
  ['11/12/2026', null],
  ['2026-02-31', null],
  ['2026-13-01', null],
  ['0000-01-01', null],
  ['yesterday', null],
])('%j as an instant is %s', (typed, at) => {
  expect(readInstant(typed)?.toISOString() ?? null).toBe(at);
});

describe('the columns of a file', () => {
  it('are known by the names of another program, whatever else there is', () => {
    const header = ['refused_because', 'UUID', 'email', 'name', 'attributes', 'status', 'created_at', 'more'];
    expect(recogniseExport(header)).toEqual({
      program: 'listmonk',
      columns: ['', '', 'email', 'name', '', 'status', 'consent_at', ''],
    });
  });
  it('are guessed by what people call them, each field once', () => {
    const header = ['E-Mail', 'Full name', 'Email', 'First Name', 'Surname', 'Shoe size'];
    expect(recogniseExport(header)).toBeNull();
    expect(guessColumns(header)).toEqual(['email', 'name', '', 'first_name', 'last_name', '']);
  });
});
