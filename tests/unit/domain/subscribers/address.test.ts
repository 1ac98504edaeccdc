import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparable, domainOf, inboxOf, parseAddress } from '../../../../src/domain/subscribers/address.ts';

function accepted(input: string): string {
  const result = parseAddress(input);
  if (!result.ok) throw new Error(`refused: ${result.message}`);
  return result.address;
}

function refusal(input: string): string {
  const result = parseAddress(input);
  if (result.ok) throw new Error(`accepted as ${result.address}`);
  return result.message;
}

const label63 = 'a'.repeat(63);

describe('what is accepted', () => {
  test.each([
    ['ada@example.org', 'ada@example.org'],
    ['  ada@example.org\n', 'ada@example.org'],
    ['\u200B\uFEFF ada@example.org\u200F\u2069', 'ada@example.org'],
    ['Ada.Lovelace+papers@Example.ORG', 'Ada.Lovelace+papers@example.org'],
    ["o'brien!#$%&*/=?^_`{|}~-@example.org", "o'brien!#$%&*/=?^_`{|}~-@example.org"],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@bu\u0308cher.example', 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER。example.', 'ada@xn--bcher-kva.example'],
    ['ada@example.org.', 'ada@example.org'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@3com.example', 'ada@3com.example'],
    ['ada@reader-7.test', 'ada@reader-7.test'],
    ['ada@example.com', 'ada@example.com'],
    ['ada@example.net', 'ada@example.net'],
    ['ada@mail.example', 'ada@mail.example'],
    ['ada@localhost.example.org', 'ada@localhost.example.org'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
    [`a@${label63}.example`, `a@${label63}.example`],
  ])('%j becomes %j', (input, address) => {
    expect(accepted(input)).toBe(address);
  });

  test('the domain comes beside the address', () => {
    expect(parseAddress('Ada@Example.ORG')).toEqual({
      ok: true,
      address: 'Ada@example.org',
      domain: 'example.org',
    });
  });

  test('an address of 254 octets is the longest', () => {
    const domain = `${label63}.${label63}.${label63}.example.org`;
    const local = 'a'.repeat(254 - domain.length - 1);
    expect(accepted(`${local}@${domain}`)).toHaveLength(254);
    expect(refusal(`${local}a@${domain}`)).toMatch(/255 characters.*254/);
  });
});

describe('what is refused, and why', () => {
  test.each([
    ['', /address is needed/],
    [' \u200B\t', /address is needed/],
    ['ada.example.org', /needs an @/],
    ['ada@example.org, bob@example.org', /more than one @/],
    ['ada@@example.org', /more than one @/],
    ['Ada Lovelace <ada@example.org>', /only the address/],
    ['<ada@example.org>', /only the address/],
    ['ada lovelace@example.org', /spaces/],
    ['ada@exam\u00A0ple.org', /spaces/],
    ['ada@example.org\r\nBcc: bob@example.org', /line break/],
    ['ada\0@example.org', /control character/],
    ['ada\u2028@example.org', /line break/],
    ['ad\u200Ba@example.org', /invisible/],
    ['ada@exam\u00ADple.org', /invisible/],
    ['"ada lovelace"@example.org', /Quoted/],
    ['@example.org', /before the @ is missing/],
    ['ada@', /after the @ is missing/],
    ['.ada@example.org', /begin or end with a dot/],
    ['ada.@example.org', /begin or end with a dot/],
    ['ada..l@example.org', /two dots/],
    ['ada,l@example.org', /character , cannot stand before/],
    ['mailto:ada@example.org', /character : cannot stand before/],
    ['ada(comment)@example.org', /character \( cannot stand before/],
    ['jürgen@example.org', /SMTPUTF8/],
    [`${'a'.repeat(65)}@example.org`, /65 characters.*64/],
    ['ada@example', /not complete/],
    ['ada@[192.0.2.1]', /Address literals/],
    ['ada@192.0.2.1', /number/],
    ['ada@.example.org', /begin or end with a dot/],
    ['ada@example..org', /two in a row/],
    ['ada@-example.org', /-example cannot/],
    ['ada@example-.org', /example- cannot/],
    ['ada@exa_mple.org', /_ cannot stand in a domain/],
    ['ada@exämple.org/path', /\/ cannot stand in a domain/],
    ['ada@exa%41mple.org', /% cannot stand in a domain/],
    [`ada@${label63}a.org`, /longer than 63/],
    ['ada@example.123', /number/],
    ['ada@host.invalid', /RFC 2606/],
    ['ada@localhost', /RFC 6761/],
    ['ada@mail.localhost', /RFC 6761/],
    ['ada@printer.LOCAL', /RFC 6762/],
    ['ada@abcdef.onion', /RFC 7686/],
    ['ada@name.alt', /RFC 9476/],
    ['ada@nas.home.arpa', /RFC 8375/],
  ])('%j', (input, message) => {
    expect(refusal(input)).toMatch(message);
  });
});

describe('hints', () => {
  test.each([
    ['ada@gmial.com', 'ada@gmail.com'],
    ['ada@gmail.con', 'ada@gmail.com'],
    ['ada@gmail.co', 'ada@gmail.com'],
    ['ada@gmai.com', 'ada@gmail.com'],
    ['ada@gmaill.com', 'ada@gmail.com'],
    ['ada@gmal.con', 'ada@gmail.com'],
    ['ada@hotmial.com', 'ada@hotmail.com'],
    ['ada@uni.ogr', 'ada@uni.org'],
  ])('%s is accepted, with %s as what was probably meant', (input, hint) => {
    expect(parseAddress(input)).toMatchObject({ ok: true, address: input, hint });
  });

  test.each(['gmail.com', 'mail.com', 'ymail.com', 'example.org', 'proton.me', 'gmx.de', 'cam.ac.uk'])(
    '%s needs none',
    (domain) => {
      expect(parseAddress(`ada@${domain}`)).toEqual({ ok: true, address: `ada@${domain}`, domain });
    },
  );
});

describe('for any string', () => {
  const label = fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?$/);
  const international = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
  const likely = fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.stringMatching(/^[!#-'*+\-/-9=?A-Z^-~]{1,20}$/) },
        fc.string({ unit: 'binary', maxLength: 5 }),
      ),
      fc.constantFrom('@', '@', '@', '@@', ''),
      fc.array(fc.oneof({ weight: 3, arbitrary: label }, international), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('.org', '.example', '.org ', '.com.', '.', '\r\n', ''),
    )
    .map(([local, at, labels, end]) => `${local}${at}${labels.join('.')}${end}`);
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), likely);

  test('nothing throws, and a refusal says something', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const result = parseAddress(input);
        return result.ok ? result.address.endsWith(`@${result.domain}`) : result.message.length > 10;
      }),
      { numRuns: 2000 },
    );
  });

  test('what is accepted is printable ASCII without spaces, within the limits, and parses to itself', () => {
    let seen = 0;
    fc.assert(
      fc.property(anything, (input) => {
        const result = parseAddress(input);
        if (!result.ok) return;
        seen += 1;
        expect(result.address).toMatch(/^[!-~]{3,254}$/);
        expect(parseAddress(result.address)).toEqual(result);
        expect(domainOf(result.address)).toBe(result.domain);
      }),
      { numRuns: 5000 },
    );
    expect(seen).toBeGreaterThan(100);
  });
});

