import { describe, expect, it } from 'vitest';
import { fail, pass, warn, weigh } from '../../../../src/domain/doctor/check.ts';
import { type ClockReading, judgeClock } from '../../../../src/domain/doctor/clock.ts';
import { judgeDatabase } from '../../../../src/domain/doctor/database.ts';
import { judgeOneClick, type PostAnswer } from '../../../../src/domain/doctor/one-click.ts';
import { judgeSmtp, type SmtpSession } from '../../../../src/domain/doctor/smtp-server.ts';

const status = (wanted: string, says: string) => ({ status: wanted, says: expect.stringContaining(says) });

describe('several findings', () => {
  it('are as grave as the gravest, which is told first, each record once', () => {
    expect(weigh('Well.', [])).toEqual(pass('Well.'));
    expect(weigh('Well.', [pass('So.'), warn('Look.', 'a')])).toEqual(warn('Well. Look.', 'a'));
    expect(weigh('Well.', [warn('Look.', 'a'), fail('Wrong.', 'b'), fail('No.', 'a')])).toEqual(
      fail('Wrong. No. Look.', 'b\na'),
    );
  });
});

describe('the clock', () => {
  const reading = (aheadMs: number, more: Partial<ClockReading> = {}): ClockReading => ({
    reference: 'PostgreSQL',
    aheadMs,
    uncertainMs: 20,
    own: false,
    ...more,
  });

  it.each([
    ['pass', [reading(400)], 'Within 0.4 s'],
    ['pass', [reading(-9_000, { uncertainMs: 500 })], 'Within 9.5 s'],
    ['warn', [reading(-12_000)], '12.0 s behind'],
    [
      'warn',
      [reading(0), reading(20_000, { reference: 'https://example.org' })],
      'https://example.org is 20.0 s ahead',
    ],
    ['fail', [reading(-400_000), reading(20_000)], '400.0 s behind'],
    // What answers late cannot be held against the clock.
    ['pass', [reading(30_000, { uncertainMs: 25_000 })], 'Within 55.0 s'],
    ['warn', [reading(1, { own: true })], 'compared with no other'],
    ['fail', [reading(400_000, { own: true })], '400.0 s ahead'],
    ['warn', [], 'no other clock'],
  ])('comes to %s', (wanted, readings, says) => {
    expect(judgeClock(readings)).toEqual(status(wanted, says));
  });
});

describe('the database', () => {
  const state = { version: 180_004, pending: [], unknown: [] };
  it.each([
    ['pass', state, 'PostgreSQL 18.4 can be reached and is up to date'],
    [
      'warn',
      { ...state, pending: ['20261124_first'] },
      'a migration is still to be applied (20261124_first)',
    ],
    [
      'warn',
      { ...state, pending: ['1_a', '2_b', '3_c', '4_d'] },
      '4 migrations are still to be applied (1_a to 4_d)',
    ],
    ['fail', { ...state, unknown: ['20991231_later'] }, 'newer version of Offprint (20991231_later)'],
    ['fail', { ...state, version: 140_012 }, 'PostgreSQL 14.12'],
    ['warn', { ...state, version: 190_000 }, 'not tried'],
  ])('comes to %s', (wanted, given, says) => {
    expect(judgeDatabase(given)).toEqual(status(wanted, says));
  });
});

describe('a mail server', () => {
  const now = new Date('2026-11-26T00:00:00Z');
  const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
  const certificate = { from: days(-30), until: days(60) };
  const tls = { protocol: 'TLSv1.3', certificate };
  const session: SmtpSession = { greeting: 'papers.example.org', tls, login: 'accepted', local: false };
  const until = (from: number, to: number) => ({
    ...session,
    tls: { ...tls, certificate: { from: days(from), until: days(to) } },
  });
  const judge = (found: Parameters<typeof judgeSmtp>[1]) => judgeSmtp('mail.example.org:465', found, now);

  it.each([
    [
      'pass',
      session,
      'TLS 1.3; greeted as papers.example.org; its certificate is trusted and valid until 2027-01-25; it accepts the login',
    ],
    ['pass', until(-4, 2), 'valid until 2026-11-28'],
    ['warn', until(-30, 5), 'in 5 days'],
    ['pass', { ...session, tls: { ...tls, certificate: null }, local: true }, 'certificate is not checked'],
    ['warn', { ...session, greeting: '[127.0.0.1]' }, '[127.0.0.1] in EHLO is no name that it can look up'],
    ['warn', { ...session, greeting: 'papers.internal' }, '?name= in SMTP_URL'],
    ['pass', { ...session, greeting: '[127.0.0.1]', local: true }, 'greeted as [127.0.0.1]'],
    ['warn', { ...session, tls: { ...tls, protocol: 'TLSv1.1' } }, 'out of date'],
    ['warn', { ...session, login: 'not-offered' as const }, 'asks for none'],
    ['warn', { ...session, tls: null, login: 'none' as const }, 'offers no TLS'],
    ['fail', { ...session, tls: null }, 'takes the password without TLS'],
    [
      'pass',
      { ...session, tls: null, local: true },
      'takes connections; greeted as papers.example.org; without TLS',
    ],
    [
      'fail',
      { trouble: 'refuses our login (535 no)', about: 'login' as const },
      'refuses our login (535 no). See that',
    ],
    [
      'fail',
      {
        trouble: 'offers no TLS that works (Error upgrading connection with STARTTLS)',
        about: 'tls' as const,
      },
      'Only with ?tls=opportunistic would it get the password in the clear.',
    ],
    [
      'fail',
      { trouble: 'cannot be used (self-signed)', about: 'certificate' as const },
      'NODE_EXTRA_CA_CERTS',
    ],
  ])('comes to %s', (wanted, found, says) => {
    expect(judge(found)).toEqual(status(wanted, says));
  });
});

describe('PUBLIC_URL', () => {
  const publicUrl = 'https://papers.example.org';
  const answer = (code: number, location: string | null = null): PostAnswer => ({ status: code, location });
  const judge = (genuine: PostAnswer, forged: PostAnswer = answer(404), more = {}) =>
    judgeOneClick({ publicUrl, genuine, forged, live: true, ...more });

  it.each([
    ['pass', judge(answer(200)), 'answered with 200'],
    ['fail', judge(answer(301, 'https://www.example.org/')), 'redirected to https://www.example.org/'],
    ['fail', judge(answer(404)), 'SECRET_KEY'],
    ['fail', judge(answer(403)), 'answered with 403'],
    ['fail', judge(answer(200), answer(200)), 'not this service'],
    ['fail', judge({ trouble: 'connect ECONNREFUSED' }), 'connect ECONNREFUSED'],
    ['warn', judge({ trouble: 'connect ECONNREFUSED' }, answer(404), { live: false }), 'role web'],
    ['fail', judge(answer(200), answer(404), { publicUrl: 'http://papers.example.org' }), 'https'],
  ])('comes to %s', (wanted, verdict, says) => {
    expect(verdict).toEqual(status(wanted, says));
    if (wanted !== 'pass' && !says.startsWith('https'))
      expect(verdict.says).not.toContain('without a redirect');
  });
});
