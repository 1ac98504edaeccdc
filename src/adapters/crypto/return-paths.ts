import { createHmac } from 'node:crypto';
import type { ReturnedMail, ReturnPaths } from '../../app/return-paths.ts';
import { base32 } from './base32.ts';
import { keysIn } from './links.ts';
import { sameBytes } from './same-bytes.ts';

/** `d` and a delivery's id, or `s` and a subscriber's, in base 36; then 128 bits. */
const token = /^b\+([ds])([0-9a-z]{1,13})-([a-z2-7]{26})$/;

/**
 * Envelope senders that name the message: `b+<token>@domain` (VERP). The token is an id with an HMAC-SHA256, cut to 128
 * bits, so that nobody can make one up, and is the same in upper and lower case. `secretKey` as for links: the first
 * key signs, all are accepted. Without a domain there are none.
 */
export function createReturnPaths(options: { domain: string | null; secretKey: string }): ReturnPaths {
  const keys = keysIn(options.secretKey);
  const [current] = keys;
  if (current === undefined) throw new Error('no secret key');
  const domain = options.domain?.toLowerCase() ?? null;
  const mac = (key: string, subject: string) =>
    base32(createHmac('sha256', key).update(`offprint return path\0${subject}`).digest().subarray(0, 16));

  return {
    domain,
    of(mail) {
      if (domain === null) return null;
      const subject =
        mail.kind === 'digest'
          ? `d${BigInt(mail.deliveryId).toString(36)}`
          : `s${mail.subscriberId.toString(36)}`;
      return `b+${subject}-${mac(current, subject)}@${domain}`;
    },
    read(address) {
      const [local, ...rest] = address.toLowerCase().split('@');
      if (domain === null || rest.join('@') !== domain) return null;
      const [, kind, id, given] = token.exec(local ?? '') ?? [];
      if (kind === undefined || id === undefined || given === undefined) return null;
      const expected = keys.map((key) => mac(key, `${kind}${id}`));
      if (!expected.some((one) => sameBytes(Buffer.from(one), Buffer.from(given)))) return null;
      return readSubject(kind, id);
    },
  };
}

function readSubject(kind: string, id: string): ReturnedMail {
  let number = 0n;
  for (const digit of id) number = number * 36n + BigInt(Number.parseInt(digit, 36));
  return kind === 'd'
    ? { kind: 'digest', deliveryId: String(number) }
    : { kind: 'subscription', subscriberId: Number(number) };
}
