import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { english } from '../../../../src/domain/languages/en.ts';
import {
  capitalised,
  counted,
  dateInWords,
  dayInWords,
  interestsInWords,
  listed,
  momentInWords,
  rhythmInWords,
} from '../../../../src/domain/languages/formats.ts';
import {
  askedLanguage,
  isLanguageTag,
  knownLanguage,
  languageChoices,
  languageOf,
  storedLanguage,
} from '../../../../src/domain/languages/index.ts';
import type { Language } from '../../../../src/domain/languages/language.ts';
import { placesIn } from '../../../../src/http/say.ts';

const german = languageOf('de');

/** Every word of a language by its path, and what each says when it is given marks for values. */
function sayings(part: object, path = ''): Map<string, { said: string; asked: string[] }> {
  const found = new Map<string, { said: string; asked: string[] }>();
  for (const [name, value] of Object.entries(part) as [string, unknown][]) {
    const key = `${path}${name}`;
    if (typeof value === 'string') found.set(key, { said: value, asked: placesIn(value).sort() });
    else if (typeof value === 'function') found.set(key, saying(value as (words: unknown) => string));
    else if (value !== null)
      for (const [inner, one] of sayings(value as object, `${key}.`)) found.set(inner, one);
  }
  return found;
}

/** Every text that counts, by its path. */
function countsOf(part: object, path = ''): [string, object][] {
  return Object.entries(part).flatMap(([name, value]: [string, unknown]): [string, object][] => {
    if (typeof value !== 'object' || value === null) return [];
    const key = `${path}${name}`;
    return 'other' in value ? [[key, value]] : countsOf(value, `${key}.`);
  });
}

function saying(say: (words: unknown, second?: string) => string): { said: string; asked: string[] } {
  const asked = new Set<string>();
  const values = new Proxy(
    { [Symbol.toPrimitive]: () => '‹value›' },
    {
      get(target, name) {
        if (typeof name === 'symbol') return Reflect.get(target, name);
        asked.add(name);
        return name === 'cadence' ? 'daily' : `‹${name}›`;
      },
    },
  );
  return { said: say(values, '‹number›'), asked: [...asked].sort() };
}

describe.each(languageChoices)('$name', ({ tag }) => {
  const language = languageOf(tag);
  const counts = countsOf(language);

  it('has a form for each way of counting that it has', () => {
    const { pluralCategories } = new Intl.PluralRules(language.locale).resolvedOptions();
    expect(counts.length).toBeGreaterThan(3);
    for (const [name, forms] of counts) {
      expect([name, Object.keys(forms).toSorted()]).toEqual([name, pluralCategories.toSorted()]);
      for (const form of Object.values(forms as Record<string, string>)) expect(form).toContain('{n}');
    }
  });

  it('says every value that English says, and nothing that it was not given', () => {
    const own = sayings(language);
    for (const [path, { said: theirs, asked }] of sayings(english)) {
      // A form of counting that only English has.
      if (!own.has(path) && /\.(one|other)$/.test(path)) continue;
      const { said, asked: mine } = own.get(path)!;
      expect([path, mine]).toEqual([path, asked]);
      expect(said).not.toMatch(/undefined|null|\[object|NaN/);
      const values = theirs.match(/‹\w+›/g) ?? [];
      for (const value of values) expect([path, said]).toEqual([path, expect.stringContaining(value)]);
    }
  });

  it('leaves no English words untranslated', () => {
    if (tag === 'en') return;
    // What is the same word in both.
    const shared =
      /^(digest\.code|upvotes\.(one|other)|dir|pages\.forms\.(keywords|author)Example|pages\.(layout\.admin|preferences\.weights\.normal|papers\.(code|link)|digests\.mailbox\.mail))$/;
    const own = sayings(language);
    for (const [path, { said }] of sayings(english)) {
      if (!shared.test(path) && /[a-z]{2}/.test(said.replace(/‹\w+›|\{\w+\}/g, '')))
        expect([path, own.get(path)?.said]).not.toEqual([path, said]);
    }
  });

  it('writes no word with a character that would break a line or a direction', () => {
    for (const [path, { said }] of sayings(language)) {
      // Those in Markdown have paragraphs.
      const text = path.startsWith('pages.own.') ? said.replaceAll('\n', ' ') : said;
      expect([path, text]).toEqual([
        path,
        text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ''),
      ]);
    }
  });
});

describe('dates in words', () => {
  const instant = new Date('2026-11-24T23:30:00Z');

  it('are the reader’s date, whatever the date is elsewhere', () => {
    expect(dateInWords(instant, 'UTC', english)).toBe('Tuesday, 24 November 2026');
    expect(dateInWords(instant, 'Asia/Tokyo', english)).toBe('Wednesday, 25 November 2026');
    expect(dayInWords(instant, 'UTC', english)).toBe('Tuesday 24 November');
    expect(momentInWords(instant, 'America/New_York', english)).toBe('Tuesday, 24 November 2026 at 18:30');
  });

  it('are in the reader’s language', () => {
    expect(dateInWords(instant, 'UTC', german)).toBe('Dienstag, 24. November 2026');
    expect(momentInWords(instant, 'Europe/Berlin', german)).toBe('Mittwoch, 25. November 2026 um 00:30 Uhr');
  });

  it('follow the instant, asked again and again', () => {
    for (const day of [1, 2, 1]) {
      const date = new Date(Date.UTC(2026, 0, day));
      expect(dateInWords(date, 'UTC', english)).toMatch(`day, ${day} January 2026`);
      expect(dateInWords(date, 'UTC', german)).toMatch(`tag, ${day}. Januar 2026`);
    }
  });

  it('show midnight as 00:00', () => {
    const midnight = new Date('2026-11-24T00:00:00Z');
    expect(momentInWords(midnight, 'UTC', english)).toBe('Tuesday, 24 November 2026 at 00:00');
  });
});

