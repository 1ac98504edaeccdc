import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { describe, expect, it } from 'vitest';
import { createMailComposer } from '../../../../../src/adapters/mail/compose.ts';
import { loadDkimKeys } from '../../../../../src/adapters/mail/mime/dkim.ts';
import { dkimSignatures } from '../../../../../src/adapters/mail/mime/dkim-signature.ts';
import { DomainError } from '../../../../../src/domain/errors.ts';
import { makePaper } from '../../../../support/papers/paper.ts';
import { digestOf, options, papers, subscriptionMails } from '../mails.ts';

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const name = { domain: 'example.org', selector: 's1' };

/**
 * The public key as it stands in the DNS: SPKI for RSA (RFC 6376, 3.6.1), the bare 32 bytes for Ed25519 (RFC 8463, 4).
 */
function record(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  if (publicKey.asymmetricKeyType === 'rsa') return `v=DKIM1; k=rsa; p=${der.toString('base64')}`;
  return `v=DKIM1; k=ed25519; p=${der.subarray(-32).toString('base64')}`;
}

async function verdict(message: Buffer, publicKey: KeyObject): Promise<string | undefined> {
  const { results } = await dkimVerify(message, {
    resolver: async (asked: string) => {
      expect(asked).toBe('s1._domainkey.example.org');
      return [[record(publicKey)]];
    },
    curTime: new Date('2026-11-25T00:00:00Z'),
    strict: true,
  });
  expect(results).toHaveLength(1);
  return results[0]?.status.result;
}

const hostile = digestOf(
  [
    makePaper({
      title: 'مقالة عن التعلم العميق: größer als 漢字 and a subject that goes on and on',
      abstract: '.\r\n..',
    }),
    makePaper({ id: 2, title: `Trailing space , two  spaces and = signs ${'long '.repeat(60)}` }),
  ],
  { to: `"${'a b'.repeat(20)}"@${'long-domain.'.repeat(12)}example.com` },
);
const headersOf = (raw: Buffer) => raw.toString('latin1').split('\r\n\r\n', 1)[0]!;

describe.each([
  ['RSA', rsa],
  ['Ed25519', ed25519],
])('a mail signed with %s', async (_name, pair) => {
  const keys = loadDkimKeys({ ...name, privateKey: pem(pair.privateKey) });
  const composer = await createMailComposer({ ...options, replyTo: 'Hëlp <help@example.org>', dkim: keys });
  const { raw } = await composer.compose(hostile);
  const changed = (from: string, to: string) => {
    const text = raw.toString('latin1');
    expect(text).toContain(from);
    return Buffer.from(
      text.replace(from, () => to),
      'latin1',
    );
  };

  it.each([hostile, digestOf(papers(3)), ...subscriptionMails()])(
    'is accepted as it was sent: $kind',
    async (mail) => {
      expect(await verdict((await composer.compose(mail)).raw, pair.publicKey)).toBe('pass');
    },
  );

  it('is accepted whatever its papers are called', async () => {
    const title = fc.string({ unit: 'binary', minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(title, fc.string({ unit: 'binary' }), async (said, topic) => {
        const mail = digestOf([makePaper({ title: said })], { interests: [topic] });
        expect(await verdict((await composer.compose(mail)).raw, pair.publicKey)).toBe('pass');
      }),
      { numRuns: 25 },
    );
  });

  it('covers all that says who wrote, what, to whom, and how to leave', () => {
    const [field] = headersOf(raw).split(/\r\n(?![ \t])/);
    expect(field!.replace(/\s+/g, ' ')).toMatch(
      /^DKIM-Signature: v=1; a=(rsa|ed25519)-sha256; c=relaxed\/simple; d=example\.org; s=s1; t=1795563000; /,
    );
    expect(field).not.toMatch(/[^\r\n]{79}/);
    const covered = /\bh=([^;]*)/.exec(field!)?.[1]?.split(/\s*:\s*/);
    expect(covered?.toSorted()).toEqual(
      headersOf(raw)
        .split(/\r\n(?![ \t])/)
        .slice(1)
        .map((line) => line.split(':', 1)[0]!.toLowerCase())
        .toSorted(),
    );
  });

  it.each([
    'From',
    'Reply-To',
    'To',
    'Subject',
    'Date',
    'Message-ID',
    'MIME-Version',
    'Content-Type',
    'List-Unsubscribe',
    'List-Unsubscribe-Post',
    'List-ID',
    'Feedback-ID',
    'Precedence',
  ])('is refused when its %s is changed', async (header) => {
    const field = headersOf(raw)
      .split(/\r\n(?![ \t])/)
      .find((line) => line.startsWith(`${header}: `))!;
    expect(await verdict(changed(`\r\n${field}\r\n`, `\r\n${field}x\r\n`), pair.publicKey)).toBe('fail');
  });

  it('is refused when a byte of its body is changed, added or taken away', async () => {
    for (const [from, to] of [
      ['OFFPRINT', 'OFFPRINt'],
      ['</html>\r\n', '</html> \r\n'],
      ['</html>\r\n', '</html>\r\n\r\n'],
      ['</html>\r\n', '</html>'],
    ] as const) {
      expect(await verdict(changed(from, to), pair.publicKey)).toBe('fail');
    }
  });

  it('is the same bytes when the same mail is composed again', async () => {
    expect((await composer.compose(hostile)).raw).toEqual(raw);
  });
});

describe('nothing leaves unsigned', () => {
  const [key] = loadDkimKeys({ ...name, privateKey: pem(rsa.privateKey) });
  const broken = { ...key!, privateKey: rsa.publicKey };
  const body = Buffer.from('Hello\r\n');
  const date = new Date('2026-11-24T07:00:00Z');

  it.each([
    ['the key', [broken]],
    ['one of two keys', [key!, broken]],
  ])('when %s cannot sign', async (_which, keys) => {
    await expect(dkimSignatures({ fields: ['From: a@example.org'], body }, keys, date)).rejects.toMatchObject(
      { code: 'unavailable' },
    );
  });

  it('when there is no sender, or a body whose end would be read differently', async () => {
    const from = 'From: a@example.org';
    for (const message of [
      { fields: ['Subject: no sender'], body },
      { fields: [from], body: Buffer.from('Hello') },
      { fields: [from], body: Buffer.from('Hello\r\n\r\n') },
      { fields: [from], body: Buffer.alloc(0) },
    ]) {
      await expect(dkimSignatures(message, [key!], date)).rejects.toMatchObject({ code: 'unavailable' });
    }
  });

  it('nor does a service start whose signatures would be refused', async () => {
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    for (const wrong of [
      { ...key!, selector: 's1; x' },
      { ...key!, privateKey: curve },
    ]) {
      await expect(createMailComposer({ ...options, dkim: [wrong] })).rejects.toMatchObject({
        code: 'invalid',
        fields: [{ field: 'DKIM_PRIVATE_KEY' }],
      });
    }
  });
});

describe('loadDkimKeys', () => {
  const fieldsOf = (input: Partial<Parameters<typeof loadDkimKeys>[0]>): string[] => {
    try {
      loadDkimKeys({ domain: 'example.org', selector: 's1', privateKey: pem(rsa.privateKey), ...input });
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
    expect(() =>
      loadDkimKeys({ domain: 'example.org', selector: 's1', privateKey: 'my secret' }),
    ).not.toThrow(/my secret/);
  });
});
