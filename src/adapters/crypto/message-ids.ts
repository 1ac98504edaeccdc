import { createHmac } from 'node:crypto';
import type { IdentifiedMail, MessageIds } from '../../app/message-ids.ts';
import { base32 } from './base32.ts';
import { keysIn } from './links.ts';
import { sameBytes } from './same-bytes.ts';

const digest = /^<digest-\d{1,10}\.(\d{1,18})\.([a-z2-7]{13})@/;
const request = /^<request\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([a-z2-7]{13})@/;

/** As many UTF-16 units as a Message-ID of ours can have: the longest domain (RFC 1035) among them. */
const longestId = 400;

/**
 * Signs with HMAC-SHA256, cut to 64 bits: who guesses sends a mail for each try. `domain` is what stands after the `@`;
 * `secretKey` as for links: the first key signs, all are accepted.
 */
export function createMessageIds(options: { domain: string; secretKey: string }): MessageIds {
  const keys = keysIn(options.secretKey);
  const [current] = keys;
  if (current === undefined) throw new Error('no secret key');
  const end = `@${options.domain}>`;
  const macOf = (key: string, subject: string) =>
    base32(createHmac('sha256', key).update(`offprint message id\0${subject}`).digest().subarray(0, 8));
  const isOurs = (subject: string, given: string) =>
    keys.some((key) => sameBytes(Buffer.from(macOf(key, subject)), Buffer.from(given)));

  return {
    digestMac: (deliveryId) => macOf(current, `digest ${deliveryId}`),
    ofRequest: (requestId) => `<request.${requestId}.${macOf(current, `request ${requestId}`)}${end}`,
    read(messageId): IdentifiedMail | null {
      if (messageId.length > longestId || !messageId.endsWith(end)) return null;
      const [, deliveryId = '', digestMac = ''] = digest.exec(messageId) ?? [];
      if (deliveryId !== '')
        return isOurs(`digest ${deliveryId}`, digestMac) ? { kind: 'digest', deliveryId } : null;
      const [, requestId = '', requestMac = ''] = request.exec(messageId) ?? [];
      if (requestId === '' || !isOurs(`request ${requestId}`, requestMac)) return null;
      return { kind: 'request', requestId };
    },
  };
}
