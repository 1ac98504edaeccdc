import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMailDns } from '../../../../src/adapters/dns/mail-dns.ts';
import { isPublicAddress, sendersOf } from '../../../../src/domain/doctor/sending-address.ts';
import { isSpfRecord, mergedSpf, spfWith } from '../../../../src/domain/doctor/spf.ts';
import { zoneDns } from '../../../support/mail/zone.ts';

/** An IPv4 address in the form of an IPv6 one is neither to SPF. */
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((one) => !/ffff|\./i.test(one)),
);
const term = fc.oneof(
  address.map((one) => `${one.includes(':') ? 'ip6' : 'ip4'}:${one}`),
  fc.constantFrom(
    'a',
    'mx',
    '-all',
    '~all',
    '?all',
    'all',
    'include:_spf.example.net',
    'redirect=_spf.example.net',
  ),
);
const record = fc.array(term, { maxLength: 6 }).map((terms) => ['v=spf1', ...terms].join(' '));

describe('a proposed SPF record', () => {
  it.each([
    ['v=spf1 include:_spf.example.net -all', 'v=spf1 include:_spf.example.net ip4:192.0.2.25 -all'],
    ['v=spf1 a', 'v=spf1 a ip4:192.0.2.25'],
    ['v=spf1 redirect=_spf.example.net', 'v=spf1 ip4:192.0.2.25 redirect=_spf.example.net'],
    ['v=spf1  mx ~all a', 'v=spf1 mx a ip4:192.0.2.25 ~all'],
  ])('adds an address to %s', (before, after) => {
    expect(spfWith(before, ['192.0.2.25'])).toBe(after);
  });

  it('is one of several, as lenient as the most lenient', () => {
    expect(mergedSpf(['v=spf1 mx -all', 'v=spf1 include:_spf.example.net mx -all'])).toBe(
      'v=spf1 mx include:_spf.example.net -all',
    );
    expect(mergedSpf(['v=spf1 mx -all', 'v=spf1 a ~all'])).toBe('v=spf1 mx a ~all');
    expect(mergedSpf(['v=spf1 mx -all', 'v=spf1 redirect=_spf.example.net'])).toBe(
      'v=spf1 mx include:_spf.example.net -all',
    );
  });

  it('lets an added address send, whatever was in the record that lets nobody else in before', async () => {
    await fc.assert(
      fc.asyncProperty(record, address, async (before, added) => {
        const zone = {
          'example.org TXT': [spfWith(before, [added])],
          '_spf.example.net TXT': ['v=spf1 -all'],
        };
        const { result } = await createMailDns(zoneDns(zone)).spf('example.org', added);
        // A "redirect" beside "all" is left out and so is what stands behind "all": nothing can be in error.
        expect(result).toBe('pass');
      }),
      { numRuns: 200 },
    );
  });

  it('is a record', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), (records) => {
        expect(isSpfRecord(mergedSpf(records))).toBe(true);
      }),
    );
    expect(isSpfRecord('v=spf10 -all')).toBe(false);
  });
});

describe('a sending address', () => {
  it.each([
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.20.0.2',
    '192.168.1.1',
    '100.64.0.1',
    'fd00::1',
    'fe80::1',
    'mail',
  ])('cannot be told from %s', (hidden) => {
    expect(isPublicAddress(hidden)).toBe(false);
  });

  it('is certain when the mail server is ours or named by its address', () => {
    const servers = [
      { host: 'mail.example.org', addresses: ['192.0.2.25', '10.0.0.25'] },
      { host: 'smtp.provider.example', addresses: ['2001:db8::25'] },
      { host: '198.51.100.25', addresses: ['198.51.100.25'] },
      { host: 'localhost', addresses: ['127.0.0.1', '::1'] },
    ];
    expect(sendersOf(servers, ['example.org'])).toEqual({
      addresses: [
        { address: '192.0.2.25', host: 'mail.example.org', certain: true },
        { address: '2001:db8::25', host: 'smtp.provider.example', certain: false },
        { address: '198.51.100.25', host: '198.51.100.25', certain: true },
      ],
      hidden: ['localhost'],
    });
  });
});
