import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationInWords } from '../../../src/http/console/digests/digest-live.ts';
import { lineChart } from '../../../src/http/console/overview/chart-models.ts';

const words = String;
const pointsOf = (path: string) =>
  path
    .slice(1)
    .split('L')
    .map((point) => point.split(',').map(Number));

describe('a chart', () => {
  test('puts each value where it belongs', () => {
    const { lines, ticks, label } = lineChart({
      at: [10, 11, 14],
      series: [
        { name: 'active', values: [0, 50, 100] },
        { name: 'pending', values: [20, 20, 0] },
      ],
      from: 'Monday',
      to: 'now',
      words,
    });
    expect(ticks[0]).toEqual({ y: 0, text: '100' });
    expect(ticks.at(-1)).toEqual({ y: 100, text: '0' });
    expect(lines.map(({ path }) => path)).toEqual(['M0,100L25,50L100,0', 'M0,80L25,80L100,100']);
    expect(label).toBe('Monday to now. active: from 0 to 100; pending: from 20 to 0.');
  });
  test('of one look is a level line', () => {
    const { lines } = lineChart({ at: [3], series: [{ name: 'a', values: [5] }], from: '', to: '', words });
    expect(lines[0]?.path).toBe('M0,0L100,0');
  });
  test('never leaves its frame, whatever the values', () => {
    const values = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, (some) => {
        const at = some.map((_, index) => index * index);
        const { lines, ticks } = lineChart({
          at,
          series: [{ name: 'a', values: some }],
          from: '',
          to: '',
          words,
        });
        const path = lines[0]?.path ?? '';
        for (const [x = -1, y = -1] of pointsOf(path))
          expect(x >= 0 && x <= 100 && y >= 0 && y <= 100, path).toBe(true);
        expect(ticks.map(({ text }) => Number(text)).every(Number.isInteger)).toBe(true);
        const [top, bottom] = [ticks[0], ticks.at(-1)];
        expect([top?.y, bottom?.y]).toEqual([0, 100]);
        expect(ticks.length).toBeLessThanOrEqual(9);
      }),
    );
  });
});

test.each([
  [3, 'less than a minute'],
  [55, 'about 1 minute'],
  [620, 'about 10 minutes'],
  [5_300, 'about 88 minutes'],
  [5_500, 'about 2 hours'],
  [200_000, 'about 2 days'],
])('%d seconds are %s', (seconds, expected) => {
  expect(durationInWords(seconds)).toBe(expected);
});
