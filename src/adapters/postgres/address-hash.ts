import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { comparable } from '../../domain/subscribers/address.ts';

/** Making a key of the salt takes five times as long as a hash with it. */
const keys = new WeakMap<Uint8Array, KeyObject>();

/**
 * What a suppression is matched by: it survives erasing the address. The salt is this installation's own, so
 * that hashes cannot be compared between installations or looked up in a table made beforehand.
 */
export function addressHash(salt: Uint8Array, address: string): Uint8Array<ArrayBuffer> {
  const key = keys.get(salt) ?? createSecretKey(salt);
  keys.set(salt, key);
  return new Uint8Array(createHmac('sha256', key).update(comparable(address)).digest());
}