describe('rhythmInWords', () => {
  const rhythm = { timezone: 'Europe/Berlin', hour: 8, weekday: 'monday' as const, maxPapers: 10 };
  const said = (cadence: 'daily' | 'weekly' | 'monthly', language: Language) =>
    rhythmInWords({ ...rhythm, cadence }, language);

  it('says when each cadence comes', () => {
    expect(said('daily', english)).toBe('daily at 08:00, Europe/Berlin');
    expect(said('weekly', english)).toBe('weekly, on Monday at 08:00, Europe/Berlin');
    expect(said('monthly', english)).toBe('monthly, on the 1st at 08:00, Europe/Berlin');
    expect(said('weekly', german)).toBe('wöchentlich, montags um 08:00 Uhr, Europe/Berlin');
    const friday = { ...rhythm, cadence: 'weekly' as const, weekday: 'friday' as const };
    expect(rhythmInWords(friday, english)).toBe('weekly, on Friday at 08:00, Europe/Berlin');
    expect(rhythmInWords(friday, german)).toBe('wöchentlich, freitags um 08:00 Uhr, Europe/Berlin');
  });
});

describe('lists and counts in words', () => {
  it('name up to the limit and count the rest', () => {
    expect(listed([], 3, english)).toBe('');
    expect(listed(['A'], 3, english)).toBe('A');
    expect(listed(['A', 'B'], 3, english)).toBe('A and B');
    expect(listed(['A', 'B', 'C'], 3, english)).toBe('A, B and C');
    expect(listed(['A', 'B', 'C', 'D', 'E'], 3, english)).toBe('A, B and 3 more');
    expect(listed(['A', 'B', 'C', 'D', 'E'], 3, german)).toBe('A, B und 3 weitere');
  });

  it('call no interests all fields', () => {
    expect(interestsInWords([], 3, english)).toBe('all fields');
    expect(interestsInWords(['Robotics'], 3, english)).toBe('Robotics');
    expect(interestsInWords([], 3, german)).toBe('alle Fachgebiete');
  });

  it('have a singular and group thousands', () => {
    expect(counted(1, english.stars, english)).toBe('1 star');
    expect(counted(12_345, english.stars, english)).toBe('12,345 stars');
    expect(counted(1, german.stars, german)).toBe('1 Stern');
    expect(counted(12_345, german.stars, german)).toBe('12.345 Sterne');
  });

  it('begin a line with a capital letter', () => {
    expect(capitalised('in cs.RO', english)).toBe('In cs.RO');
    expect(capitalised('über', german)).toBe('Über');
    expect(capitalised('', english)).toBe('');
  });
});

describe('a language tag', () => {
  it.each([
    ['de', 'de'],
    ['DE', 'de'],
    ['de-AT', 'de'],
    ['de-Latn-CH-1996', 'de'],
    ['en-GB', 'en'],
    ['fr', null],
    ['d', null],
    ['', null],
    ['deu', null],
    ['*', null],
    ['de_AT', null],
  ])('%s is the language %s', (tag, known) => {
    expect(knownLanguage(tag)).toBe(known);
    expect(storedLanguage(tag)).toBe(known ?? 'en');
  });

  it('is told by its form', () => {
    for (const tag of ['de', 'pt-BR', 'es-419', 'zh-Hant-TW', 'gsw']) expect(isLanguageTag(tag)).toBe(true);
    for (const tag of ['', 'German', 'd', 'de-', 'de_DE', 'de-a', 'de; q=1', '<b>'])
      expect(isLanguageTag(tag)).toBe(false);
  });
});

describe('what a browser asks for', () => {
  it.each([
    ['de', 'de'],
    ['de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7', 'de'],
    ['en-US,en;q=0.9,de;q=0.8', 'en'],
    ['fr-FR, fr;q=0.9, de;q=0.4, en;q=0.3', 'de'],
    ['en;q=0.1, de;q=0.20', 'de'],
    ['de;q=0, en;q=0.001', 'en'],
    ['de ; q=0.5 , en', 'en'],
    ['de;q=nonsense', null],
    ['fr, *;q=0.5', null],
    ['*', null],
    ['', null],
    [undefined, null],
  ])('%s is %s', (header, tag) => {
    expect(askedLanguage(header)).toBe(tag);
  });

  it('is one that mails have, or none, whatever is sent', () => {
    const scraps = fc.array(fc.constantFrom('de', 'en', 'fr', ',', ';', 'q=', '0.', '1', '-', ' ', '*'));
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      scraps.map((some) => some.join('')),
    );
    fc.assert(fc.property(header, (text) => [null, 'de', 'en'].includes(askedLanguage(text))));
  });
});
