import { describe, expect, it } from 'vitest';
import { filledSubject, readWords, wordsFor } from '../../../../src/domain/sending/editors-words.ts';

describe('an editor’s subject', () => {
  it('has its places filled, and what is put in is not looked through again', () => {
    const values = { count: '3', first: 'On {count} robots', date: 'Monday' };
    expect(filledSubject('{count} for {date}: {first}', values)).toBe('3 for Monday: On {count} robots');
  });

  it.each(['{name}', 'a {} b', '{ count }', '{COUNT}', '{count} {x}'])('is refused as "%s"', (subject) => {
    expect(readWords({ subject, introduction: '' }).errors).toMatchObject([{ field: 'subject' }]);
  });

  it.each(['a { b', 'a } b', '{{count}', '}{'])('may hold braces that name nothing: "%s"', (subject) => {
    expect(readWords({ subject, introduction: '' }).errors).toEqual([]);
  });
});

it('nothing said is nothing, and the fields of another language are named by it', () => {
  expect(readWords({ subject: ' ', introduction: '\n\n' })).toEqual({ words: null, errors: [] });
  const { errors } = readWords({ subject: '{x}', introduction: 'x'.repeat(5_001) }, '-de');
  expect(errors.map(({ field }) => field)).toEqual(['subject-de', 'introduction-de']);
});

it('a reader is told in their language, and where it says nothing in the other, field by field', () => {
  const words = { en: { subject: 'News', introduction: null }, de: { subject: null, introduction: 'Hallo' } };
  expect(wordsFor(words, 'de')).toEqual({ subject: 'News', introduction: 'Hallo' });
  expect(wordsFor(words, 'en')).toEqual({ subject: 'News', introduction: 'Hallo' });
  expect(wordsFor({}, 'en')).toEqual({ subject: null, introduction: null });
});
