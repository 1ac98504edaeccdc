import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrival, clientOf, thisMachine } from '../../../src/domain/client.ts';
import { type Network, readNetwork } from '../../../src/domain/ip-address.ts';

const networks = (...texts: string[]): Network[] =>
  texts.map((text) => {
    const network = readNetwork(text);
    if ('fault' in network) throw new Error(network.fault);
    return network;
  });

const arrival = (given: Partial<Arrival>): Arrival => ({
  peer: '127.0.0.1',
  forwardedFor: null,
  host: 'news.example.org',
  passedOn: false,
  ...given,
});

const forwarded = (forwardedFor: string, trusted: readonly Network[] = thisMachine, peer = '127.0.0.1') =>
  clientOf(arrival({ peer, forwardedFor }), trusted);

describe('the client of a request', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['198.51.100.7:40001', '198.51.100.7'],
    ['"198.51.100.7:40001"', '198.51.100.7'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['"[2001:db8:0:0::1]:443"', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['[::ffff:198.51.100.7]:443', '198.51.100.7'],
    ['  198.51.100.7  ', '198.51.100.7'],
    [',198.51.100.7 , ,', '198.51.100.7'],
    ['203.0.113.5,198.51.100.7', '198.51.100.7'],
    ['203.0.113.5, 10.1.2.3', '10.1.2.3'],
    ['9.1.1.1, 192.168.1.5, 127.0.0.1', '192.168.1.5'],
    ['127.0.0.1, 10.0.0.5', '10.0.0.5'],
    ['127.0.0.1', '127.0.0.1'],
  ])('by a proxy on this machine that says %j is %s', (said, address) => {
    expect(forwarded(said)).toEqual({ address, isLocal: false, doubt: null });
  });

  it.each([
    'unknown',
    '198.51.100.7, unknown',
    '_hidden',
    '198.51.100.7, 198.51.100',
    '198.51.100.7:x',
    '[198.51.100.7',
    '2001:db8::1::2',
    '198.51.100.7 203.0.113.9',
    '"198.51.100.7',
    `198.51.100.7, ${'x'.repeat(10_000)}`,
  ])('is not known when it says %j', (said) => {
    expect(forwarded(said)).toEqual({ address: null, isLocal: false, doubt: null });
  });

  it('is found behind a CDN whose networks are named, and nowhere else', () => {
    const trusted = networks('127.0.0.1', '172.64.0.0/13', '2606:4700::/32');
    expect(forwarded('203.0.113.5, 172.70.1.1', trusted).address).toBe('203.0.113.5');
    expect(forwarded('9.9.9.9, 203.0.113.5, 2606:4700::5, 172.70.1.1', trusted).address).toBe('203.0.113.5');
    expect(forwarded('203.0.113.5, 172.70.1.1').address).toBe('172.70.1.1');
    expect(forwarded('172.70.1.2, 172.70.1.1', trusted).address).toBe('172.70.1.2');
  });

  it('is whoever opened the connection, where that is not trusted, and a doubt is told', () => {
    expect(forwarded('203.0.113.5', thisMachine, '10.1.2.3')).toEqual({
      address: '10.1.2.3',
      isLocal: false,
      doubt: { kind: 'untrusted', address: '10.1.2.3' },
    });
    expect(forwarded('203.0.113.5', networks('10.0.0.0/8')).doubt).toEqual({
      kind: 'untrusted',
      address: '127.0.0.1',
    });
    expect(forwarded('203.0.113.5', thisMachine, '::ffff:198.51.100.9').address).toBe('198.51.100.9');
  });

  it('is found among the last entries of a header that is too long, or not at all', () => {
    const many = '127.0.0.1,'.repeat(1_000);
    expect(forwarded(`203.0.113.9,${many}`).address).toBeNull();
    expect(forwarded(`${many}203.0.113.9`).address).toBe('203.0.113.9');
  });

  it('is a program of this machine only when nothing passed the request on', () => {
    const local = (given: Partial<Arrival>) =>
      clientOf(arrival({ host: 'localhost:3000', ...given }), thisMachine).isLocal;
    expect(local({})).toBe(true);
    expect(local({ peer: '::1', host: '[::1]:3000' })).toBe(true);
    expect(local({ peer: '::ffff:127.0.0.1', host: '127.0.0.1' })).toBe(true);
    expect(local({ host: 'app.localhost' })).toBe(true);
    expect(local({ forwardedFor: '127.0.0.1' })).toBe(false);
    expect(local({ passedOn: true })).toBe(false);
    expect(local({ host: 'news.example.org' })).toBe(false);
    expect(local({ host: 'localhost.example.org' })).toBe(false);
    expect(local({ peer: '10.1.2.3' })).toBe(false);
    expect(local({ peer: null })).toBe(false);
  });

  it('of a proxy on this machine that does not say for whom it asks has a doubt too', () => {
    expect(clientOf(arrival({}), thisMachine).doubt).toEqual({ kind: 'silent', address: '127.0.0.1' });
    expect(clientOf(arrival({ peer: '203.0.113.7' }), thisMachine).doubt).toBeNull();
    expect(clientOf(arrival({ host: '127.0.0.1:3000' }), thisMachine).doubt).toBeNull();
    expect(clientOf(arrival({ host: '' }), thisMachine)).toMatchObject({ isLocal: false, doubt: null });
  });

  it('never is what an outsider invents, whatever that is', () => {
    fc.assert(
      fc.property(fc.string(), fc.ipV4(), (invented, real) => {
        fc.pre(!real.startsWith('127.'));
        expect(forwarded(`${invented}, ${real}`).address).toBe(real);
      }),
    );
  });
});
