import { createHmac, randomInt } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Payload } from 'altcha-lib/types';
import { LRUCache } from 'lru-cache';
import type { ProofOfWork } from '../../app/subscribers/crowd.ts';

/**
 * A solver tries counters one after another, each of them a PBKDF2 of so many iterations. On a desk that is 0.3 to 1
 * second, on a phone some three times as much; a program that would subscribe ten thousand addresses pays it each time.
 */
const work = { iterations: 5_000, leastTries: 200, mostTries: 600 };
const validMs = 10 * 60_000;
/** A solution has some 700 characters. */
const longestProof = 4_000;
/** Of more solutions in ten minutes than this it is not remembered that they were given. */
const mostSpent = 100_000;

/**
 * ALTCHA's proof of work (https://altcha.org/docs/v2/proof-of-work), made and checked here and nowhere else. Whoever
 * has the same secret key can check what another process asked; that a solution was given before is known to this one
 * only.
 */
export function openProofOfWork(secretKey: string, tries = work): ProofOfWork {
  const keyFor = (use: string) => createHmac('sha256', secretKey).update(`offprint ${use}`).digest('hex');
  const secrets = {
    hmacSignatureSecret: keyFor('challenge'),
    // With the key signed, checking a solution takes one HMAC and not the work again.
    hmacKeySignatureSecret: keyFor('challenge solved'),
  };
  const spent = new LRUCache<string, true>({ max: mostSpent, ttl: validMs });
  return {
    challenge: async () =>
      await createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost: tries.iterations,
        counter: randomInt(tries.leastTries, tries.mostTries),
        deriveKey,
        expiresAt: new Date(Date.now() + validMs),
        ...secrets,
      }),
    async solves(proof) {
      if (proof.length > longestProof) return false;
      try {
        const { challenge, solution } = JSON.parse(proof) as Payload;
        const { verified } = await verifySolution({ challenge, solution, deriveKey, ...secrets });
        const { signature } = challenge;
        if (!verified || signature === undefined || spent.has(signature)) return false;
        spent.set(signature, true);
        return true;
      } catch {
        // No JSON, or none of this shape.
        return false;
      }
    },
  };
}
