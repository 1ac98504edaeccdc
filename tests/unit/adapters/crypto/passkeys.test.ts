import { describe, expect, it } from 'vitest';
import { openPasskeys } from '../../../../src/adapters/crypto/passkeys.ts';

describe('passkeys', () => {
  it.each([
    ['https://papers.example.org', true],
    ['http://localhost:3000', true],
    ['http://papers.example.org', false],
    ['http://127.0.0.1:3000', false],
    ['https://203.0.113.5', false],
    ['https://[2001:db8::1]', false],
  ])('for %s are possible: %s', (url, possible) => {
    expect(openPasskeys(url).isPossible).toBe(possible);
  });

  it('are for the host of the service alone, and ask for the device’s check of its owner', async () => {
    const passkeys = openPasskeys('https://papers.example.org:8443');
    const made = await passkeys.forNew({ id: 3, email: 'ada@example.org', has: ['known'] });
    expect(JSON.parse(made.options)).toMatchObject({
      challenge: made.challenge,
      rp: { id: 'papers.example.org' },
      attestation: 'none',
      excludeCredentials: [{ id: 'known' }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(Buffer.from(made.challenge, 'base64url').length).toBeGreaterThanOrEqual(16);
    const asked = await passkeys.forSignIn();
    expect(JSON.parse(asked.options)).toMatchObject({
      rpId: 'papers.example.org',
      userVerification: 'required',
    });
    expect(asked.challenge).not.toBe((await passkeys.forSignIn()).challenge);
  });

  it.each([
    '',
    'no JSON',
    'null',
    '[]',
    '{}',
    '{"id":1}',
    '{"id":"x"}',
    '{"id":"x","response":{}}',
    `{"id":"${'x'.repeat(9_000)}"}`,
  ])('are not proved by %j', async (response) => {
    const passkeys = openPasskeys('https://papers.example.org');
    const known = { credentialId: 'x', publicKey: new Uint8Array(64), signCount: 0 };
    expect(await passkeys.readNew(response, 'challenge')).toBeNull();
    expect(await passkeys.check(response, 'challenge', known)).toBeNull();
  });
});
