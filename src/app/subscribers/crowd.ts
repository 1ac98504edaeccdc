import { DomainError } from '../../domain/errors.ts';
import { type Allowance, type Filling, leftIn, secondsUntil } from '../../domain/token-bucket.ts';

/** A task that takes a browser about a second, and its check, which takes next to nothing. */
export type ProofOfWork = {
  /** To be solved within some minutes: as JSON, for the script of the form. */
  challenge(): Promise<object>;
  /** Whether this text is the solution of a challenge of ours that is neither too old nor was given before. */
  solves(proof: string): Promise<boolean>;
};

/** How a request to subscribe came in: nothing was asked of it, or with a proof of work, without one, or not at all. */
export type Admission = 'calm' | 'proven' | 'unproven' | 'refused';

export type Crowd = {
  /** What the next request is to solve; null while there is no crowd. */
  challenge(): Promise<object | null>;
  /**
   * Lets a request in; to be told (`taken`) once it was written down, for only those count. `proof`: empty for none.
   * Rejects with `too_many` for one without a valid proof when too many such came.
   */
  admit(proof: string): Promise<{ taken(): void }>;
  /** Requests since the process began. */
  counts(): Readonly<Record<Admission, number>>;
};

/**
 * The last cap on requests to subscribe, after those of a network and of an inbox: against many networks that enter
 * many addresses. `calm`: so many from everywhere are no crowd; a launch that many read about is one, and costs its
 * readers a second each. `unproven`: of those in a crowd that prove no work, from programs and from browsers without
 * scripts.
 */
export const crowdLimits = {
  calm: { most: 1_000, aSecond: 0.5 },
  unproven: { most: 1_500, aSecond: 0.25 },
};

export type CrowdLimits = Readonly<Record<keyof typeof crowdLimits, Allowance>>;

/** Knows of the requests to this process only: others have a crowd of their own. */
export function createCrowd(
  /** Milliseconds that only ever grow. */
  { proofOfWork, now }: { proofOfWork: ProofOfWork; now: () => number },
  limits: CrowdLimits = crowdLimits,
): Crowd {
  const fillings: Partial<Record<keyof CrowdLimits, Filling>> = {};
  const counts = { calm: 0, proven: 0, unproven: 0, refused: 0 };
  const leftOf = (name: keyof CrowdLimits) => leftIn(fillings[name], limits[name], now());
  const take = (name: keyof CrowdLimits) => {
    fillings[name] = { left: Math.max(0, leftOf(name) - 1), at: now() };
  };
  const isCalm = () => leftOf('calm') >= 1;

  async function admissionOf(proof: string): Promise<Admission> {
    if (isCalm()) return 'calm';
    if (proof !== '' && (await proofOfWork.solves(proof))) return 'proven';
    return leftOf('unproven') >= 1 ? 'unproven' : 'refused';
  }

  return {
    challenge: async () => (isCalm() ? null : await proofOfWork.challenge()),
    async admit(proof) {
      const admission = await admissionOf(proof);
      if (admission === 'refused') {
        counts.refused += 1;
        throw new DomainError(
          'too_many',
          'Very many people are subscribing just now. Please try again in a few minutes; a browser that may run scripts need not wait.',
          { retryAfter: secondsUntil(1, leftOf('unproven'), limits.unproven) },
        );
      }
      return {
        taken: () => {
          counts[admission] += 1;
          take('calm');
          if (admission === 'unproven') take('unproven');
        },
      };
    },
    counts: () => ({ ...counts }),
  };
}
