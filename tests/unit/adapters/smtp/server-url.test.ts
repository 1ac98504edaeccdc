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
      auth: { user: 'ada@x', pass: 'p:w%' },
      weight: 3,
      connections: 50,
    });
    expect(readServerUrl('smtp://[::1]:25')).toEqual({
      name: '[::1]:25',
      host: '::1',
      port: 25,
      secure: false,
      auth: null,
      weight: 1,
      connections: 20,
    });
    expect(readServerUrl('smtp://mail.example.org').port).toBe(587);
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
