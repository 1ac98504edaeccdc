import { describe, expect, it } from 'vitest';
import { longest } from '../../../src/domain/lengths.ts';
import { type Call, callOf, calls, textFunctions, withTexts } from '../../support/text-functions.ts';
import { hostileTokens } from './hostile-texts.ts';

/** Folders whose parsers are still to be bounded. */
const pending: readonly string[] = [];

const isPending = ({ name }: { name: string }) => pending.some((folder) => name.startsWith(folder));

const mostMs = 50;
/** How many milliseconds of this thread's processor a call takes: the best of five, unless the first is quick. */
function cost(call: Call, text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5 && best > mostMs; tries++) {
    const before = process.threadCpuUsage();
    try {
      call(text);
    } catch {
      // Throwing is a way to refuse.
    }
    const { user, system } = process.threadCpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** So much at most a form may ever have brought. */
const longestBody = 256 * 1024;

/**
 * A run of the token as long as what is read whole of an abstract, the same within something else, and one that is
 * longer than anything that is read.
 */
function textsOf(token: string): string[] {
  const run = (length: number) => token.repeat(Math.ceil(length / token.length)).slice(0, length);
  const within = (length: number) => `x${run(length - 2)}y`;
  return [run(longest.tex), within(longest.tex), within(longestBody)];
}

describe('long texts', () => {
  it('can be given to every exported function that takes a text, each told how', async () => {
    const untold = (await textFunctions()).filter((one) => callOf(one) === null && !isPending(one));
    expect(untold.map(({ name }) => name)).toEqual([]);
  });

  it('knows the functions by themselves', async () => {
    const names = (await textFunctions()).map(({ name }) => name);
    expect(names).toContain('subscribers/address.ts parseAddress');
    expect(names).toContain('ranking/leading-authors.ts leadingAuthors');
    expect(Object.keys(calls).filter((name) => !names.includes(name))).toEqual([]);
    expect(hostileTokens.length).toBeGreaterThanOrEqual(60);
  });

  it(`cost none of them more than ${mostMs} ms of processor time, whatever is repeated`, async () => {
    const open = new Map<string, Call>(Object.entries(withTexts));
    for (const one of await textFunctions()) {
      const call = callOf(one);
      if (call !== null && !isPending(one)) open.set(one.name, call);
    }
    const slow: string[] = [];
    for (const token of hostileTokens) {
      for (const text of textsOf(token)) {
        for (const [name, call] of open) {
          const ms = cost(call, text);
          if (ms <= mostMs) continue;
          slow.push(`${name}: ${Math.round(ms)} ms for ${text.length} of ${JSON.stringify(token)}`);
          open.delete(name);
        }
      }
    }
    expect(slow).toEqual([]);
  });
});
