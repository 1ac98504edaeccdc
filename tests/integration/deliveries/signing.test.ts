import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { subscribe } from '../../../src/app/subscribers/subscribe.ts';
import { runJobs } from '../../support/jobs.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const spki = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'der' });
const records: Record<string, string> = {
  'one._domainkey.example.org': `v=DKIM1; k=rsa; p=${spki(rsa).toString('base64')}`,
  'two._domainkey.example.org': `v=DKIM1; k=ed25519; p=${spki(ed25519).subarray(-32).toString('base64')}`,
};

let sending: Sending;
beforeAll(async () => {
  sending = await openSending({
    MAIL_FROM: 'Offprint <digest@example.org>',
    DKIM_DOMAIN: 'example.org',
    DKIM_SELECTOR: 'one',
    DKIM_PRIVATE_KEY: pem(rsa),
    DKIM_ED25519_SELECTOR: 'two',
    DKIM_ED25519_PRIVATE_KEY: pem(ed25519),
  });
  await sending.reset();
});
afterAll(() => sending.close());

test('what a mail server gets has the signatures of both keys, and they hold', async () => {
  await sending.send(await sending.planFor('ada'));
  await subscribe(sending.deps, { email: 'new@example.org', form: 'home', clientIp: null });
  await runJobs(sending.service);
  const { received } = sending.server;
  expect(received.map(({ to }) => to)).toEqual(['ada@example.org', 'new@example.org']);
  for (const { bytes } of received) {
    const { results } = await dkimVerify(bytes, {
      resolver: async (name: string) => [[records[name] ?? '']],
      curTime: new Date(sending.now.getTime() + 60_000),
      strict: true,
    });
    expect(results.map(({ algo, status }) => [algo, status.result])).toEqual([
      ['rsa-sha256', 'pass'],
      ['ed25519-sha256', 'pass'],
    ]);
  }
});
