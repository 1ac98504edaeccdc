import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkPurpose, Links } from '../../app/ports.ts';

const idPattern = /^[0-9]{1,19}$/;

type Key = { id: string; secret: string };

/** The least length of a key (config.ts asks for it too). */
const leastKey = 32;

/** The keys in `secretKey`: a text with spaces whose parts are too short to be keys is one passphrase. */
export function keysIn(secretKey: string): string[] {
  const parts = secretKey.trim().split(/\s+/);
  return parts.every((part) => part.length >= leastKey) ? parts : [secretKey];
}

/**
 * Links signed with HMAC-SHA256, cut to 128 bits, over purpose and id. `secretKey` may hold several keys, space
 * between: the first one signs, all of them are accepted, so that a key can be replaced while links made with the
 * old one go on working.
 */
export function createLinks(options: { publicUrl: string; secretKey: string }): Links {
  const keys = keysIn(options.secretKey).map(
    (secret): Key => ({
      id: createHash('sha256').update(`offprint key id ${secret}`).digest('base64url').slice(0, 4),
      secret,
    }),
  );
  const [current] = keys;
  if (current === undefined) throw new Error('no secret key');
  const { publicUrl } = options;

  const mac = (key: Key, purpose: LinkPurpose, id: string) =>
    createHmac('sha256', key.secret).update(`offprint link\0${purpose}\0${id}`).digest().subarray(0, 16);
  const sign = (purpose: LinkPurpose, id: string) =>
    `${current.id}.${id}.${mac(current, purpose, id).toString('base64url')}`;

  return {
    home: () => `${publicUrl}/`,
    confirm: (token) => `${publicUrl}/confirm/${token}`,
    unsubscribe: (subscriberId) => `${publicUrl}/unsubscribe/${sign('unsubscribe', String(subscriberId))}`,
    preferences: (subscriberId) => `${publicUrl}/preferences/${sign('preferences', String(subscriberId))}`,
    view: (deliveryId) => `${publicUrl}/view/${sign('view', deliveryId)}`,
    read(purpose, token) {
      const [keyId, id, given, ...rest] = token.split('.');
      if (id === undefined || given === undefined || rest.length > 0 || !idPattern.test(id)) return null;
      const key = keys.find((one) => one.id === keyId);
      if (key === undefined) return null;
      const expected = mac(key, purpose, id);
      const actual = Buffer.from(given, 'base64url');
      return actual.length === expected.length && timingSafeEqual(actual, expected) ? id : null;
    },
  };
}
