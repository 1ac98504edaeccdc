import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { describe, expect, it } from 'vitest';
import { createMailComposer } from '../../../../../src/adapters/mail/compose.ts';
import { loadDkimKeys } from '../../../../../src/adapters/mail/mime/dkim.ts';
import { DomainError } from '../../../../../src/domain/errors.ts';
import { requireTool } from '../../../../support/mail/mail-tools.ts';
import { digestOf, options, papers, quietMail, subscriptionMails } from '../mails.ts';

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const der = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const settings = {
  domain: 'example.org',
  selector: 'rsa1',
  privateKey: pem(rsa.privateKey),
  ed25519: { selector: 'ed1', privateKey: pem(ed25519.privateKey) },
};
/** What the DNS has: SPKI for RSA (RFC 6376, 3.6.1), the bare 32 bytes for Ed25519 (RFC 8463, 4.2). */
const records: Record<string, string> = {
  'rsa1._domainkey.example.org': `v=DKIM1; k=rsa; p=${der(rsa.publicKey).toString('base64')}`,
  'ed1._domainkey.example.org': `v=DKIM1; k=ed25519; p=${der(ed25519.publicKey).subarray(-32).toString('base64')}`,
};

const composer = await createMailComposer({ ...options, dkim: loadDkimKeys(settings) });
const mails = [digestOf(papers(3)), quietMail(), ...subscriptionMails()];
/** Of each kind one, as it is sent. */
const sent = await Promise.all(
  mails.map(async (mail) => ({ kind: mail.kind, raw: (await composer.compose(mail)).raw })),
);

const fieldsOf = (raw: Buffer) =>
  raw
    .toString('latin1')
    .split('\r\n\r\n', 1)[0]!
    .split(/\r\n(?![ \t])/);
const nameOf = (field: string) => field.slice(0, field.indexOf(':'));
function withChanged(raw: Buffer, field: string): Buffer {
  const text = raw.toString('latin1');
  expect(text).toContain(`\r\n${field}\r\n`);
  return Buffer.from(
    text.replace(`\r\n${field}\r\n`, () => `\r\n${field}x\r\n`),
    'latin1',
  );
}

/** What mailauth says of each signature, from top to bottom: "rsa-sha256 pass". */
async function verdicts(raw: Buffer): Promise<string[]> {
  const { results } = await dkimVerify(raw, {
    resolver: async (name: string) => [[records[name] ?? '']],
    curTime: new Date('2026-11-25T00:00:00Z'),
    strict: true,
  });
  return results.map(({ algo, status }) => `${algo} ${status.result}`);
}
const both = (result: 'pass' | 'fail') => [`rsa-sha256 ${result}`, `ed25519-sha256 ${result}`];

describe('a mail with two signatures', () => {
  it.each(sent)('has both accepted, RSA on top: $kind', async ({ raw }) => {
    expect(fieldsOf(raw).slice(0, 3).map(nameOf)).toEqual([
      'DKIM-Signature',
      'DKIM-Signature',
      expect.not.stringMatching('DKIM-Signature'),
    ]);
    expect(await verdicts(raw)).toEqual(both('pass'));
  });

  it.each(sent)('has both refused when any one header is changed: $kind', async ({ kind, raw }) => {
    const fields = fieldsOf(raw).filter((field) => nameOf(field) !== 'DKIM-Signature');
    const ofList = ['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-ID', 'Feedback-ID', 'Precedence'];
    expect(fields.map(nameOf)).toEqual(
      expect.arrayContaining(
        kind === 'digest' || kind === 'quiet-note' ? ofList : ['Auto-Submitted', 'From', 'To'],
      ),
    );
    for (const field of fields)
      expect(await verdicts(withChanged(raw, field)), nameOf(field)).toEqual(both('fail'));
  });

  it.each(sent)('has each accepted without the other: $kind', async ({ raw }) => {
    const [first, second] = fieldsOf(raw);
    const text = raw.toString('latin1');
    expect(await verdicts(Buffer.from(text.replace(`${first}\r\n`, ''), 'latin1'))).toEqual([
      'ed25519-sha256 pass',
    ]);
    expect(await verdicts(Buffer.from(text.replace(`${second}\r\n`, ''), 'latin1'))).toEqual([
      'rsa-sha256 pass',
    ]);
  });
});

