import { callOf, domain, textFunctions, withTexts } from '../support/text-functions.ts';
import { type Fuzzer, isRefusal, type Target } from './fuzzer.ts';
import { corpusOf, dictionaryOf } from './material.ts';
import { promises } from './promises.ts';

/** Longer than anything that may come: a form once took as much. */
const longest = 256 * 1024;
const mostMs = 50;

/** Functions that throw for a text that another one has to have looked at before, as their words say. */
const trusting: Readonly<Record<string, new (...given: never[]) => Error>> = {
  'doctor/zone-line.ts textLine': RangeError,
  'doctor/dmarc-record.ts firstDmarcRecord': RangeError,
  'time/zone.ts localTime': RangeError,
  'time/zone.ts offsetMinutes': RangeError,
  'time/zone.ts instantOf': RangeError,
  'time/zone-names.ts offsetInWords': RangeError,
  'languages/formats.ts dateInWords': RangeError,
  'languages/formats.ts dayInWords': RangeError,
  'languages/formats.ts momentInWords': RangeError,
  'languages/formats.ts shortDate': RangeError,
  'languages/formats.ts shortMoment': RangeError,
};

function targetOf(name: string, call: (text: string) => unknown): Target {
  const [file = ''] = name.split(' ');
  const refuses = trusting[name];
  return {
    name,
    corpus: corpusOf(file.split('/')[0] ?? ''),
    dictionary: dictionaryOf(domain, file),
    longest,
    mostMs,
    check(text) {
      try {
        call(text);
      } catch (error) {
        if (!isRefusal(error) && !(refuses !== undefined && error instanceof refuses)) throw error;
      }
      return null;
    },
  };
}

/** Every exported function of the domain that takes a text, found as the test of long texts finds them. */
export async function domainFuzzer(): Promise<Fuzzer> {
  const functions = (await textFunctions()).flatMap((one) => {
    const call = callOf(one);
    return call === null ? [] : [targetOf(one.name, call)];
  });
  const others = Object.entries(withTexts).map(([name, call]) => targetOf(name, call));
  const kept = promises.map(({ name, file, holds }): Target => {
    const { corpus, dictionary } = targetOf(`${file} `, () => null);
    return { name, corpus, dictionary, longest, mostMs: null, check: holds };
  });
  return { name: 'domain', targets: [...functions, ...others, ...kept], close: async () => undefined };
}
