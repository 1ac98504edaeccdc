import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Stage, stages } from '../../../../src/domain/bounces/bounce-reason.ts';
import { type Handover, inWords, type Outcome, outcomeOf } from '../../../../src/domain/sending/outcome.ts';

// What real and made-up replies mean, each at the step where it came.

const envelope = { envelopeFrom: 'b+d7@bounce.example.org', envelopeTo: 'ada@example.net' };

function handover(stage: Stage, reply: string): Handover {
  const bodyGiven = stage === 'data';
  return { reply, stage, accepted: false, bodyGiven, error: null, server: 'mail.example.org:587' };
}

/** In the words of the collections. */
function verdict(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'about-us':
      return outcome.trouble === 'quota' ? 'sender-wait' : 'sender';
    case 'failed':
      return outcome.hard ? 'hard' : outcome.stage === 'data' ? 'message' : 'soft';
    case 'retry':
    case 'sent':
    case 'unknown':
      return outcome.kind;
  }
}

type Line = { stage: string; reply: string; about: string };

function read(file: string): Line[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

const root = join(import.meta.dirname, '../../../..');
const own = join(root, 'tests/fixtures/smtp-replies.jsonl');
const beside = ['..', '../..']
  .map((up) => join(root, up, 'shared', 'cases', 'smtp-replies.jsonl'))
  .find((file) => existsSync(file));

describe.each([own, ...(beside === undefined ? [] : [beside])])('%s', (file) => {
  test.each(read(file))('$stage $reply is about: $about', ({ stage, reply, about }) => {
    const at = stages.find((one) => one === stage.toLowerCase());
    expect(at).toBeDefined();
    expect(verdict(outcomeOf(handover(at!, reply), envelope))).toBe(about);
  });
});

describe('whatever a server says', () => {
  const code = fc.integer({ min: 400, max: 599 }).map(String);
  const words = fc.oneof(
    fc.string(),
    fc.constantFrom(...read(own).map(({ reply }) => reply.slice(4))),
    fc.constantFrom('5.1.1 user unknown', '5.2.2 mailbox full', '4.7.1 greylisted', '5.7.1 spam'),
  );
  const reply = fc.tuple(code, words).map(([number, text]) => `${number} ${text}`);
  const before = fc.constantFrom<Stage>('connect', 'ehlo', 'auth', 'mail');

  test('before a recipient is named, it is about us', () => {
    fc.assert(
      fc.property(before, reply, (stage, said) => {
        expect(outcomeOf(handover(stage, said), envelope).kind).toBe('about-us');
      }),
    );
  });
  test('after the message, the address is not gone', () => {
    fc.assert(
      fc.property(reply, (said) => {
        expect(outcomeOf(handover('data', said), envelope)).not.toMatchObject({ hard: true });
      }),
    );
  });
  test('a temporary refusal fails no delivery', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stages), reply, (stage, said) => {
        const { kind } = outcomeOf(handover(stage, `4${said.slice(1)}`), envelope);
        expect(['retry', 'about-us']).toContain(kind);
      }),
    );
  });
  test('a reply code alone says of no address that it is gone, but for 551 and 556', () => {
    fc.assert(
      fc.property(code, (number) => {
        const outcome = outcomeOf(handover('rcpt', `${number} no`), envelope);
        if (number !== '551' && number !== '556') expect(outcome).not.toMatchObject({ hard: true });
      }),
    );
  });
  test('what is kept of it names nobody, and is one line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stages), reply, fc.emailAddress(), (stage, said, address) => {
        const words = `${said} <${address}>\r\n550 ${address}`;
        const kept = inWords(outcomeOf(handover(stage, words), envelope));
        expect(kept).not.toContain(address);
        expect(kept).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

test('a reply that names our return path and not the reader is about us', () => {
  const names = (address: string) => handover('rcpt', `550 5.1.1 <${address}>: user unknown`);
  expect(outcomeOf(names(envelope.envelopeFrom), envelope)).toMatchObject({
    kind: 'about-us',
    trouble: 'sender',
    server: 'mail.example.org:587',
  });
  expect(outcomeOf(names(envelope.envelopeTo), envelope)).toMatchObject({ kind: 'failed', hard: true });
  expect(outcomeOf(names('ADA@Example.net'), envelope)).toMatchObject({ kind: 'failed', hard: true });
});

test('what is kept says where a refusal came, in one line', () => {
  const told = (stage: Stage, reply: string) => inWords(outcomeOf(handover(stage, reply), envelope));
  expect(told('rcpt', '550-5.1.1 no such user\r\n550 5.1.1 <ada@example.net>')).toBe(
    'RCPT: 550-5.1.1 no such user 550 5.1.1 [address]',
  );
  expect(told('mail', '454 Throttling failure')).toBe('MAIL: 454 Throttling failure');
  expect(told('data', '554 5.7.1 spam')).toBe('DATA: 554 5.7.1 spam');
  const down = { ...handover('connect', ''), reply: null, error: 'mail.example.org:587 refuses connections' };
  expect(inWords(outcomeOf(down))).toBe('mail.example.org:587 refuses connections');
});

test('no reply takes long to judge', () => {
  const pieces = [
    'sending limit ',
    'user ',
    'sender ',
    '<a@b> ',
    'a@',
    '550-5.1.1 ',
    'helo not ',
    'спам ',
    ' ',
  ];
  for (const piece of pieces) {
    const reply = `550 ${piece.repeat(Math.ceil((256 * 1024) / piece.length))}`;
    const begun = performance.now();
    outcomeOf(handover('rcpt', reply), envelope);
    expect(performance.now() - begun, piece).toBeLessThan(100);
  }
});
