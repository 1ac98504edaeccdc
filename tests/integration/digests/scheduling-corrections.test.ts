import { describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { scheduleDigests } from '../../../src/app/digests/schedule-digests.ts';
import { addManyReaders } from '../../support/readers.ts';
import { schedulingTests } from '../../support/scheduling.ts';

const { service, deps, run, at, tick, dueAt, audienceOf, reader } = schedulingTests();

/** Readers who want a digest at eight: all three were due on Monday, 1 February 2027, or the two days around it. */
async function oneOfEachCadence(): Promise<number[]> {
  const ids: number[] = [];
  for (const cadence of ['daily', 'weekly', 'monthly'] as const)
    ids.push(await reader('2027-01-30T12:00:00Z', { cadence }, cadence));
  return ids;
}

describe('after an outage, at once', () => {
  test('of three days, readers of every cadence get one digest, at once', async () => {
    const ids = await oneOfEachCadence();
    expect(await tick('2027-02-02T10:00:00Z')).toEqual(['daily', 'weekly', 'monthly']);
    expect(await Promise.all([1, 2, 3].map(audienceOf))).toEqual([1, 1, 1]);
    expect(await Promise.all(ids.map(dueAt))).toEqual([
      '2027-02-03T07:00:00.000Z',
      '2027-02-08T07:00:00.000Z',
      '2027-03-01T07:00:00.000Z',
    ]);
    expect(await tick('2027-02-02T10:01:00Z')).toEqual([]);
  });
});

describe('after an outage, with CATCH_UP=next-hour', () => {
  const catchUp = 'next-hour';

  test('of five hours, whoever missed the hour gets one digest the next day, not two', async () => {
    const missed = await reader('2026-11-24T12:00:00Z', { hour: 8 }, 'missed');
    const justMissed = await reader('2026-11-24T12:00:00Z', { hour: 12 }, 'just-missed');
    expect(await tick('2026-11-25T11:45:00Z', { catchUp })).toEqual(['daily']);
    expect(await run('SELECT subscriber_id FROM delivery')).toEqual([{ subscriber_id: justMissed }]);
    expect(await dueAt(missed)).toBe('2026-11-26T07:00:00.000Z');
    expect(await tick('2026-11-26T07:00:00Z', { catchUp })).toEqual(['daily']);
    expect(await run('SELECT digest_id FROM delivery WHERE subscriber_id = $1', [missed])).toHaveLength(1);
    expect(await dueAt(missed)).toBe('2026-11-27T07:00:00.000Z');
  });

  test('of three days, readers of every cadence get theirs at the next hour, not at their next day', async () => {
    const ids = await oneOfEachCadence();
    expect(await tick('2027-02-02T10:00:00Z', { catchUp })).toEqual([]);
    for (const id of ids) expect(await dueAt(id)).toBe('2027-02-03T07:00:00.000Z');
    expect(await tick('2027-02-03T07:00:00Z', { catchUp })).toEqual(['daily', 'weekly', 'monthly']);
    expect(await Promise.all([1, 2, 3].map(audienceOf))).toEqual([1, 1, 1]);
    expect(await Promise.all(ids.map(dueAt))).toEqual([
      '2027-02-04T07:00:00.000Z',
      '2027-02-08T07:00:00.000Z',
      '2027-03-01T07:00:00.000Z',
    ]);
  });

  test('a digest that was being planned reaches the rest of its readers', async () => {
    await reader('2026-11-24T12:00:00Z', { hour: 8 }, 'planned');
    const missed = await reader('2026-11-24T12:00:00Z', { hour: 9 }, 'missed');
    at('2026-11-25T07:00:00Z');
    const [id] = await scheduleDigests(deps());
    at('2026-11-25T09:30:00Z');
    await scheduleDigests(deps(), { catchUp });
    await planDigest(deps(), id!);
    expect(await run('SELECT subscriber_id FROM delivery')).toEqual([{ subscriber_id: 1 }]);
    expect(await dueAt(missed)).toBe('2026-11-26T08:00:00.000Z');
  });

  test('ticks at the same moment move each reader once', async () => {
    await addManyReaders(service().databaseUrl, 2_500, {
      dueAt: new Date('2026-11-25T08:00:00Z'),
      confirmedAt: new Date('2026-11-24T08:00:00Z'),
    });
    at('2026-11-25T13:00:00Z');
    const ticks = [deps(), deps()].map((one) => scheduleDigests(one, { catchUp }));
    expect((await Promise.all(ticks)).flat()).toEqual([]);
    expect(await run('SELECT next_due_at AS due, count(*)::int FROM subscriber GROUP BY 1')).toEqual([
      { due: new Date('2026-11-26T08:00:00Z'), count: 2_500 },
    ]);
  });
});

describe('a clock that was wrong', () => {
  const setBackTo = ['2026-11-25T06:00:00Z', '2026-11-24T07:00:30Z', '2026-11-23T08:00:00Z'];
  test.each(setBackTo)('and is set back to %s mails nobody again for the same slot', async (instant) => {
    const id = await reader('2026-11-23T07:30:00Z', { hour: 8 });
    await run(`UPDATE subscriber SET next_due_at = '2026-11-25T07:00:00Z'`);
    expect(await tick('2026-11-25T07:00:30Z')).toEqual(['daily']);
    const back = Date.parse(instant);
    for (let minutes = 0; back + minutes * 60_000 < Date.parse('2026-11-26T07:00:00Z'); minutes += 60)
      expect(await tick(new Date(back + minutes * 60_000).toISOString())).toEqual([]);
    expect(await dueAt(id)).toBe('2026-11-26T07:00:00.000Z');
    expect(await tick('2026-11-26T07:00:00Z')).toEqual(['daily']);
  });

  test('and is set back leaves a slot that was used to its digest: whoever is new gets one a minute later', async () => {
    await reader('2026-11-24T12:00:00Z', { hour: 8 }, 'old');
    expect(await tick('2026-11-25T07:00:00Z')).toEqual(['daily']);
    const added = await reader('2026-11-24T12:00:00Z', { hour: 8 }, 'new');
    expect(await tick('2026-11-25T07:00:00Z')).toEqual([]);
    expect(await tick('2026-11-25T07:01:00Z')).toEqual(['daily']);
    const found = await run('SELECT subscriber_id FROM delivery ORDER BY id');
    expect(found.map((row) => row['subscriber_id'])).toEqual([1, added]);
  });

  test('that is behind the one that made a digest, in planning it, mails nobody again for its slot', async () => {
    const id = await reader('2026-11-24T12:00:00Z', { hour: 8 });
    at('2026-11-25T07:00:00Z');
    const [digestId] = await scheduleDigests(deps());
    // Another machine's, or the same one's after it was set back.
    at('2026-11-25T06:59:59Z');
    await planDigest(deps(), digestId!);
    expect(await dueAt(id)).toBe('2026-11-26T07:00:00.000Z');
    expect(await tick('2026-11-25T07:01:00Z')).toEqual([]);
  });

  test('by a year, and is put right, does not silence readers for a year', async () => {
    const ids = await oneOfEachCadence();
    await tick('2028-02-01T12:00:00Z');
    const farAway = await Promise.all(ids.map(dueAt));
    for (const due of farAway) expect(due).toMatch(/^2028-0[23]/);
    expect(await tick('2027-02-01T06:30:00Z')).toEqual([]);
    for (const id of ids) expect(await dueAt(id)).toBe('2027-02-01T07:00:00.000Z');
    const lastDigests = await run('SELECT max(last_planned_at) AS last FROM subscriber');
    expect(lastDigests).toEqual([{ last: new Date('2027-02-01T06:30:00Z') }]);
    expect(await tick('2027-02-01T07:00:00Z')).toEqual(['daily', 'weekly', 'monthly']);
    expect(await tick('2027-02-01T07:01:00Z')).toEqual([]);
  });
});

describe('new rules of a time zone, known since a due time was set', () => {
  /** A daily reader at eight in Berlin, 07:00 UTC, whose due time was set by other rules. */
  async function dueByOldRules(stored: string): Promise<number> {
    const id = await reader('2026-11-24T12:00:00Z', { hour: 8 });
    await run('UPDATE subscriber SET next_due_at = $1', [stored]);
    return id;
  }

  test('that make the hour come later let the reader wait for it', async () => {
    const id = await dueByOldRules('2026-11-25T06:00:00Z');
    expect(await tick('2026-11-25T05:30:00Z')).toEqual([]);
    expect(await dueAt(id)).toBe('2026-11-25T07:00:00.000Z');
    expect(await tick('2026-11-25T06:00:00Z')).toEqual([]);
    expect(await tick('2026-11-25T07:00:00Z')).toEqual(['daily']);
    expect(await dueAt(id)).toBe('2026-11-26T07:00:00.000Z');
  });

  test('that make it come earlier are followed while it has not passed', async () => {
    await dueByOldRules('2026-11-25T08:00:00Z');
    expect(await tick('2026-11-25T06:30:00Z')).toEqual([]);
    expect(await tick('2026-11-25T07:00:00Z')).toEqual(['daily']);
    expect(await tick('2026-11-25T08:00:00Z')).toEqual([]);
  });

  test('that make it have passed already bring the digest at once, and once', async () => {
    const id = await dueByOldRules('2026-11-25T08:00:00Z');
    expect(await tick('2026-11-25T07:30:00Z')).toEqual(['daily']);
    expect(await tick('2026-11-25T08:00:00Z')).toEqual([]);
    expect(await dueAt(id)).toBe('2026-11-26T07:00:00.000Z');
  });

  test('do not bring a second digest to whoever had one since', async () => {
    await dueByOldRules('2026-11-25T08:00:00Z');
    await run(`UPDATE subscriber SET last_planned_at = '2026-11-25T07:10:00Z'`);
    expect(await tick('2026-11-25T07:30:00Z')).toEqual([]);
  });

  test('are looked for once an hour, by one process', async () => {
    await dueByOldRules('2026-11-25T06:00:00Z');
    await run(`UPDATE installation SET due_times_checked_at = '2026-11-25T04:45:00Z'`);
    expect(await tick('2026-11-25T05:30:00Z')).toEqual([]);
    expect(await dueAt(1)).toBe('2026-11-25T06:00:00.000Z');
    await tick('2026-11-25T05:45:00Z');
    expect(await dueAt(1)).toBe('2026-11-25T07:00:00.000Z');
  });
});
