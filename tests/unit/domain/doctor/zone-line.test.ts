import { isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointerLine, reverseName, textLine } from '../../../../src/domain/doctor/zone-line.ts';

describe('a line of a zone file', () => {
  it('has a text in quotes', () => {
    expect(textLine('example.org', 'v=spf1 -all')).toBe('example.org.  TXT  "v=spf1 -all"');
    expect(textLine('example.org', String.raw`a "b" \c`)).toBe(String.raw`example.org.  TXT  "a \"b\" \\c"`);
  });

  it('cuts a long text into strings of at most 255 characters, which make it up again', () => {
    const lengths = [...textLine('a', 'x'.repeat(600)).matchAll(/x+/g)].map(([part]) => part.length);
    expect(lengths).toEqual([255, 255, 90]);
    fc.assert(
      fc.property(fc.stringMatching(/^[ -!#-[\]-~]{0,900}$/), (text) => {
        const strings = [...textLine('a', text).matchAll(/"([^"]*)"/g)].map(([, part]) => part ?? '');
        expect(strings.join('')).toBe(text);
        for (const part of strings) expect(part.length).toBeLessThanOrEqual(255);
      }),
    );
  });

  it('names an address backwards', () => {
    expect(pointerLine('192.0.2.25', 'mail.example.org')).toBe(
      '25.2.0.192.in-addr.arpa.  PTR  mail.example.org.',
    );
    const zeros = '0.'.repeat(20);
    expect(reverseName('2001:DB8::25')).toBe(`5.2.0.0.${zeros}8.b.d.0.1.0.0.2.ip6.arpa`);
    expect(reverseName('::ffff:192.0.2.25')).toBe(reverseName('::ffff:c000:219'));
  });

  it('names every IPv6 address in 32 digits that spell it', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        fc.pre(isIPv6(address));
        const digits = reverseName(address)
          .replace(/\.ip6\.arpa$/, '')
          .split('.')
          .reverse();
        expect(digits).toHaveLength(32);
        const spelt = digits.join('').match(/.{4}/g)?.join(':') ?? '';
        const canonical = (text: string) => new SocketAddress({ address: text, family: 'ipv6' }).address;
        expect(canonical(spelt)).toBe(canonical(address));
      }),
    );
  });
});
