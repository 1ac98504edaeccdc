import { describe, expect, it } from 'vitest';
import { judgeDkimRecords, type SigningKey } from '../../../../src/domain/doctor/dkim-record.ts';

const rsa: SigningKey = {
  domain: 'example.org',
  name: 's1._domainkey.example.org',
  type: 'rsa',
  forms: ['MIIBIjANspki+/==', 'MIIBCgKCpkcs1=='],
};
const ed25519: SigningKey = {
  ...rsa,
  type: 'ed25519',
  forms: ['11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='],
};
const good = 's1._domainkey.example.org.  TXT  "v=DKIM1; k=rsa; p=MIIBIjANspki+/=="';

const judge = (key: SigningKey, texts: readonly string[]) => judgeDkimRecords(key, texts, true);

describe('the DNS record of a DKIM key', () => {
  it.each([
    'v=DKIM1; k=rsa; p=MIIBIjANspki+/==',
    'p=MIIBIjANspki+/==',
    'p=MIIBIj ANspki+/',
    'v=DKIM1; h=sha1:sha256; s=email; t=s; n=a note; p=MIIBCgKCpkcs1==;',
    'v=DKIM1; s=*; k=RSA; p=MIIBIjANspki+/==',
  ])('serves: %s', (text) => {
    expect(judge(rsa, [text])).toEqual({
      status: 'pass',
      says: expect.stringContaining('rsa key'),
    });
  });

  it('serves an Ed25519 key only when it says so', () => {
    const p = `p=${ed25519.forms[0]}`;
    expect(judge(ed25519, [`v=DKIM1; k=ed25519; ${p}`]).status).toBe('pass');
    expect(judge(ed25519, [`v=DKIM1; ${p}`])).toMatchObject({
      status: 'fail',
      says: expect.stringContaining('k=rsa'),
    });
  });

  it.each([
    ['is missing', [], 'no TXT record at s1._domainkey.example.org'],
    ['is there twice', ['v=DKIM1; p=MIIBIjANspki+/==', 'v=DKIM1; p=MIIBIjANspki+/=='], '2 TXT records'],
    ['is of another key', ['v=DKIM1; k=rsa; p=MIIBIjANother'], 'of another key'],
    ['is of another type', ['v=DKIM1; k=ed25519; p=MIIBIjANspki+/=='], 'k=ed25519, and the key is rsa'],
    ['is revoked', ['v=DKIM1; k=rsa; p='], 'revokes'],
    ['has no key', ['v=DKIM1; k=rsa'], 'no p='],
    ['is of another version', ['v=DKIM2; p=MIIBIjANspki+/=='], 'v=DKIM1'],
    ['does not begin with its version', ['k=rsa; v=DKIM1; p=MIIBIjANspki+/=='], 'v=DKIM1'],
    ['takes no SHA-256', ['v=DKIM1; h=sha1; p=MIIBIjANspki+/=='], 'h=sha1'],
    ['is not for mail', ['v=DKIM1; s=tlsrpt; p=MIIBIjANspki+/=='], 's=tlsrpt'],
    ['is no tag list', ['v=DKIM1; rsa; p=MIIBIjANspki+/=='], '“rsa” is no tag'],
  ])('fails when it %s, and the right one is shown', (_, texts, says) => {
    expect(judge(rsa, texts)).toEqual({
      status: 'fail',
      says: expect.stringContaining(says),
      publish: good,
    });
  });

  it('is worth a look when it says that it is only tested', () => {
    expect(judge(rsa, ['v=DKIM1; t=y:s; p=MIIBIjANspki+/=='])).toMatchObject({
      status: 'warn',
      says: expect.stringContaining('t=y'),
      publish: good,
    });
  });

  it('is not enough where only Ed25519 signs', () => {
    const text = `v=DKIM1; k=ed25519; p=${ed25519.forms[0]}`;
    expect(judgeDkimRecords(ed25519, [text], false)).toEqual({
      status: 'warn',
      says: expect.stringContaining('sign with an RSA key'),
    });
  });
});
