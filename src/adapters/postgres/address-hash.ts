import { createHmac } from 'node:crypto';
import { comparable } from '../../domain/subscribers/address.ts';

/**
 * What a suppression is matched by: it survives erasing the address. The salt is this installation's own, so
 * that hashes cannot be compared between installations or looked up in a table made beforehand.
 */
export function addressHash(salt: Uint8Array, address: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac('sha256', salt).update(comparable(address)).digest());
}
