import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Returned,
  sampleSize,
  stopFor,
  stopReasons,
} from '../../../../src/domain/bounces/reputation.ts';

const clean: Returned = {
  sample: 1_000,
  planned: true,
  sampleHardBounces: 0,
  sampleComplaints: 0,
  complaints: 0,
  sent: 900,
};
const reasonOf = (said: Partial<Returned>) => stopFor({ ...clean, ...said }, [])?.reason ?? null;
const complaining = (complaints: number, sent: number) => ({ sampleComplaints: 0, complaints, sent });

describe('a digest', () => {
  test.each([
    ['50 of 1,000 gone', { sampleHardBounces: 50 }, null],
    ['51 of 1,000 gone', { sampleHardBounces: 51 }, 'hard-bounces'],
    ['51 of the first 60 gone', { sampleHardBounces: 51, sent: 9 }, 'hard-bounces'],
    ['20 of 400 gone', { sample: 400, sampleHardBounces: 20 }, null],
    ['21 of 400 gone', { sample: 400, sampleHardBounces: 21 }, 'hard-bounces'],
    ['9 of 20 gone', { sample: 20, sampleHardBounces: 9 }, null],
    ['10 of 20 gone', { sample: 20, sampleHardBounces: 10 }, 'hard-bounces'],
    [
      '21 of 400 gone, and more readers to come',
      { sample: 400, planned: false, sampleHardBounces: 21 },
      null,
    ],
    ['one complaint of 1,000', { sampleComplaints: 1, complaints: 1 }, null],
    ['two complaints of 1,000', { sampleComplaints: 2, complaints: 2 }, 'complaints'],
    ['one complaint of 500', { sample: 500, sent: 500, sampleComplaints: 1, complaints: 1 }, null],
    ['two complaints of 500', { sample: 500, sent: 500, sampleComplaints: 2, complaints: 2 }, 'complaints'],
    [
      'two complaints of the first, of 50,000',
      { ...complaining(2, 50_000), sampleComplaints: 2 },
      'complaints',
    ],
    ['50 complaints of 50,000, none of the first', complaining(50, 50_000), null],
    ['51 complaints of 50,000, none of the first', complaining(51, 50_000), 'complaints'],
    ['two complaints, none of the first, of 1,100', complaining(2, 1_100), 'complaints'],
  ] satisfies [string, Partial<Returned>, string | null][])('with %s: %j', (_name, said, reason) => {
    expect(reasonOf(said)).toBe(reason);
  });

  test('says why it stops', () => {
    expect(stopFor({ ...clean, sampleHardBounces: 51 }, [])?.words).toMatch(
      /^stopped by itself: 51 hard bounces among its first 1,000 messages, more than 5 %\./,
    );
    expect(stopFor({ ...clean, sample: 300, sampleComplaints: 2, complaints: 2 }, [])?.words).toMatch(
      /^stopped by itself: 2 complaints among its first 300 messages, more than 0\.1 %\./,
    );
    expect(stopFor({ ...clean, ...complaining(60, 50_000) }, [])?.words).toMatch(
      /^stopped by itself: 60 complaints among its 50,000 messages so far, more than 0\.1 %\./,
    );
  });

  test('does not stop again for what it was let go on with, but for the other', () => {
    const bad = { ...clean, sampleHardBounces: 400, sampleComplaints: 9, complaints: 9 };
    expect(stopFor(bad, ['hard-bounces'])?.reason).toBe('complaints');
    expect(stopFor(bad, ['complaints'])?.reason).toBe('hard-bounces');
    expect(stopFor(bad, stopReasons)).toBeNull();
  });
});

const returned: fc.Arbitrary<Returned> = fc
  .record({
    sample: fc.integer({ min: 1, max: sampleSize }),
    planned: fc.boolean(),
    hard: fc.double({ min: 0, max: 0.2, noNaN: true }),
    sampleComplaints: fc.nat({ max: 5 }),
    later: fc.nat({ max: 200 }),
    sent: fc.nat({ max: 100_000 }),
  })
  .map(({ hard, later, ...rest }) => ({
    ...rest,
    sampleHardBounces: Math.floor(hard * rest.sample),
    complaints: rest.sampleComplaints + later,
  }));

describe('whatever comes back', () => {
  test('stops a digest only when it is more than a twentieth or a thousandth, and more than a few', () => {
    fc.assert(
      fc.property(returned, (one) => {
        const stop = stopFor(one, []);
        const base = one.planned ? one.sample : sampleSize;
        const hard = one.sampleHardBounces / base > 0.05 && one.sampleHardBounces >= 10;
        const complaints =
          (one.sampleComplaints >= 2 && one.sampleComplaints / base > 0.001) ||
          (one.complaints >= 2 && one.complaints / Math.max(one.sent, base) > 0.001);
        expect(stop?.reason ?? null).toBe(hard ? 'hard-bounces' : complaints ? 'complaints' : null);
      }),
    );
  });

  test('stops it no less when more comes back', () => {
    fc.assert(
      fc.property(returned, fc.nat({ max: 50 }), fc.nat({ max: 5 }), (one, hard, complaints) => {
        if (stopFor(one, []) === null) return;
        const worse = {
          ...one,
          sampleHardBounces: one.sampleHardBounces + hard,
          sampleComplaints: one.sampleComplaints + complaints,
          complaints: one.complaints + complaints,
        };
        expect(stopFor(worse, [])).not.toBeNull();
      }),
    );
  });
});
