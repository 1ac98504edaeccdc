import { describe, expect, it, test } from 'vitest';
import {
  brandFields,
  contactHref,
  readBrand,
  shownSize,
  usualName,
} from '../../../../src/domain/brand/brand.ts';
import { usualAbout, usualPrivacy } from '../../../../src/domain/brand/texts.ts';

const empty = Object.fromEntries(brandFields.map((field) => [field, ''])) as Parameters<typeof readBrand>[0];

test.each([
  ['Papers of the Vision Lab', 'Papers of the Vision Lab'],
  ['arXiv.org digest', 'arXiv.org digest'],
  ['', 'Offprint'],
  ['papers.example.org', 'Offprint'],
  ['127.0.0.1:5410', 'Offprint'],
  ['localhost', 'Offprint'],
  ['digest@example.org', 'Offprint'],
])('the name in MAIL_FROM %j makes the service’s %j', (sender, name) => {
  expect(usualName(sender)).toBe(name);
});

describe('what an owner types', () => {
  it('is tidied, and nothing where nothing was typed', () => {
    const { settings, errors } = readBrand({
      ...empty,
      name: '  Lab \n papers ',
      accent: 'ABC',
      about: 'a\r\nb\u0007',
    });
    expect(errors).toEqual([]);
    expect(settings).toMatchObject({ name: 'Lab papers', accent: '#aabbcc', about: 'a\nb', footLine: null });
  });

  it('is refused by its fields, all at once', () => {
    const { errors } = readBrand({
      ...empty,
      name: 'x'.repeat(61),
      digestName: 'x'.repeat(200),
      accent: 'red',
      contact: 'javascript:alert(1)',
      language: 'tlh',
      about: 'x'.repeat(20_001),
    });
    expect(errors.map(({ field }) => field)).toEqual([
      'name',
      'digestName',
      'accent',
      'contact',
      'language',
      'about',
    ]);
    expect(readBrand({ ...empty, name: 'me@example.org' }).errors).toHaveLength(1);
  });

  it.each(['library@example.org', 'https://example.org/contact?to=us'])('takes the contact %s', (contact) => {
    expect(readBrand({ ...empty, contact }).settings.contact).toBe(contact);
  });
  it.each([
    'a@b',
    'x y@example.org',
    'http://"><script>',
    'a@example.org?bcc=b@example.org',
    'ftp://example.org',
  ])('takes no contact such as %s', (contact) => {
    expect(readBrand({ ...empty, contact }).errors.map(({ field }) => field)).toEqual(['contact']);
  });
});

test('a contact leads to a mail or to a page', () => {
  expect(contactHref('library@example.org')).toBe('mailto:library@example.org');
  expect(contactHref('https://example.org/x')).toBe('https://example.org/x');
  // Half a surrogate pair is no text that an address could be made of.
  expect(contactHref('a\ud800b')).toBe('mailto:a%EF%BF%BDb');
});

test('a picture is shown whole and never enlarged', () => {
  expect(shownSize({ width: 1_000, height: 100 }, 220, 48)).toEqual({ width: 220, height: 22 });
  expect(shownSize({ width: 20, height: 20 }, 220, 48)).toEqual({ width: 20, height: 20 });
});

test('the usual texts speak of this installation, and its names are no markup', () => {
  const facts = {
    name: '[Lab](javascript:x) *papers*',
    sources: ['arXiv', 'Hugging Face'],
    contact: 'library@example.org',
    postalAddress: '1 Test Street',
    terms: { unconfirmed: 30, deliveries: 180, bounces: 365, events: 0, unsubscribed: 400 },
    undoDays: 7,
    givenTo: [],
  };
  expect(usualAbout(facts)).toContain('come from arXiv and Hugging Face.');
  expect(usualAbout(facts)).toContain('\\[Lab\\]\\(javascript:x\\) \\*papers\\*');
  expect(usualPrivacy(facts)).toContain('mailto:library@example.org');
  expect(usualPrivacy(facts)).toContain('nobody confirms is deleted after 30 days. When each digest');
  expect(usualPrivacy(facts)).toContain('400 days after you unsubscribe');
  // What is kept for ever is not said to go.
  expect(usualPrivacy(facts)).not.toContain('The history of your subscription');
  expect(usualPrivacy(facts)).toContain('servers that deliver to you. An');
  const told = usualPrivacy({ ...facts, givenTo: ['crm.example.org'] });
  expect(told).toContain('and our own programs at crm.example.org, which');
  expect(usualPrivacy({ ...facts, contact: null })).toContain('answering any of our mails');
});
