import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../../src/domain/errors.ts';
import { domainFuzzer } from '../../fuzz/domain.ts';
import { type Fuzzer, faultOf, fuzz, isRefusal, reduced, type Target, textsFor } from '../../fuzz/fuzzer.ts';
import { keepSeed, packed, seedsOf, unpacked } from '../../fuzz/seeds.ts';
import { smtpFuzzer } from '../../fuzz/smtp.ts';
import { sourcesFuzzer } from '../../fuzz/sources.ts';
import { webhooksFuzzer } from '../../fuzz/webhooks.ts';
import { seeded } from '../../support/seeded.ts';

describe.each([
  ['domain', domainFuzzer],
  ['sources', sourcesFuzzer],
  ['webhooks', webhooksFuzzer],
  ['smtp', smtpFuzzer],
] as const)('the fuzzer of %s', (name, open) => {
  test('finds nothing wrong any more with what was found before, nor with some new texts', async () => {
    const fuzzer: Fuzzer = await open();
    try {
      const seeds = await seedsOf(name);
      expect(seeds.length).toBeGreaterThan(0);
      for (const { target, text } of seeds) {
        const one = fuzzer.targets.find((other) => other.name === target);
        expect(one, `${target}, of which a seed speaks`).toBeDefined();
        expect(await faultOf(one!, text), `${target}: ${text.slice(0, 80)}`).toBeNull();
      }
      const { findings, texts } = await fuzz(fuzzer, { seed: 1, until: performance.now() + 200 });
      expect(texts).toBeGreaterThan(0);
      expect(findings).toEqual([]);
    } finally {
      await fuzzer.close();
    }
  });
});

/** Something with a fault that a few changes lead to. */
const faulty = (check: Target['check'], more: Partial<Target> = {}): Target => ({
  name: 'faulty',
  corpus: ['one two three'],
  dictionary: ['<', '>>'],
  longest: 100_000,
  mostMs: 50,
  check,
  ...more,
});

describe('a fuzzer', () => {
  test.each([
    [
      'an exception that is no refusal',
      (text: string): string | null => {
        if (text.includes('<') && text.includes('>>')) throw new TypeError('x is not a function');
        return null;
      },
      'throws TypeError: x is not a function',
      /^(<>>|>><)$/,
    ],
    [
      'a promise that is not kept',
      (text: string): string | null => (text.includes('<<<') ? 'three of them' : null),
      'three of them',
      /^<<<$/,
    ],
  ] as const)('finds %s, and makes it short', async (_, check, fault, shortest) => {
    const { findings } = await fuzz(
      { targets: [faulty(check)] },
      { seed: 7, until: performance.now() + 800 },
    );
    expect(findings).toEqual([{ target: 'faulty', fault, text: expect.stringMatching(shortest) }]);
  });

  test('finds what takes too long', async () => {
    const slow = faulty(
      (text) => {
        const begun = process.threadCpuUsage().user;
        while (text.length > 5_000 && process.threadCpuUsage().user - begun < 9_000);
        return null;
      },
      { mostMs: 5 },
    );
    expect(await faultOf(slow, 'x'.repeat(6_000))).toBe('takes more than 5 ms');
    expect(await faultOf(slow, 'x')).toBeNull();
    const short = await reduced(
      slow,
      { target: 'faulty', fault: 'takes more than 5 ms', text: 'x'.repeat(20_000) },
      1_000,
    );
    expect(short.length).toBeLessThan(15_000);
  });

  test('knows a refusal from a fault', () => {
    expect(isRefusal(new DomainError('invalid', 'no'))).toBe(true);
    expect(isRefusal(new Error('the answer is no list of papers'))).toBe(true);
    for (const fault of [new TypeError('x'), new RangeError('x'), new URIError('x'), 'x', null])
      expect(isRefusal(fault)).toBe(false);
  });

  test('gives the same texts for the same seed, and others for another one', () => {
    const some = (seed: number, more: Partial<Target> = {}) => {
      const texts = textsFor(
        faulty(() => null, more),
        seeded(seed),
      );
      return Array.from({ length: 50 }, (): unknown => texts.next().value);
    };
    expect(some(1)).toEqual(some(1));
    expect(some(2)).not.toEqual(some(1));
    const json = some(1, { json: true, corpus: ['{"a":[1,2,{"b":"c"}]}'] });
    expect(/constructor|__proto__/.test(json.join())).toBe(true);
  });

  test('keeps what it found, in few words', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'offprint-seeds-'));
    try {
      const text = `\u0000\ud800é${'ab '.repeat(50_000)}end`;
      const file = await keepSeed('some', { target: 'faulty', fault: 'a fault', text }, folder);
      expect(await seedsOf('some', folder)).toEqual([{ target: 'faulty', text }]);
      expect(JSON.stringify(packed(text)).length).toBeLessThan(200);
      expect(unpacked(packed(text))).toBe(text);
      expect(file).toMatch(/some\/[\da-f]{12}\.json$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
