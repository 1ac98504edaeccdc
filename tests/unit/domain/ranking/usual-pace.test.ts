import { describe, expect, test } from 'vitest';
import { ages, type Gains, notKnown, noVotes, usualPace } from '../../../../src/domain/ranking/usual-pace.ts';

/** A paper that had gained `value` by each age, in the only window. */
const all = (value: number): Gains => new Float64Array(ages.length).fill(value);
const papers = (field: string | null, ...values: number[]) =>
  values.map((value) => ({ field, gains: all(value) }));
const stranger = all(notKnown);
const times = (count: number, value: number) => Array.from({ length: count }, () => value);
const at = (pace: ReturnType<typeof usualPace>, field: string | null, own = stranger, age = 1) =>
  pace({ field, window: 0, age, own });

describe('the usual pace', () => {
  test('of a field with many papers is their median, whatever a few of them got', () => {
    const pace = usualPace(papers('cs.RO', ...times(200, 4), 5_000, 9_000, 10_000), 1);
    expect(at(pace, 'cs.RO').voted).toBeCloseTo(4, 0);
  });
  test('of a thin field is drawn towards that of all: (10·m + Σ) / (10 + n)', () => {
    const pace = usualPace([...papers('cs.CL', ...times(990, 20)), ...papers('hep-th', ...times(10, 2))], 1);
    const whole = (1_000 * 20) / 1_010;
    expect(at(pace, 'hep-th').voted).toBeCloseTo((10 * whole + 10 * 2) / 20, 9);
    expect(at(pace, 'cs.CL').voted).toBeCloseTo((10 * whole + 990 * 20) / 1_000, 9);
    expect(at(pace, 'math.NT').voted).toBeCloseTo(whole, 9);
  });
  test('of any paper is less by the share that no source speaks of', () => {
    const pace = usualPace(papers('cs.RO', ...times(100, 8), ...times(300, noVotes)), 1);
    const { voted, any } = at(pace, 'cs.RO');
    expect(any / voted).toBeCloseTo(0.25, 9);
  });
  test('of a field without votes is hardly any, however loud the others are', () => {
    const pace = usualPace(
      [...papers('cs.CL', ...times(500, 40)), ...papers('hep-th', ...times(490, noVotes))],
      1,
    );
    expect(at(pace, 'hep-th').any).toBeLessThan(0.5);
    expect(at(pace, 'cs.CL').any).toBeGreaterThan(30);
  });
  test('leaves out the paper that it is asked for', () => {
    const own = all(1_000);
    const pace = usualPace([{ field: 'cs.RO', gains: own }, ...papers('cs.RO', 2)], 1);
    expect(at(pace, 'cs.RO', own).papers).toBe(1);
    expect(at(pace, 'cs.RO', own).voted).toBeCloseTo((10 * (2 / 11) + 2) / 11, 9);
  });
  test('grows from nothing to the first age, evenly between two, and stays at the last that is known', () => {
    const gains = all(notKnown);
    gains.set([10, 20, 40]);
    const pace = usualPace(
      times(2_000, 0).map(() => ({ field: null, gains })),
      1,
    );
    const voted = (age: number) => at(pace, null, stranger, age).voted;
    expect(voted(0)).toBe(0);
    expect(voted(0.25)).toBeCloseTo(voted(0.5) / 2, 9);
    expect(voted(1.5)).toBeCloseTo((voted(1) + voted(2)) / 2, 9);
    expect(voted(400)).toBe(voted(2));
  });
  test('is nothing where nothing is known', () => {
    expect(at(usualPace([], 1), 'cs.RO')).toEqual({ voted: 0, any: 0, papers: 0 });
  });
});
