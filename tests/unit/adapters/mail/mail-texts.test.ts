import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeLine, subjectAndPreheader, wrapped } from '../../../../src/adapters/mail/mail-texts.ts';
import { english } from '../../../../src/domain/languages/en.ts';
import { languageOf } from '../../../../src/domain/languages/index.ts';
import { mirrored } from './mirrored.ts';

describe('safeLine', () => {
  it('turns line breaks and control characters into single spaces', () => {
    expect(safeLine(' a\r\nBcc: b\u0000 \t c ')).toBe('a Bcc: b c');
  });

  it('drops the marks that turn the direction of what follows, and keeps joined emoji', () => {
    expect(safeLine('a\u202eb\u2066c 👩‍👧')).toBe('abc 👩‍👧');
  });

  it('makes any text one well-formed line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = safeLine(`${text}\ud800`);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]| {2}|^ | $/u);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('subjectAndPreheader', () => {
  const opening = 'We study things.';
  const words = (titles: string[], language = english) => subjectAndPreheader(titles, opening, language);

  it('gives one paper its whole title, and goes on with its summary', () => {
    expect(words(['Mark My Words: Analysing Watermarks'])).toEqual({
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
    expect(words(titles)).toEqual({
      subject: 'RadioGalaxyNET, Mark My Words and 2 more',
      preheader: 'Third · Fourth',
    });
    expect(words(titles.slice(0, 2))).toEqual({
      subject: 'RadioGalaxyNET; Mark My Words',
      preheader: opening,
    });
  });

  it.each([
    [['Sparse attention', 'VLA policies', 'C'], 'Sparse attention, VLA policies and 1 more'],
    // A comma in a title would read as the end of it.
    [['End-to-end Listen, Look and Act', 'Glyph', 'C'], 'End-to-end Listen, Look and Act; Glyph and 1 more'],
    [['Vision and Language', 'Sight and Sound'], 'Vision and Language; Sight and Sound'],
    [['One, two', 'x'.repeat(80), 'C'], 'One, two and 2 more'],
  ])('keeps titles apart: %j', (titles, subject) => {
    expect(words(titles).subject).toBe(subject);
  });

  it('is in the language of the mail, the titles aside', () => {
    const titles = ['Sparse attention', 'VLA policies', 'Third'];
    expect(words(titles, languageOf('de')).subject).toBe('Sparse attention, VLA policies und 1 weitere');
    expect(words(titles, mirrored).subject).toMatch(
      /^\u2068Sparse attention\u2069 و\u2068VLA policies\u2069 و/,
    );
  });

  it('names only the first paper when two would be too long', () => {
    const titles = [
      'Hypergraph Node Representation Learning with One-Stage Message Passing',
      'Efficient Off-Policy Safe Reinforcement Learning',
      'Third',
    ];
    expect(words(titles)).toEqual({
      subject: 'Hypergraph Node Representation Learning … and 2 more',
      preheader: 'Efficient Off-Policy Safe Reinforcement Learning · Third',
    });
  });

  it.each([
    [
      'A Large-Language-Model Assisted Automated Scale Bar Detection and Extraction Framework for Scanning Electron Microscopic Images',
      'A Large-Language-Model Assisted Automated … and 2 more',
    ],
    [
      'Tag-Enriched Multi-Attention with Large Language Models for Cross-Domain Sequential Recommendation',
      'Tag-Enriched Multi-Attention with Large … and 2 more',
    ],
    [
      'Deep Reinforcement Learning for Navigation: from Farmland to the Moon and Beyond',
      'Deep Reinforcement Learning for Navigation and 2 more',
    ],
  ])('cuts a long title where it can end: %s', (title, subject) => {
    const second = 'The Reality Gap in Robotics: Challenges, Solutions, and Best Practices';
    expect(words([title, second, 'Third'])).toEqual({
      subject,
      preheader: 'The Reality Gap in Robotics · Third',
    });
  });

  it('names a paper alone by more than a made-up word', () => {
    const titles = [
      'Prometheus: Universal, Open-Source Mocap-Based Teleoperation System for Dataset Collection in Homes',
      'Hypergraph Node Representation Learning with One-Stage Message Passing for Very Large Networks',
    ];
    expect(words(titles).subject).toBe('Prometheus: Universal, Open-Source … and 1 more');
  });

  it('shows whole names in the preheader, as many as fit', () => {
    const next = Array.from({ length: 6 }, (_, index) => `${index} ${'word '.repeat(8)}end`);
    const { preheader } = words(['First', 'Second', ...next]);
    expect(preheader).toBe(next.slice(0, 2).join(' · '));
  });

  it('keeps right-to-left titles from reordering the words around them', () => {
    expect(words(['مقالة', 'Second', 'Third']).subject).toBe('\u2068مقالة\u2069, Second and 1 more');
  });

  it('always says something, in 60 characters', () => {
    const title = fc.string({ minLength: 1, maxLength: 300 }).map(safeLine).filter(Boolean);
    const language = fc.constantFrom(english, languageOf('de'), mirrored);
    fc.assert(
      fc.property(fc.array(title, { minLength: 1, maxLength: 40 }), language, (titles, said) => {
        const { subject, preheader } = words(titles, said);
        expect(subject.length).toBeGreaterThan(0);
        expect(subject.length).toBeLessThanOrEqual(60);
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