test('addresses that differ only in case compare the same', () => {
  expect(comparable('Ada@Example.org')).toBe(comparable('ADA@example.ORG'));
  expect(comparable('ada@example.org')).not.toBe(comparable('ada2@example.org'));
});

test('the domain is what follows the last @', () => {
  expect(domainOf('Ada@Example.org')).toBe('example.org');
  expect(domainOf('nobody')).toBe('');
});

describe('an address that is too long to be looked at', () => {
  test.each([
    ['spaces within', `a${' '.repeat(1_000)}b`],
    ['soft hyphens within', `a${'\u00ad'.repeat(1_000)}b`],
    ['spaces around', `${' '.repeat(1_000)}ada@example.org`],
  ])('is refused by its length: %s', (_, typed) => {
    expect(refusal(typed)).toBe(
      `The address is ${typed.length} characters long; at most 254 are allowed (RFC 5321).`,
    );
  });

  test('is longer than what pasting brings along', () => {
    expect(accepted(`${'\u200b '.repeat(200)}ada@example.org${' \u00ad'.repeat(200)}`)).toBe(
      'ada@example.org',
    );
    expect(refusal(`a${' '.repeat(900)}b@example.org`)).toBe('An address cannot have spaces in it.');
  });
});

describe('the inbox of an address', () => {
  test.each([
    ['ada@example.org', 'ada@example.org'],
    ['Ada@Example.org', 'ada@example.org'],
    ['ada+papers@example.org', 'ada@example.org'],
    ['ada+a+b@example.org', 'ada@example.org'],
    ['a.da@example.org', 'a.da@example.org'],
    ['+ada@example.org', '+ada@example.org'],
    ['v.ictim.name+1@gmail.com', 'victimname@gmail.com'],
    ['VictimName@googlemail.com', 'victimname@gmail.com'],
    ['a.da@gmail.com.example.org', 'a.da@gmail.com.example.org'],
  ])('of %s is %s', (address, inbox) => {
    expect(inboxOf(address)).toBe(inbox);
  });
  test('is an inbox of its own', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(inboxOf(inboxOf(address))).toBe(inboxOf(address));
        expect(inboxOf(address.toUpperCase())).toBe(inboxOf(address));
      }),
    );
  });
});
