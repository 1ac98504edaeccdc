import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../../src/domain/sending/outcome.ts';
import {
  afterHanding,
  type Handed,
  noRefusals,
  type RefusalRun,
  sameWords,
  settled,
} from '../../../../src/domain/sending/refusal-run.ts';

const unknownUser = (recipient: string): Outcome => ({
  kind: 'failed',
  stage: 'rcpt',
  hard: true,
  reply: `550 5.1.1 ${recipient}.example user unknown (id ${recipient}X7)`,
});
const full: Outcome = { kind: 'failed', stage: 'rcpt', hard: false, reply: '552 5.2.2 mailbox full' };
const sent: Outcome = { kind: 'sent', reply: '250 ok' };

type Told = { readers: number[]; us: number[] };

/** Hands the messages over one after the other; `of` is the number of the message. */
function play(handed: readonly Omit<Handed<number>, 'of'>[]): Told & { run: RefusalRun<number> } {
  let run: RefusalRun<number> = noRefusals;
  const told: Told = { readers: [], us: [] };
  for (const [of, one] of handed.entries()) {
    const judged = afterHanding(run, { ...one, of });
    run = judged.run;
    told.readers.push(...judged.readers);
    told.us.push(...judged.us);
  }
  return { ...told, run };
}

const message = (index: number, domains: number, outcome?: Outcome) => ({
  recipient: `reader${index}`,
  domain: `d${index % domains}.example`,
  outcome: outcome ?? unknownUser(`reader${index}`),
});
const refused = (count: number, domains: number) =>
  Array.from({ length: count }, (_, index) => message(index, domains));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('refusals in a row and in the same words', () => {
  test('are about us from the eighth recipient of the fifth domain on, with those before', () => {
    expect(play(refused(7, 5))).toMatchObject({ readers: [], us: [] });
    expect(play(refused(8, 5))).toMatchObject({ readers: [], us: upTo(8) });
    expect(play(refused(40, 5))).toMatchObject({ readers: [], us: upTo(40) });
  });
  test('of four domains are those domains’ affair', () => {
    expect(play(refused(200, 4)).us).toEqual([]);
  });
  test('of one recipient, tried again and again, say nothing of others', () => {
    const again = upTo(20).map((index) => ({ ...message(index, 6), recipient: 'same' }));
    expect(play(again).us).toEqual([]);
  });
  test('are what they say when one is accepted between them', () => {
    const handed = [...refused(7, 5), message(7, 5, sent), ...refused(7, 5)];
    expect(play(handed)).toMatchObject({ readers: upTo(7), us: [] });
  });
  test('may have other words between them', () => {
    const handed = refused(8, 5).flatMap((one, index) => [
      one,
      message(100 + index, 5, index < 7 ? full : sent),
    ]);
    expect(play(handed)).toMatchObject({ readers: [1, 3, 5, 7, 9, 11, 13], us: [0, 2, 4, 6, 8, 10, 12, 14] });
  });
  test('are what they say when no more comes', () => {
    const { run } = play(refused(5, 5));
    expect(settled(run)).toEqual({ run: noRefusals, readers: upTo(5), us: [], reply: null });
  });
  test('are about us with the words of the last one', () => {
    const { run } = play(refused(7, 5));
    const { reply } = afterHanding(run, { ...message(7, 5), of: 7 });
    expect(reply).toBe('RCPT: 550 5.1.1 reader7.example user unknown (id reader7X7)');
  });
});

test('greylisting, what is about us anyway and what may have arrived belong to no run', () => {
  const others: Outcome[] = [
    { kind: 'retry', stage: 'rcpt', reply: '451 4.7.1 Greylisted, come back' },
    { kind: 'about-us', trouble: 'quota', stage: 'mail', server: null, reply: '454 quota' },
    { kind: 'unknown', reply: 'the connection was lost' },
    { kind: 'retry', stage: null, reply: 'the connection was lost' },
  ];
  for (const outcome of others) expect(play(upTo(50).map((i) => message(i, 9, outcome))).us).toEqual([]);
});

test('the same words are the same whatever names, numbers and ids they hold', () => {
  expect(sameWords('RCPT: 550 5.1.1 [address]: user unknown (id 4AbC9)')).toBe(
    sameWords('RCPT: 550 5.1.1 [address]: user unknown (id x77-1)'),
  );
  expect(sameWords('550 5.1.1 user unknown')).not.toBe(sameWords('550 5.7.1 user unknown'));
  expect(sameWords('550 user unknown')).not.toBe(sameWords('550 mailbox full'));
});

describe('whatever a server does', () => {
  const outcome = fc.constantFrom<Outcome>(unknownUser('x'), full, sent, {
    kind: 'retry',
    stage: 'rcpt',
    reply: '451 4.3.0 later',
  });
  const handed = fc.array(
    fc.record({
      recipient: fc.integer({ min: 0, max: 30 }).map(String),
      domain: fc.constantFrom('a.example', 'b.example', 'c.example', 'd.example', 'e.example', 'f.example'),
      outcome,
    }),
    { maxLength: 120 },
  );

  test('every refusal is told once, as the reader’s or as ours', () => {
    fc.assert(
      fc.property(handed, (messages) => {
        const { readers, us, run } = play(messages);
        const all = [...readers, ...us, ...settled(run).readers].sort((a, b) => a - b);
        const refusals = messages.flatMap((one, index) => (one.outcome.kind === 'sent' ? [] : [index]));
        expect(all).toEqual(refusals);
      }),
    );
  });
  test('nothing is ours without eight recipients of five domains since the last that was accepted', () => {
    fc.assert(
      fc.property(handed, (messages) => {
        for (const index of play(messages).us) {
          const reply = messages[index]?.outcome.reply;
          const from = messages.findLastIndex((one, at) => at < index && one.outcome.kind === 'sent') + 1;
          const next = messages.findIndex((one, at) => at > index && one.outcome.kind === 'sent');
          const same = messages
            .slice(from, next === -1 ? undefined : next)
            .filter((one) => one.outcome.reply === reply);
          expect(new Set(same.map(({ recipient }) => recipient)).size).toBeGreaterThanOrEqual(8);
          expect(new Set(same.map(({ domain }) => domain)).size).toBeGreaterThanOrEqual(5);
        }
      }),
    );
  });
  test('what is kept is bounded', () => {
    const many = upTo(5_000).map((index) => message(index, 3));
    const { run, readers } = play(many);
    expect(readers.length).toBe(4_000);
    expect([...run.byWords.values()].every(({ recipients }) => recipients.size <= 8)).toBe(true);
    const words = (index: number) =>
      index.toString(26).replace(/\d/g, (digit) => 'klmnopqrst'[Number(digit)] ?? '');
    const reply = (index: number): Outcome => ({ ...full, reply: `550 ${words(index)}` }) as Outcome;
    expect(play(upTo(500).map((index) => message(index, 9, reply(index)))).run.byWords.size).toBe(50);
  });
});
