import { timingSafeEqual } from 'node:crypto';

/** Whether both are the same, in a time that tells their lengths and nothing of what is in them. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
