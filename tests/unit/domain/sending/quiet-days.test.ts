import { describe, expect, it } from 'vitest';
import { english } from '../../../../src/domain/languages/en.ts';
import { languageOf } from '../../../../src/domain/languages/index.ts';
import { noteIsDue, silenceInWords } from '../../../../src/domain/sending/quiet-days.ts';

const at = (iso: string) => new Date(iso);

describe('a note on quiet days', () => {
  const since = at('2026-11-17T07:00:00Z');
  it.each([
    ['daily', '2026-11-19T07:00:00Z', false],
    ['daily', '2026-11-20T07:00:00Z', true],
    ['weekly', '2026-11-24T07:00:00Z', false],
    ['weekly', '2026-12-01T07:00:00Z', true],
    ['monthly', '2026-12-17T07:00:00Z', false],
    ['monthly', '2027-01-17T07:00:00Z', true],
  ] as const)('for a %s reader last mailed on 17 November is due at %s: %s', (cadence, asOf, isDue) => {
    expect(noteIsDue(since, cadence, at(asOf))).toBe(isDue);
  });
  it('is due at the same hour of the reader’s clock also where clocks were put forward meanwhile', () => {
    expect(noteIsDue(at('2026-03-27T07:00:00Z'), 'daily', at('2026-03-30T06:00:00Z'))).toBe(true);
  });
  it('is never due for who does not want it', () => {
    expect(noteIsDue(null, 'daily', at('2030-01-01T00:00:00Z'))).toBe(false);
  });
});

describe('the words', () => {
  const words = (
    interests: string[],
    since: string,
    asOf: string,
    { timezone = 'UTC', language = english } = {},
  ) => silenceInWords({ interests, since: at(since), asOf: at(asOf), timezone }, language);
  it('name what is followed and since when, by the reader’s calendar', () => {
    const [since, asOf] = ['2026-11-16T20:00:00Z', '2026-11-20T07:00:00Z'];
    expect(words(['Robotics'], since, asOf)).toBe('Nothing new in Robotics since Monday 16 November.');
    expect(words(['Robotics', 'Vision'], since, asOf, { timezone: 'Asia/Tokyo' })).toBe(
      'Nothing new in Robotics and Vision since Tuesday 17 November.',
    );
    expect(words(['A', 'B', 'C', 'D'], since, asOf)).toBe(
      'Nothing new in A, B and 2 more since Monday 16 November.',
    );
    expect(words([], since, asOf)).toBe('Nothing new in any field since Monday 16 November.');
  });
  it.each([
    [
      '2026-11-20T08:00:00Z',
      '2026-11-21T08:00:00Z',
      'arXiv announces nothing on Fridays and Saturdays; the next announcement is on Sunday, 22 November 2026.',
      'Freitags und samstags veröffentlicht arXiv nichts; die nächste Ankündigung kommt am Sonntag, 22. November 2026.',
    ],
    [
      '2026-11-26T08:00:00Z',
      '2026-11-27T08:00:00Z',
      'arXiv announced nothing on Thursday, 26 November 2026, a holiday; the next announcement is on Sunday, 29 November 2026.',
      'Am Donnerstag, 26. November 2026, einem Feiertag, hat arXiv nichts veröffentlicht; die nächste Ankündigung kommt am Sonntag, 29. November 2026.',
    ],
    [
      '2026-11-24T08:00:00Z',
      '2026-11-24T20:00:00Z',
      'arXiv has announced nothing since Monday, 23 November 2026; the next announcement is on Tuesday, 24 November 2026.',
      'Seit Montag, 23. November 2026 hat arXiv nichts veröffentlicht; die nächste Ankündigung kommt am Dienstag, 24. November 2026.',
    ],
  ])('say why when arXiv announced nothing from %s to %s', (since, asOf, inEnglish, inGerman) => {
    const said = (language: typeof english) => words(['Robotics'], since, asOf, { language });
    expect(said(english)).toMatch(/^Nothing new in Robotics since \w+ \d+ November\. /);
    expect(said(english).split('. ').slice(1).join('. ')).toBe(inEnglish);
    expect(said(languageOf('de'))).toContain(inGerman);
  });
  it('say nothing of arXiv when it announced something', () => {
    expect(words(['Robotics'], '2026-11-24T08:00:00Z', '2026-11-25T08:00:00Z')).toBe(
      'Nothing new in Robotics since Tuesday 24 November.',
    );
  });
});
