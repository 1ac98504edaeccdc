import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineChart, roundUp } from '../../../src/http/pages/chart-models.ts';
import { durationInWords } from '../../../src/http/pages/models.ts';

const words = String;
const pointsOf = (points: string) => points.split(' ').map((point) => point.split(',').map(Number));

describe('a chart', () => {
  test('puts each value where it belongs', () => {
    const { lines, top, label } = lineChart({
      at: [10, 11, 14],
      series: [
        { name: 'active', values: [0, 50, 100] },
        { name: 'pending', values: [20, 20, 0] },
      ],
      from: 'Monday',
      to: 'now',
      words,
    });
    expect(top).toBe('100');
    expect(lines.map(({ points }) => points)).toEqual(['0,100 25,50 100,0', '0,80 25,80 100,100']);
    expect(label).toBe('Monday to now. active: from 0 to 100; pending: from 20 to 0.');
  });
  test('of one look is a level line', () => {
    const { lines } = lineChart({ at: [3], series: [{ name: 'a', values: [5] }], from: '', to: '', words });
    expect(lines[0]?.points).toBe('0,0 100,0');
  });
  test('never leaves its frame, whatever the values', () => {
    const values = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, (some) => {
        const at = some.map((_, index) => index * index);
        const [line] = lineChart({
          at,
          series: [{ name: 'a', values: some }],
          from: '',
          to: '',
          words,
        }).lines;
        for (const [x = -1, y = -1] of pointsOf(line?.points ?? '')) {
          expect(x >= 0 && x <= 100 && y >= 0 && y <= 100, line?.points).toBe(true);
        }
      }),
    );
  });
});

test.each([
  [0, 1],
  [1, 1],
  [3, 3],
  [7, 8],
  [10, 10],
  [11, 15],
  [26, 30],
  [999, 1_000],
  [1_000_001, 1_500_000],
])('above %d the next round number is %d', (value, expected) => {
  expect(roundUp(value)).toBe(expected);
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
