import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { languageChoices, languageOf } from '../../../../src/domain/languages/index.ts';
import { errorIn, errorTexts } from '../../../../src/domain/languages/pages/errors.ts';

const src = new URL('../../../../src/', import.meta.url);

/** Where what readers are told of comes from. */
const places = [
  'domain/subscribers/address.ts',
  'domain/subscribers/preferences.ts',
  'domain/papers/author-name.ts',
  'domain/papers/search-query.ts',
  'app/interests/read-interests.ts',
  'app/interests/give-feedback.ts',
  'app/subscribers/ask-for-link.ts',
  'app/subscribers/come-back.ts',
  'app/subscribers/confirm.ts',
  'app/subscribers/crowd.ts',
  'app/subscribers/subscribe.ts',
  'app/subscribers/address-change/',
  'app/subscribers/preferences/',
  'app/digests/next-digests.ts',
  'app/digests/send-first.ts',
  'http/forms/form-body.ts',
  'http/plugins/errors.ts',
  'http/plugins/patience.ts',
  'http/plugins/rate-limits.ts',
  'http/turns.ts',
  'http/site/',
];

const files = places.flatMap((place) =>
  place.endsWith('/')
    ? readdirSync(new URL(place, src), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `${place}${name}`)
    : [place],
);

/** For programs, or for operators' logs. */
const notForReaders = [
  'The body is not valid JSON.',
  'The address is not well-formed.',
  'The request is not right.',
  'The mail server did not take a mail: {}',
  'There is no such part of the sitemap.',
  'must match a schema in anyOf',
];

/** The words of errors in a source, with `{}` where they quote something. */
function messagesIn(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const literals = [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].map(
    ([, quoted, template]) => (quoted ?? template ?? '').replaceAll("\\'", "'"),
  );
  return literals
    .map((text) => text.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '{}'))
    .filter(
      (text) =>
        !text.startsWith('UTC ') &&
        /^(?:[A-Z"{]|must |is |a name |a search |at most |there is |tick |in )/.test(text),
    )
    .filter((text) => (text.match(/\p{L}{2,} |is not/gu)?.length ?? 0) >= 2 && /[\p{L}.\])}"]$/u.test(text));
}

describe('what readers are told when something is not right', () => {
  const known: ReadonlySet<string> = new Set(errorTexts);

  it('is found in a source', () => {
    const source = `throw new DomainError('gone', 'Nobody has said this yet.');\nwrong(\`must be \${one} of two\`);`;
    expect(messagesIn(source)).toEqual(['Nobody has said this yet.', 'must be {} of two']);
  });

  it.each(files)('is in the language files: %s', (file) => {
    const messages = messagesIn(readFileSync(new URL(file, src), 'utf8'));
    const plural = ['topics', 'searches', 'authors', 'papers'].map(
      (what) => `at most {} ${what} can be followed`,
    );
    const unknown = messages.filter(
      (text) =>
        !known.has(text) &&
        !notForReaders.includes(text) &&
        !(text === 'at most {} {} can be followed' && plural.every((one) => known.has(one))),
    );
    expect(unknown).toEqual([]);
  });
});

describe.each(languageChoices)('an error in $name', ({ tag }) => {
  const { errors } = languageOf(tag);

  it('quotes what the English one quotes', () => {
    for (const text of errorTexts) {
      expect(errorIn({ errors }, text)).toBe(errors?.[text] ?? text);
      expect([text, (errors?.[text] ?? text).split('{}').length]).toEqual([text, text.split('{}').length]);
    }
    const asked = errorIn({ errors }, 'must be a whole number from 1 to 40');
    expect(asked).toMatch(/\b1\b.*\b40\b/);
    expect(errorIn({ errors }, 'Something nobody translated.')).toBe('Something nobody translated.');
  });
});
