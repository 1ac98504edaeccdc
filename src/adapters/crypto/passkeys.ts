import { isIP } from 'node:net';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { PasskeyRequest, Passkeys } from '../../app/accounts/account-ports.ts';

/** Read with the first passkey: few processes ever see one. */
const library = () => import('@simplewebauthn/server');

function parsed(response: string): { id: string } | null {
  try {
    const value: unknown = JSON.parse(response);
    const isAnswer =
      typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
    return isAnswer ? (value as { id: string }) : null;
  } catch {
    return null;
  }
}

/** `publicUrl`: where browsers find this service; a passkey is made for its host alone. */
export function openPasskeys(publicUrl: string): Passkeys {
  const { origin, hostname, protocol } = new URL(publicUrl);
  const isSecure = protocol === 'https:' || hostname === 'localhost';
  const isPossible = isSecure && isIP(hostname.replace(/[[\]]/g, '')) === 0;
  const expected = { expectedOrigin: origin, expectedRPID: hostname, requireUserVerification: true };
  const asked = ({ challenge, ...options }: { challenge: string }): PasskeyRequest => ({
    challenge,
    options: JSON.stringify({ challenge, ...options }),
  });

  return {
    isPossible,
    async forNew(account) {
      const { generateRegistrationOptions } = await library();
      return asked(
        await generateRegistrationOptions({
          rpName: 'Offprint',
          rpID: hostname,
          userName: account.email,
          userDisplayName: account.email,
          userID: new Uint8Array(Buffer.from(`admin ${account.id}`)),
          attestationType: 'none',
          excludeCredentials: account.has.map((id) => ({ id })),
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        }),
      );
    },
    async forSignIn() {
      const { generateAuthenticationOptions } = await library();
      return asked(await generateAuthenticationOptions({ rpID: hostname, userVerification: 'required' }));
    },
    async readNew(response, challenge) {
      const answer = parsed(response);
      if (answer === null) return null;
      const { verifyRegistrationResponse } = await library();
      try {
        const { registrationInfo } = await verifyRegistrationResponse({
          ...expected,
          response: answer as RegistrationResponseJSON,
          expectedChallenge: challenge,
        });
        if (registrationInfo === undefined) return null;
        const { id: credentialId, publicKey, counter: signCount } = registrationInfo.credential;
        return { credentialId, publicKey, signCount };
      } catch {
        // Whatever is wrong with it: the library throws for each of a hundred things.
        return null;
      }
    },
    named: (response) => parsed(response)?.id ?? null,
    async check(response, challenge, { credentialId: id, publicKey, signCount: counter }) {
      const answer = parsed(response);
      if (answer === null) return null;
      const { verifyAuthenticationResponse } = await library();
      try {
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          ...expected,
          response: answer as AuthenticationResponseJSON,
          expectedChallenge: challenge,
          credential: { id, publicKey: new Uint8Array(publicKey), counter },
        });
        return verified ? { signCount: authenticationInfo.newCounter } : null;
      } catch {
        return null;
      }
    },
  };
}
