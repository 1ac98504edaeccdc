import type { FieldError } from '../errors.ts';
import { longest } from '../lengths.ts';
import { oneLine } from '../one-line.ts';

/** An editor's letter: its subject, one line, and what it says, in Markdown. */
export type Letter = { subject: string; body: string };

/** A longer subject is cut off by every mail program. */
export const longestSubject = 150;

/** A subject as it was typed, as one line; an error says what is wrong with it. */
export function readSubject(typed: string): { subject: string; errors: FieldError[] } {
  if (typed.length > 2 * longestSubject)
    return {
      subject: '',
      errors: [{ field: 'subject', message: `is longer than ${longestSubject} characters` }],
    };
  const subject = oneLine(typed);
  const errors: FieldError[] = [];
  if (subject === '') errors.push({ field: 'subject', message: 'is missing' });
  if (subject.length > longestSubject)
    errors.push({ field: 'subject', message: `is longer than ${longestSubject} characters` });
  return { subject, errors };
}

/** A letter as it was typed, and every field of it that is wrong. */
export function readLetter(typed: Letter): { letter: Letter; errors: FieldError[] } {
  const { subject, errors } = readSubject(typed.subject);
  const told = {
    field: 'body',
    message: `is longer than ${longest.markdown.toLocaleString('en')} characters`,
  };
  if (typed.body.length > longest.markdown)
    return { letter: { subject, body: '' }, errors: [...errors, told] };
  const body = typed.body.replace(/\r\n?/g, '\n').toWellFormed().replaceAll('\0', '');
  if (body.trim() === '') errors.push({ field: 'body', message: 'is missing' });
  return { letter: { subject, body }, errors };
}
