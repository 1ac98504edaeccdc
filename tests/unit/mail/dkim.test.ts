import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { describe, expect, it } from 'vitest';
import { loadDkimKey, signed } from '../../../src/adapters/mail/dkim.ts';
import { DomainError } from '../../../src/domain/errors.ts';

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const date = new Date('2026-11-24T07:00:00Z');

/** The public key as it stands in the DNS: SPKI for RSA (RFC 6376, 3.6.1), the bare 32 bytes for Ed25519 (RFC 8463, 4). */
function record(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  if (publicKey.asymmetricKeyType === 'rsa') return `v=DKIM1; k=rsa; p=${der.toString('base64')}`;
  return `v=DKIM1; k=ed25519; p=${der.subarray(-32).toString('base64')}`;
}

async function verdict(message: string, publicKey: KeyObject): Promise<string | undefined> {
  const { results } = await dkimVerify(Buffer.from(message), {
    resolver: async (name: string) => {
      expect(name).toBe('s1._domainkey.example.org');
      return [[record(publicKey)]];
    },
    curTime: date,
    strict: true,
  });
  return results[0]?.status.result;
}

const message = [
  'List-Unsubscribe: <https://example.org/unsubscribe/abc>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  'List-ID: Offprint digest <digest.example.org>',
  'Feedback-ID: 12:daily:digest:a1b2c3',
  'Precedence: bulk',
  'From: Offprint <digest@example.org>',
  'To: reader@example.com',
  'Subject: Papers',
  'Message-ID: <1@example.org>',
  'Date: Tue, 24 Nov 2026 07:00:00 +0000',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Hello',
  '',
].join('\r\n');

describe.each([
  ['RSA', rsa],
  ['Ed25519', ed25519],
])('a message signed with %s', (_name, pair) => {
  const key = loadDkimKey({ domain: 'example.org', selector: 's1', privateKey: pem(pair.privateKey) });

  it('passes as it was signed', async () => {
    const raw = (await signed(Buffer.from(message), key, date)).toString();
    expect(raw.endsWith(message)).toBe(true);
    expect(await verdict(raw, pair.publicKey)).toBe('pass');
  });

  it.each(message.split('\r\n\r\n')[0]!.split('\r\n'))(
    'fails when this header is changed: %s',
    async (line) => {
      const raw = (await signed(Buffer.from(message), key, date)).toString();
      const changed = raw.replace(`\r\n${line}\r\n`, `\r\n${line}x\r\n`);
      expect(changed).not.toBe(raw);
      expect(await verdict(changed, pair.publicKey)).not.toBe('pass');
    },
  );

  it('fails when the body is changed', async () => {
    const raw = (await signed(Buffer.from(message), key, date)).toString();
    expect(await verdict(raw.replace('Hello', 'Hullo'), pair.publicKey)).not.toBe('pass');
  });
});

describe('signed', () => {
  it('rejects when no signature comes out, so that nothing leaves unsigned', async () => {
    const broken = { domain: 'example.org', selector: 's1', privateKey: 'no key' };
    await expect(signed(Buffer.from(message), broken, date)).rejects.toMatchObject({ code: 'unavailable' });
    const key = loadDkimKey({ domain: 'example.org', selector: 's1', privateKey: pem(rsa.privateKey) });
    await expect(signed(Buffer.from('Subject: no sender\r\n\r\nx\r\n'), key, date)).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});

describe('loadDkimKey', () => {
  const fieldsOf = (input: Partial<Parameters<typeof loadDkimKey>[0]>): string[] => {
    try {
      loadDkimKey({ domain: 'example.org', selector: 's1', privateKey: pem(rsa.privateKey), ...input });
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
      expect(error).toMatchObject({ code: 'invalid' });
      return error instanceof DomainError ? error.fields.map(({ field }) => field) : [];
    }
    return [];
  };

  it('takes RSA in PKCS #1 as well as PKCS #8', () => {
    expect(fieldsOf({})).toEqual([]);
    expect(
      fieldsOf({ privateKey: rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() }),
    ).toEqual([]);
  });

  it('refuses what is no private key', () => {
    const publicKey = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(fieldsOf({ privateKey: 'nonsense' })).toEqual(['DKIM_PRIVATE_KEY']);
    expect(fieldsOf({ privateKey: publicKey })).toEqual(['DKIM_PRIVATE_KEY']);
    expect(fieldsOf({ privateKey: pem(rsa.privateKey).slice(0, 500) })).toEqual(['DKIM_PRIVATE_KEY']);
  });

  it('refuses RSA below 2048 bits and other kinds of key', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(fieldsOf({ privateKey: pem(small) })).toEqual(['DKIM_PRIVATE_KEY']);
    expect(fieldsOf({ privateKey: pem(curve) })).toEqual(['DKIM_PRIVATE_KEY']);
  });

  it('names everything that is wrong at once, and never quotes the key', () => {
    expect(fieldsOf({ domain: 'example', selector: 'a b', privateKey: 'x' })).toEqual([
      'DKIM_DOMAIN',
      'DKIM_SELECTOR',
      'DKIM_PRIVATE_KEY',
    ]);
    expect(() => loadDkimKey({ domain: 'example.org', selector: 's1', privateKey: 'my secret' })).not.toThrow(
      /my secret/,
    );
  });
});
