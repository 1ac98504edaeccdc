import { describe, expect, it } from 'vitest';
import { nextAttemptAt, outcomeOf, retryAfter } from '../../../../src/domain/sending/outcome.ts';

const silent = {
  reply: null,
  stage: null,
  accepted: false,
  bodyGiven: false,
  error: 'Connection closed unexpectedly',
  server: 'mail.example.org:587',
};

describe('what came of a message', () => {
  it('is sent when the server took it', () => {
    expect(outcomeOf({ ...silent, accepted: true, bodyGiven: true, reply: '250 2.0.0 queued as 7' })).toEqual(
      {
        kind: 'sent',
        reply: '250 2.0.0 queued as 7',
      },
    );
  });
  it.each(['450 4.2.1 mailbox busy', '421 4.3.2 closing', '451 try later'])(
    'is to be tried again after %s',
    (reply) => {
      expect(outcomeOf({ ...silent, reply, stage: 'rcpt' }).kind).toBe('retry');
      expect(outcomeOf({ ...silent, reply, stage: 'data', bodyGiven: true }).kind).toBe('retry');
    },
  );
  it.each([
    ['550 5.1.1 no such user', true],
    ['550 5.1.10 null MX', true],
    ['550 no such user here', true],
    ['550 5.2.1 mailbox disabled', false],
    ['554 5.7.1 content refused', false],
    ['552 5.2.2 mailbox full', false],
    ['550 no', false],
  ])('is failed after %s; the address is gone: %s', (reply, hard) => {
    const stage = 'rcpt';
    expect(outcomeOf({ ...silent, reply, stage })).toEqual({ kind: 'failed', reply, stage, hard });
    // At a step that is not known nobody is given up.
    expect(outcomeOf({ ...silent, reply })).toMatchObject({ kind: 'failed', hard: false });
  });
  it('is not sent, and about the server, when no session with one came about', () => {
    expect(outcomeOf({ ...silent, stage: 'connect' })).toEqual({
      kind: 'about-us',
      trouble: 'server',
      reply: silent.error,
      stage: 'connect',
      server: silent.server,
    });
  });
  it('is to be tried again without a reply, when the message had not been given whole', () => {
    expect(outcomeOf(silent).kind).toBe('retry');
  });
  it('is unknown without a reply, when the message had been given whole', () => {
    expect(outcomeOf({ ...silent, bodyGiven: true }).kind).toBe('unknown');
  });
  it('is unknown after a reply that is none, when the message had been given whole', () => {
    expect(outcomeOf({ ...silent, reply: 'garbage', bodyGiven: true }).kind).toBe('unknown');
  });
});

describe('a refusal that is about us', () => {
  const about = {
    kind: 'about-us',
    trouble: 'quota',
    reply: '454 quota',
    stage: 'mail',
    server: null,
  } as const;
  const now = new Date('2026-11-24T08:00:00Z');
  it('is followed by another attempt, however many there were', () => {
    for (const attempt of [1, 7, 500])
      expect(retryAfter(about, { attempt, waived: attempt - 1 }, now)?.getTime()).toBeGreaterThan(
        now.getTime(),
      );
  });
  it('uses up no attempt', () => {
    const later = { kind: 'retry', reply: '450 busy', stage: 'rcpt' } as const;
    expect(retryAfter(later, { attempt: 8, waived: 7 }, now)).toEqual(nextAttemptAt(1, now));
    expect(retryAfter(later, { attempt: 14, waived: 7 }, now)).toBeNull();
  });
});

describe('the next attempt', () => {
  const now = new Date('2026-11-24T08:00:00Z');
  it('comes after waits that grow, until the attempts are used up', () => {
    const waits = [1, 2, 3, 4, 5, 6].map(
      (attempt) => (nextAttemptAt(attempt, now)?.getTime() ?? 0) - now.getTime(),
    );
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[0]).toBe(30_000);
    expect(nextAttemptAt(7, now)).toBeNull();
  });
});
