import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ProgressSample, sendRate } from '../../../../src/domain/sending/send-rate.ts';

const at = (seconds: number, handedOver: number, left: number): ProgressSample => ({
  at: seconds * 1_000,
  handedOver,
  left,
});

test('the rate is what was handed over between the first and the last look of a minute', () => {
  expect(sendRate([at(0, 0, 1_000), at(1, 50, 950), at(10, 400, 600)])).toEqual({
    perSecond: 40,
    secondsLeft: 15,
  });
});

test('looks of more than a minute ago do not count', () => {
  expect(sendRate([at(0, 0, 9_000), at(100, 1_000, 8_000), at(160, 4_000, 5_000)])).toEqual({
    perSecond: 50,
    secondsLeft: 100,
  });
});

test.each([
  ['no look', []],
  ['one look', [at(0, 5, 5)]],
  ['two looks at nearly the same moment', [at(0, 0, 10), at(1, 5, 5)]],
])('%s tells no rate', (_name, samples) => {
  expect(sendRate(samples)).toEqual({ perSecond: null, secondsLeft: null });
});

test('where nothing moves, no time is promised; where nothing is left, none is needed', () => {
  expect(sendRate([at(0, 5, 5), at(10, 5, 5)])).toEqual({ perSecond: 0, secondsLeft: null });
  expect(sendRate([at(0, 5, 5), at(10, 10, 0)])).toEqual({ perSecond: 0.5, secondsLeft: null });
});

test('a rate is never negative and a time never endless, whatever was seen', () => {
  const sample = fc.record({ handedOver: fc.nat(), left: fc.nat(), step: fc.nat(90_000) });
  fc.assert(
    fc.property(fc.array(sample), (looks) => {
      let moment = 0;
      const samples = looks.map(({ step, ...look }) => {
        moment += step;
        return { ...look, at: moment };
      });
      const { perSecond, secondsLeft } = sendRate(samples);
      expect(perSecond ?? 0).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(secondsLeft ?? 0)).toBe(true);
    }),
  );
});
