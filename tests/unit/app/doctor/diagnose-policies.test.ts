import { describe, expect, it } from 'vitest';
import { type Changes, check, key, keyOf, line } from '../../../support/doctor.ts';

describe('SPF', () => {
  const spf = (text: string | readonly string[], changes: Changes = {}) =>
    check('spf', { ...changes, zone: { 'bounce.example.org TXT': [text].flat(), ...changes.zone } });
  const publish = (text: string) => `bounce.example.org.  TXT  "${text}"`;

  it('is missing', async () => {
    const wanted = publish('v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 -all');
    expect(await check('spf', { without: ['bounce.example.org TXT'] })).toMatchObject(
      line('fail', 'no SPF record at bounce.example.org', wanted),
    );
    expect(
      await check('spf', { without: ['bounce.example.org TXT'], host: 'smtp.provider.example' }),
    ).toMatchObject(
      line('fail', 'your mail provider tells', publish('v=spf1 include:your-mail-provider.example -all')),
    );
  });

  it('is there twice', async () => {
    expect(await spf(['v=spf1 ip4:192.0.2.25 -all', 'v=spf1 mx -all'])).toMatchObject(
      line('fail', '2 SPF records', publish('v=spf1 ip4:192.0.2.25 mx -all')),
    );
  });

  it('does not let our own server send', async () => {
    expect(await spf('v=spf1 ip4:192.0.2.25 -all')).toMatchObject(
      line(
        'fail',
        'not let 2001:db8::25 (mail.example.org) send: SPF comes to “fail”',
        publish('v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 -all'),
      ),
    );
  });

  it('does not let the address of a provider send, who may use others', async () => {
    const host = 'smtp.provider.example';
    const zone = { 'smtp.provider.example A': ['198.51.100.25'] };
    expect(await spf('v=spf1 ip4:192.0.2.25 -all', { host, zone })).toMatchObject(
      line('warn', '198.51.100.25'),
    );
    const settings = { sendingAddresses: ['192.0.2.25'] };
    expect(await spf('v=spf1 ip4:192.0.2.25 -all', { host, zone, settings })).toMatchObject(
      line('pass', '192.0.2.25'),
    );
    const told = { sendingAddresses: ['192.0.2.26'] };
    expect(await spf('v=spf1 ip4:192.0.2.25 -all', { host, zone, settings: told })).toMatchObject(
      line('fail', '192.0.2.26'),
    );
  });

  it('cannot be told behind a server whose address is hidden', async () => {
    expect(await spf('v=spf1 mx -all', { host: '127.0.0.1' })).toMatchObject(line('warn', '--ip ADDRESS'));
  });

  it('takes too many look-ups, though not for our own address', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `i${index}.example.net`);
    const zone = Object.fromEntries(names.map((name) => [`${name} TXT`, ['v=spf1 ip4:198.51.100.1 -all']]));
    const includes = (count: number) =>
      `v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 ${names
        .slice(0, count)
        .map((name) => `include:${name}`)
        .join(' ')} -all`;
    expect(await spf(includes(11), { zone })).toMatchObject(line('fail', 'more than 10 look-ups'));
    expect(await spf(includes(10), { zone })).toMatchObject(line('pass', 'takes 10 of 10'));
  });

  it.each([
    ['fail', 'v=spf1 +all', 'whole internet'],
    ['warn', 'v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 ?all', 'nobody else'],
    ['warn', 'v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 ptr:example.org -all', '“ptr”'],
    ['fail', 'v=spf1 ip4:192.0.2.256 -all', 'is in error'],
    ['fail', 'v=spf1 include:nowhere.example.net -all', 'is in error'],
    ['pass', 'v=spf1 mx ~all', '2001:db8::25'],
    ['pass', 'v=spf1 a:mail.example.org -all', 'takes 1 of 10'],
  ])('comes to %s with %s', async (status, text, says) => {
    expect(await spf(text)).toMatchObject(line(status, says));
  });
});

describe('DMARC', () => {
  const dmarc = (text: string | readonly string[], changes: Changes = {}) =>
    check('dmarc', { ...changes, zone: { '_dmarc.example.org TXT': [text].flat(), ...changes.zone } });
  const strict = 'v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:dmarc@example.org';

  it('is missing, there twice, or cannot be read', async () => {
    expect(await check('dmarc', { without: ['_dmarc.example.org TXT'] })).toMatchObject(
      line(
        'fail',
        'no DMARC record',
        '_dmarc.example.org.  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.org"',
      ),
    );
    expect(await dmarc(['v=DMARC1; p=none', 'v=DMARC1; p=reject'])).toMatchObject(
      line('fail', '2 DMARC records'),
    );
    expect(await dmarc('v=DMARC1; p=none; p=reject')).toMatchObject(line('fail', 'p= is there twice'));
  });

  it('asks for nothing', async () => {
    expect(await dmarc('v=DMARC1; p=none; rua=mailto:dmarc@example.org')).toMatchObject(
      line(
        'warn',
        'p=none',
        '_dmarc.example.org.  TXT  "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org"',
      ),
    );
  });

  it('is inherited from the domain above', async () => {
    const settings = { from: 'news.example.org', bounceDomain: 'bounce.example.org' };
    const record = 'v=DMARC1; p=reject; sp=quarantine; rua=mailto:dmarc@example.org';
    expect(await dmarc(record, { settings })).toMatchObject(
      line(
        'pass',
        'at _dmarc.example.org, which is above, gives mail from news.example.org the policy “quarantine”',
      ),
    );
  });

  it('asks for the very same domain', async () => {
    expect(await dmarc(strict)).toMatchObject(line('warn', 'set BOUNCE_DOMAIN to example.org'));
    expect(await dmarc(strict, { settings: { bounceDomain: null } })).toMatchObject({ status: 'pass' });
    const ports = { signingKeys: () => [keyOf('mail.example.org')] };
    expect(await dmarc(strict, { ports })).toMatchObject(line('fail', 'DMARC cannot pass'));
    expect(await dmarc(strict, { ports, settings: { bounceDomain: null } })).toMatchObject(
      line('warn', 'DKIM signs for mail.example.org'),
    );
  });

  it('is out of line with other domains', async () => {
    const ports = { signingKeys: () => [keyOf('example.net')] };
    const relaxed = 'v=DMARC1; p=reject; rua=mailto:dmarc@example.org';
    expect(await dmarc(relaxed, { ports })).toMatchObject(line('warn', 'DKIM signs for example.net'));
    const settings = { bounceDomain: 'bounce.example.net' };
    expect(await dmarc(relaxed, { ports, settings })).toMatchObject(
      line('fail', 'set DKIM_DOMAIN to example.org'),
    );
    expect(await dmarc(relaxed, { settings })).toMatchObject(line('warn', 'bounce.example.net'));
    expect(await dmarc(relaxed, { settings, ports: { signingKeys: () => [] } })).toMatchObject(
      line('warn', 'your mail server signing for example.org'),
    );
    const both = { signingKeys: () => [keyOf('example.net'), key] };
    expect(await dmarc(relaxed, { ports: both })).toMatchObject(line('pass', 'DKIM for example.org'));
  });
});
