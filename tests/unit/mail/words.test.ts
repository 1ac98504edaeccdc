import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  capitalised,
  counted,
  dateInWords,
  interestsInWords,
  joined,
  momentInWords,
  oneLine,
  rhythmInWords,
  subjectAndPreheader,
  wrapped,
} from '../../../src/adapters/mail/words.ts';

describe('dates in words', () => {
  it('are the reader’s date, whatever the date is elsewhere', () => {
    const instant = new Date('2026-11-24T23:30:00Z');
    expect(dateInWords(instant, 'UTC')).toBe('Tuesday 24 November 2026');
    expect(dateInWords(instant, 'Asia/Tokyo')).toBe('Wednesday 25 November 2026');
    expect(momentInWords(instant, 'America/New_York')).toBe('Tuesday 24 November 2026 at 18:30');
  });

  it('follow the instant, asked again and again', () => {
    for (const day of [1, 2, 1]) {
      expect(dateInWords(new Date(Date.UTC(2026, 0, day)), 'UTC')).toMatch(`day ${day} January 2026`);
    }
  });

  it('show midnight as 00:00', () => {
    expect(momentInWords(new Date('2026-11-24T00:00:00Z'), 'UTC')).toBe('Tuesday 24 November 2026 at 00:00');
  });
});

describe('rhythmInWords', () => {
  const rhythm = { timezone: 'Europe/Berlin', hour: 8, maxPapers: 10 };

  it('says when each cadence comes', () => {
    expect(rhythmInWords({ ...rhythm, cadence: 'daily' })).toBe('daily at 08:00, Europe/Berlin');
    expect(rhythmInWords({ ...rhythm, cadence: 'weekly' })).toBe('weekly, on Monday at 08:00, Europe/Berlin');
    expect(rhythmInWords({ ...rhythm, cadence: 'monthly' })).toBe(
      'monthly, on the 1st at 08:00, Europe/Berlin',
    );
  });
});

describe('lists and counts in words', () => {
  it('name up to the limit and count the rest', () => {
    expect(joined([], 3)).toBe('');
    expect(joined(['A'], 3)).toBe('A');
    expect(joined(['A', 'B'], 3)).toBe('A and B');
    expect(joined(['A', 'B', 'C'], 3)).toBe('A, B and C');
    expect(joined(['A', 'B', 'C', 'D', 'E'], 3)).toBe('A, B and 3 more');
  });

  it('call no interests all fields', () => {
    expect(interestsInWords([], 3)).toBe('all fields');
    expect(interestsInWords(['Robotics'], 3)).toBe('Robotics');
  });

  it('have a singular and group thousands', () => {
    expect(counted(1, 'star', 'stars')).toBe('1 star');
    expect(counted(12_345, 'star', 'stars')).toBe('12,345 stars');
  });

  it('begin a line with a capital letter', () => {
    expect(capitalised('in cs.RO')).toBe('In cs.RO');
    expect(capitalised('')).toBe('');
  });
});

describe('oneLine', () => {
  it('turns line breaks and control characters into single spaces', () => {
    expect(oneLine(' a\r\nBcc: b\u0000 \t c ')).toBe('a Bcc: b c');
  });

  it('drops the marks that turn the direction of what follows, and keeps joined emoji', () => {
    expect(oneLine('a\u202eb\u2066c 👩‍👧')).toBe('abc 👩‍👧');
  });

  it('makes any text one well-formed line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = oneLine(`${text}\ud800`);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]| {2}|^ | $/u);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('subjectAndPreheader', () => {
  const opening = 'We study things.';

  it('gives one paper its whole title, and goes on with its summary', () => {
    expect(subjectAndPreheader(['Mark My Words: Analysing Watermarks'], opening)).toEqual({
      subject: 'Mark My Words: Analysing Watermarks',
      preheader: opening,
    });
  });

  it('names the first two papers when both fit, and goes on with the next', () => {
    const titles = [
      'RadioGalaxyNET: A Dataset of Galaxies',
      'Mark My Words: Analysing Watermarks',
      'Third',
      'Fourth',
    ];
    expect(subjectAndPreheader(titles, opening)).toEqual({
      subject: 'RadioGalaxyNET; Mark My Words, and 2 more',
      preheader: 'Third · Fourth',
    });
    expect(subjectAndPreheader(titles.slice(0, 2), opening)).toEqual({
      subject: 'RadioGalaxyNET; Mark My Words',
      preheader: opening,
    });
  });

  it('names only the first paper when two would be too long', () => {
    const titles = [
      'Hypergraph Node Representation Learning with One-Stage Message Passing',
      'Efficient Off-Policy Safe Reinforcement Learning',
      'Third',
    ];
    expect(subjectAndPreheader(titles, opening)).toEqual({
      subject: 'Hypergraph Node Representation Learning with One-Stage Message Passing, and 2 more',
      preheader: 'Efficient Off-Policy Safe Reinforcement Learning · Third',
    });
  });

  it('keeps right-to-left titles from reordering the words around them', () => {
    expect(subjectAndPreheader(['مقالة', 'Second', 'Third'], opening).subject).toBe(
      '\u2068مقالة\u2069; Second, and 1 more',
    );
  });

  it('always says something, in about 90 characters', () => {
    const title = fc.string({ minLength: 1, maxLength: 300 }).map(oneLine).filter(Boolean);
    fc.assert(
      fc.property(fc.array(title, { minLength: 1, maxLength: 40 }), (titles) => {
        const { subject, preheader } = subjectAndPreheader(titles, opening);
        expect(subject.length).toBeGreaterThan(0);
        expect(subject.length).toBeLessThanOrEqual(92);
        expect(preheader.length).toBeLessThanOrEqual(140);
      }),
    );
  });
});

describe('wrapped', () => {
  it('breaks long lines between words and leaves addresses whole', () => {
    const words = Array(20).fill('word').join(' ');
    const url = `https://example.org/${'a'.repeat(80)}`;
    const line = Array(14).fill('word').join(' ');
    expect(wrapped(`${words}\n${url}`)).toBe(`${line}\n${Array(6).fill('word').join(' ')}\n${url}\n`);
  });

  it('leaves one empty line between paragraphs', () => {
    expect(wrapped('a\n\n\n\nb\n \n')).toBe('a\n\nb\n');
  });
});
