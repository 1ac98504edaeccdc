import type { Bounce } from '../../domain/bounces/bounce.ts';

/** Reads reports apart from everything else: they are written by strangers. */
export interface BounceReader {
  /** As `readBounce` of the domain; null when that takes too long. Never rejects. */
  readBounce(raw: Uint8Array): Promise<Bounce | null>;
}
