import { describe, expect, it } from 'vitest';
import { greetingName, isGreeting, isPublicName } from '../../../../src/domain/sending/greeting-name.ts';

describe('the name with which we greet mail servers', () => {
  it.each([
    ['https://papers.example.org', 'example.org', 'papers.example.org'],
    ['https://Papers.Example.org.:8443/there', 'example.org', 'papers.example.org'],
    ['http://127.0.0.1:3000', 'Example.org', 'example.org'],
    ['http://[::1]:3000', 'example.org', 'example.org'],
    ['http://localhost:3000', 'example.org', 'example.org'],
    ['http://offprint-web:3000', 'example.org', 'example.org'],
    // What only its own network knows is the second choice, and better than none.
    ['https://papers.internal', 'example.org', 'example.org'],
    ['https://papers.internal', 'localhost.localdomain', 'papers.internal'],
    ['http://127.0.0.1:3000', 'localhost.localdomain', null],
    ['http://127.0.0.1:3000', '', null],
    ['no url', 'example.org', 'example.org'],
    ['https://bücher.example', 'example.org', 'xn--bcher-kva.example'],
    ['https://papers_new.example.org', 'example.org', 'example.org'],
  ])('with PUBLIC_URL %s and MAIL_FROM at %s it is %s', (publicUrl, domain, greeting) => {
    expect(greetingName(publicUrl, domain)).toBe(greeting);
    if (greeting !== null) expect(isGreeting(greeting)).toBe(true);
  });

  it.each(['mail.example.org', 'mailhost', '3com.example', '[192.0.2.1]', '[IPv6:2001:db8::1]'])(
    'may be %s',
    (text) => expect(isGreeting(text)).toBe(true),
  );
  it.each([
    '',
    'two words',
    'a\r\nRSET',
    'mail.example.org\n',
    '-a.example.org',
    'a..example.org',
    '192.0.2.1',
    '[mail.example.org]',
    `${'a'.repeat(64)}.example.org`,
    `${'a.'.repeat(200)}org`,
  ])('may not be %j', (text) => expect(isGreeting(text)).toBe(false));

  it.each([
    ['mail.example.org', true],
    ['mailhost', false],
    ['[192.0.2.1]', false],
    ['mail.lan', false],
    ['localhost.localdomain', false],
  ])('is one that others can look up: %s %s', (text, wanted) => expect(isPublicName(text)).toBe(wanted));
});
