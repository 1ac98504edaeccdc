import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AboutUs, Outcome } from '../../../../src/domain/sending/outcome.ts';
import {
  afterProbe,
  holdCauses,
  holdInWords,
  holdsServer,
  isProbeDue,
  isWaitForServer,
  needsAdmin,
  newHold,
  type ServerHold,
  singledOut,
  triedAgain,
  verdictOf,
  waitInWords,
} from '../../../../src/domain/sending/server-hold.ts';

const now = new Date('2026-11-24T08:00:00Z');
const server = 'mail.example.org:587';
const hold = (cause: ServerHold['cause'] = 'account') =>
  newHold({ server, cause, reply: 'MAIL: 535 no' }, now);
const about = (reply: string, more: Partial<AboutUs> = {}): AboutUs => ({
  kind: 'about-us',
  trouble: 'account',
  stage: 'mail',
  reply,
  server,
  ...more,
});

describe('a refusal', () => {
  test.each([
    [about('535 no login'), true],
    [about('454 quota', { trouble: 'quota' }), true],
    [about('554 no', { trouble: 'server' }), true],
    [about('451 a moment', { trouble: 'server' }), false],
    [about('421 4.7.0 too many connections', { trouble: 'quota' }), false],
    [about('mail.example.org:587 refuses connections', { trouble: 'server' }), false],
    [about('535 no login', { server: null }), false],
  ])('%o holds the server: %s', (outcome, expected) => {
    expect(holdsServer(outcome)).toBe(expected);
  });
  test('of one delivery again and again, while others are taken, is its reader’s affair', () => {
    const refused = about('550 5.7.26 DMARC', { trouble: 'sender', stage: 'data' });
    expect(singledOut(refused, 3, true)).toMatchObject({ kind: 'retry', reply: refused.reply });
    expect(singledOut(refused, 2, true)).toBe(refused);
    expect(singledOut(refused, 9, false)).toBe(refused);
    const quota = about('452 quota', { trouble: 'quota', stage: 'rcpt' });
    expect(singledOut(quota, 9, true)).toBe(quota);
    expect(singledOut(about('535 no'), 9, true)).toMatchObject({ kind: 'about-us' });
  });
});

test('what a probe of a server that refuses everybody says is not believed, unless it is taken', () => {
  const gone: Outcome = { kind: 'failed', stage: 'rcpt', hard: true, reply: '550 5.1.1 user unknown' };
  expect(verdictOf(hold('everybody'), gone)).toBe('refused');
  expect(verdictOf(hold('quota'), gone)).toBe('inconclusive');
  expect(verdictOf(hold('everybody'), { kind: 'sent', reply: '250 ok' })).toBe('accepted');
});

test('pauses never shrink while it refuses, and are an hour at most', () => {
  fc.assert(
    fc.property(fc.constantFrom(...holdCauses), fc.integer({ min: 1, max: 40 }), (cause, times) => {
      let one = hold(cause);
      for (let time = 0; time < times; time++) {
        const after = afterProbe(one, about('535 no'), one.nextProbeAt);
        expect(after.pauseMs).toBeGreaterThanOrEqual(one.pauseMs);
        expect(after.pauseMs).toBeLessThanOrEqual(3_600_000);
        expect(after.nextProbeAt.getTime()).toBe(one.nextProbeAt.getTime() + after.pauseMs);
        one = after;
      }
    }),
  );
});

describe('after a day', () => {
  const day = new Date(now.getTime() + 24 * 3_600_000);
  const tried = (cause: ServerHold['cause']) => ({ ...hold(cause), pauseMs: 3_600_000 });
  test('nothing is tried, but for a quota', () => {
    for (const cause of holdCauses) {
      expect(needsAdmin(tried(cause), day)).toBe(cause !== 'quota');
      expect(isProbeDue(tried(cause), day)).toBe(cause === 'quota');
    }
  });
  test('in which there was nothing to try, it is tried', () => {
    for (const cause of holdCauses) expect(isProbeDue(hold(cause), day)).toBe(true);
  });
  test('an admin has it tried for another day', () => {
    const again = triedAgain(hold(), day);
    expect(isProbeDue(again, day)).toBe(true);
    expect(needsAdmin(again, new Date(day.getTime() + 23 * 3_600_000))).toBe(false);
  });
  test('a quota that turns into something else has a day of its own', () => {
    const after = afterProbe(hold('quota'), about('535 no'), day);
    expect(after).toMatchObject({ cause: 'account', reply: 'MAIL: 535 no' });
    expect(needsAdmin(after, day)).toBe(false);
  });
});

test('words say what it said, since when, and what comes next', () => {
  expect(holdInWords(hold(), now)).toBe(
    'mail.example.org:587 refuses our account or login (“MAIL: 535 no”), since 2026-11-24 08:00 UTC; one message is tried at 2026-11-24 08:01 UTC',
  );
  expect(isWaitForServer(waitInWords([hold()], now))).toBe(true);
  expect(isWaitForServer('paused by an admin')).toBe(false);
  expect(isWaitForServer(null)).toBe(false);
});
