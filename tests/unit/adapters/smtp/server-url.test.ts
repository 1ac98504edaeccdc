import { describe, expect, it } from 'vitest';
import { readServerUrl } from '../../../../src/adapters/smtp/server-url.ts';
import { DomainError } from '../../../../src/domain/errors.ts';

describe('the URL of a mail server', () => {
  it('names host, port, TLS, login, weight and connections', () => {
    expect(readServerUrl('smtps://ada%40x:p%3Aw%25@mail.example.org/?weight=3&connections=50')).toEqual({
      name: 'mail.example.org:465',
      host: 'mail.example.org',
      port: 465,
      secure: true,
      tls: 'required',
      local: false,
      greeting: null,
      auth: { user: 'ada@x', pass: 'p:w%' },
      weight: 3,
      connections: 50,
    });
    expect(readServerUrl('smtp://[::1]:25', 'papers.example.org')).toEqual({
      name: '[::1]:25',
      host: '::1',
      port: 25,
      secure: false,
      tls: 'opportunistic',
      local: true,
      greeting: 'papers.example.org',
      auth: null,
      weight: 1,
      connections: 20,
    });
    expect(readServerUrl('smtp://mail.example.org').port).toBe(587);
  });

  it.each([
    ['smtp://u:p@mail.example.org', 'required'],
    ['smtp://u:p@mail.example.org?tls=opportunistic', 'opportunistic'],
    ['smtp://u:p@mail.example.org?tls=off', 'off'],
    ['smtp://mail.example.org', 'opportunistic'],
    ['smtp://mail.example.org?tls=required', 'required'],
    ['smtps://mail.example.org', 'required'],
    ['smtps://127.0.0.1?tls=required', 'required'],
    // Nobody stands between this machine and itself.
    ['smtp://u:p@127.0.0.1', 'opportunistic'],
    ['smtp://u:p@localhost:25', 'opportunistic'],
    ['smtp://u:p@Mail.LocalHost:25', 'opportunistic'],
    ['smtp://u:p@localhost.example.org', 'required'],
    ['smtp://u:p@127.0.0.1.example.org', 'required'],
    ['smtp://u:p@192.168.0.1', 'required'],
  ])('insists on TLS for a login elsewhere, unless told: %s', (url, tls) => {
    expect(readServerUrl(url).tls).toBe(tls);
  });

  it.each([
    ['?name=mail.example.org', 'mail.example.org'],
    ['?name=[192.0.2.25]', '[192.0.2.25]'],
    ['?name=[IPv6:2001:db8::25]', '[IPv6:2001:db8::25]'],
    ['?weight=2&name=mailhost', 'mailhost'],
    ['', 'papers.example.org'],
  ])('says with which name we greet: %j', (query, greeting) => {
    expect(readServerUrl(`smtp://mail.example.org${query}`, 'papers.example.org').greeting).toBe(greeting);
  });

  it.each([
    'smtp://u:secret@mail.example.org?weight=0',
    'smtp://u:secret@mail.example.org?weight=-1',
    'smtp://u:secret@mail.example.org?weight=1.5',
    'smtp://u:secret@mail.example.org?weight=1001',
    'smtp://u:secret@mail.example.org?weight=',
    'smtp://u:secret@mail.example.org?weight=1&weight=2',
    'smtp://u:secret@mail.example.org?connections=many',
    'smtp://u:secret@mail.example.org?pool=true',
    'smtp://u:secret%@mail.example.org',
    'smtp://u:secret@mail.example.org?tls=maybe',
    'smtp://u:secret@mail.example.org?tls=off&tls=off',
    'smtps://u:secret@mail.example.org?tls=off',
    'smtps://u:secret@mail.example.org?tls=opportunistic',
    'smtp://u:secret@mail.example.org?name=',
    'smtp://u:secret@mail.example.org?name=two%20words',
    'smtp://u:secret@mail.example.org?name=a.example%0d%0aRSET',
    'smtp://u:secret@mail.example.org?name=192.0.2.25',
    'smtp://u:12/secret@mail.example.org',
    'smtp://u:12?secret@mail.example.org',
    'smtp://u:12#secret@mail.example.org',
    'smtp://secret/u:12@mail.example.org',
    'smtp://u:secret@mail.example.org:port',
    'http://u:secret@mail.example.org',
    'smtp:u:secret',
  ])('is refused when it is wrong, without its password: %s', (url) => {
    const error = (() => {
      try {
        return readServerUrl(url);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: 'invalid', fields: [{ field: 'SMTP_URL' }] });
    expect(String(error)).toContain('SMTP_URL');
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });
});
