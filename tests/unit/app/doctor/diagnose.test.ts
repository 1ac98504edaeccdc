import { describe, expect, it } from 'vitest';
import { invalid } from '../../../../src/domain/errors.ts';
import { newHold } from '../../../../src/domain/sending/server-hold.ts';
import { type Changes, check, checks, line } from '../../../support/doctor.ts';
import type { Zone } from '../../../support/mail/zone.ts';

describe('the doctor', () => {
  it('finds nothing where all is well', async () => {
    const found = await checks();
    expect(found.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(found.map(({ name }) => name)).toEqual([
      'database',
      'public-url',
      'clock',
      'proxy',
      'smtp',
      'dkim',
      'spf',
      'dmarc',
      'reverse-dns',
      'mx',
    ]);
    for (const { says, publish } of found) {
      expect(says).toMatch(/^\S.*[.]$/s);
      expect(publish).toBeUndefined();
    }
  });

  it('has a line for each check that threw, and goes on with the others', async () => {
    const found = await checks({
      zone: { 's1._domainkey.example.org TXT': 'ESERVFAIL', '_dmarc.example.org TXT': 'ETIMEOUT' },
      ports: {
        database: () => Promise.reject(new Error('no way')),
        post: () => Promise.reject(new Error('none.')),
      },
    });
    const broken = ['database', 'public-url', 'proxy', 'dkim', 'dmarc'];
    for (const { name, status, says } of found) {
      const wanted = broken.includes(name) ? 'fail' : name === 'clock' ? 'warn' : 'pass';
      expect([name, status]).toEqual([name, wanted]);
      if (wanted === 'fail') expect(says).toMatch(/^This could not be checked: .*[^.]\.$/);
    }
    expect(found).toHaveLength(10);
  });

  it('has a line for each check that took too long', async () => {
    const never = () => new Promise<never>(() => undefined);
    const found = await checks({ ports: { database: never, post: never }, limitMs: 50 });
    expect(found).toHaveLength(10);
    for (const name of ['database', 'public-url', 'clock', 'proxy']) {
      expect(found).toContainEqual({
        name,
        status: 'fail',
        says: 'This could not be checked: there was no answer within 0.05 seconds.',
      });
    }
  });

  it('tells that a mail server is held, at its line', async () => {
    const hold = newHold(
      { server: 'mail.example.org:465', cause: 'quota', reply: 'MAIL: 454 quota' },
      new Date('2026-11-24T08:00:00Z'),
    );
    const database = async () => ({
      state: { version: 180_004, pending: [], unknown: [] },
      clock: { reference: 'PostgreSQL' as const, aheadMs: 5, uncertainMs: 1, own: false },
      proxyDoubt: null,
      held: [hold],
      embeddings: null,
    });
    const smtp = (await checks({ ports: { database } })).find(({ name }) => name === 'smtp');
    expect(smtp).toMatchObject({
      status: 'warn',
      says: expect.stringContaining('Mail does not go through it: mail.example.org:465 says that we may not'),
    });
  });

  it('tells of wrong settings in the line that they belong to', async () => {
    const wrong = (field: string) => () => {
      throw invalid([{ field, message: 'is wrong' }]);
    };
    const found = await checks({
      ports: { smtpServers: wrong('SMTP_URL'), signingKeys: wrong('DKIM_DOMAIN') },
    });
    expect(found).toContainEqual({ name: 'smtp', status: 'fail', says: 'SMTP_URL: is wrong.' });
    expect(found).toContainEqual({ name: 'dkim', status: 'fail', says: 'DKIM_DOMAIN: is wrong.' });
  });

  it('says so where nothing is configured yet', async () => {
    const found = await checks({
      ports: { smtpServers: () => [], signingKeys: () => [] },
      settings: { from: 'localhost.localdomain', bounceDomain: null, live: false },
    });
    const words = Object.fromEntries(found.map(({ name, status, says }) => [name, `${status} ${says}`]));
    expect(words['smtp']).toMatch(/^warn No SMTP_URL is set: all mail is caught/);
    expect(words['dkim']).toMatch(/^warn Offprint has no DKIM key/);
    for (const name of ['spf', 'dmarc', 'reverse-dns', 'mx'])
      expect(words[name]).toMatch(/^warn There is nothing to check: localhost\.localdomain/);
  });
});

describe('reverse DNS', () => {
  const reverse = (zone: Zone, more: Changes = {}) => check('reverse-dns', { zone, ...more });
  const pointer = '25.2.0.192.in-addr.arpa PTR';

  it('is missing', async () => {
    const publish = '25.2.0.192.in-addr.arpa.  PTR  mail.example.org.';
    expect(await reverse({}, { without: [pointer] })).toMatchObject(line('fail', '192.0.2.25', publish));
    const host = 'smtp.provider.example';
    const provider = { 'smtp.provider.example A': ['192.0.2.25'] };
    expect(await reverse(provider, { without: [pointer], host })).toMatchObject({ status: 'warn' });
    const settings = { sendingAddresses: ['192.0.2.25'] };
    expect(await reverse({}, { without: [pointer], settings })).toMatchObject(
      line('fail', '192.0.2.25 has', publish),
    );
  });

  it('does not lead back', async () => {
    expect(await reverse({ [pointer]: ['host-25.example.net'] })).toMatchObject(
      line('fail', 'host-25.example.net', 'host-25.example.net.  A  192.0.2.25'),
    );
    const several = { [pointer]: ['host-25.example.net', 'mail.example.org'] };
    expect(await reverse(several)).toMatchObject(line('pass', '192.0.2.25 is mail.example.org'));
  });

  it('cannot be told', async () => {
    expect(await reverse({}, { host: '10.0.0.25' })).toMatchObject(line('warn', '10.0.0.25'));
    expect(await reverse({}, { ports: { smtpServers: () => [] } })).toMatchObject(
      line('warn', 'No SMTP_URL'),
    );
  });
});

describe('the MX of the bounce domain', () => {
  const name = 'bounce.example.org MX';
  const mx = (records: readonly string[], zone: Zone = {}) =>
    check('mx', { zone: { [name]: records, ...zone } });
  const publish = 'bounce.example.org.  MX  10 mail.example.org.';

  it.each([
    ['fail', 'a null MX', ['0 .'], {}, 'null MX', publish],
    [
      'fail',
      'no machine behind it',
      ['10 gone.example.org'],
      {},
      'gone.example.org, which has no address',
      publish,
    ],
    ['fail', 'an address for a name', ['10 192.0.2.25'], {}, 'must be a name', publish],
    [
      'warn',
      'one machine of two',
      ['5 gone.example.org', '10 mail.example.org'],
      {},
      'goes to mail.example.org',
      undefined,
    ],
    ['pass', 'a machine', ['10 mail.example.org'], {}, 'goes to mail.example.org', undefined],
  ])('comes to %s with %s', async (status, _, records, zone, says, record) => {
    expect(await mx(records, zone)).toMatchObject(line(status, says, record));
  });

  it('is missing', async () => {
    expect(await check('mx', { without: [name] })).toMatchObject(line('fail', 'neither', publish));
    const zone = { 'bounce.example.org A': ['192.0.2.25'] };
    expect(await check('mx', { without: [name], zone })).toMatchObject(
      line('warn', 'its own address, 192.0.2.25', publish),
    );
  });

  it('is that of MAIL_FROM without a bounce domain', async () => {
    expect(await check('mx', { settings: { bounceDomain: null } })).toMatchObject(
      line('pass', 'Mail to example.org'),
    );
  });
});