/** dkimpy, on the same records: a line of Python's True or False for each signature of each mail. */
const dkimpy = `
import base64, json, sys
import dkim
asked = json.load(sys.stdin)
def record(name, timeout=5):
    return asked["records"].get(name.decode().rstrip("."), "").encode()
verdicts = []
for mail in asked["mails"]:
    verifier = dkim.DKIM(base64.b64decode(mail))
    verdicts.append([verifier.verify(idx=index, dnsfunc=record) for index in (0, 1)])
print(json.dumps(verdicts))
`;
const installed = requireTool('python3-dkim') !== null;

describe.skipIf(!installed)('dkimpy, a verifier in another language,', () => {
  const verified = (raws: readonly Buffer[]): unknown =>
    JSON.parse(
      execFileSync('/usr/bin/python3', ['-c', dkimpy], {
        input: JSON.stringify({ records, mails: raws.map((raw) => raw.toString('base64')) }),
        encoding: 'utf8',
      }),
    );

  it('accepts both signatures of every mail', () => {
    expect(verified(sent.map(({ raw }) => raw))).toEqual(sent.map(() => [true, true]));
  });

  it('refuses both when one header is changed, each in turn', () => {
    const changed = sent.flatMap(({ raw }) =>
      fieldsOf(raw)
        .filter((field) => nameOf(field) !== 'DKIM-Signature')
        .map((field) => withChanged(raw, field)),
    );
    expect(changed.length).toBeGreaterThan(50);
    expect(verified(changed)).toEqual(changed.map(() => [false, false]));
  });
});

describe('two keys', () => {
  const faultsOf = (said: object): string[] => {
    try {
      loadDkimKeys({ ...settings, ...said });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid')
        return error.fields.map(({ field }) => field);
      throw error;
    }
    return [];
  };

  it('are RSA and then Ed25519, not the other way round nor two of a kind', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ privateKey: pem(ed25519.privateKey) })).toEqual(['DKIM_PRIVATE_KEY']);
    const second = (privateKey: string) => ({ ed25519: { selector: 'ed1', privateKey } });
    expect(faultsOf(second(pem(rsa.privateKey)))).toEqual(['DKIM_ED25519_PRIVATE_KEY']);
    expect(faultsOf(second('nonsense'))).toEqual(['DKIM_ED25519_PRIVATE_KEY']);
    const swapped = { privateKey: pem(ed25519.privateKey), ...second(pem(rsa.privateKey)) };
    expect(faultsOf(swapped)).toEqual(['DKIM_PRIVATE_KEY', 'DKIM_ED25519_PRIVATE_KEY']);
  });

  it('have their faults named all at once', () => {
    const wrong = { domain: 'x', selector: 'a b', privateKey: '', ed25519: { selector: '', privateKey: '' } };
    expect(faultsOf(wrong)).toEqual([
      'DKIM_DOMAIN',
      'DKIM_SELECTOR',
      'DKIM_PRIVATE_KEY',
      'DKIM_ED25519_SELECTOR',
      'DKIM_ED25519_PRIVATE_KEY',
    ]);
  });

  it('are both proved at the start, and the one that fails is named', async () => {
    const [first, second] = loadDkimKeys(settings);
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    for (const [dkim, field] of [
      [[{ ...first!, privateKey: curve }, second!], 'DKIM_PRIVATE_KEY'],
      [[first!, { ...second!, privateKey: curve }], 'DKIM_ED25519_PRIVATE_KEY'],
    ] as const) {
      await expect(createMailComposer({ ...options, dkim })).rejects.toMatchObject({
        code: 'invalid',
        fields: [{ field }],
      });
    }
  });
});
