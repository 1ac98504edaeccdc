import { createHash, createHmac } from 'node:crypto';
import type { EndingPurpose, LinkPurpose, Links } from '../../app/links.ts';
import type { Vote } from '../../domain/papers/feedback.ts';
import { savedAsText } from '../../domain/papers/saved/saved-list.ts';
import { sameBytes } from './same-bytes.ts';

const idPattern = /^[0-9]{1,19}$/;
/** Seconds since 1970. */
const secondsPattern = /^[0-9]{1,12}$/;
/**
 * Ends a token that could end with `-` or `_`: programs that look for addresses in a plain text leave such an end out.
 * A MAC of 128 or 256 bits, as base64url, ends with a letter or a digit by itself: its last bits are zeros.
 */
const lastLetter = 'x';

type Purpose = LinkPurpose | EndingPurpose | 'next-feed';

type Key = { id: string; hmac(message: string): string };

/** The least length of a key (config/config.ts asks for it too). */
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
      hmac: (message) => createHmac('sha256', secret).update(message).digest('base64url'),
    }),
  );
  const [current] = keys;
  if (current === undefined) throw new Error('no secret key');
  const { publicUrl } = options;

  const mac = (key: Key, purpose: Purpose, id: string) =>
    Buffer.from(key.hmac(`offprint link\0${purpose}\0${id}`), 'base64url').subarray(0, 16);
  /** One hash for both votes, 126 and 124 bits of it: sending makes one for every paper of every mail. */
  const voteMacs = (key: Key, about: string): Record<Vote, string> => {
    const whole = key.hmac(`offprint link\0feedback\0${about}`);
    return { more: `${whole.slice(0, 21)}${lastLetter}`, less: whole.slice(22) };
  };
  const sign = (purpose: Purpose, id: string) =>
    `${current.id}.${id}.${mac(current, purpose, id).toString('base64url')}`;

  /** The id and the other number in a token of that purpose, else null. */
  const readPair = (purpose: Purpose, token: string): [number, number] | null => {
    const [keyId, id = '', other = '', given, ...rest] = token.split('.');
    const key = keys.find((one) => one.id === keyId);
    if (key === undefined || given === undefined || rest.length > 0) return null;
    if (!idPattern.test(id) || !secondsPattern.test(other)) return null;
    if (!sameBytes(mac(key, purpose, `${id}.${other}`), Buffer.from(given, 'base64url'))) return null;
    return [Number(id), Number(other)];
  };

  return {
    home: () => `${publicUrl}/`,
    confirm: (token) => `${publicUrl}/confirm/${token}`,
    admin: (page, token) => `${publicUrl}/admin/${page}/${token}`,
    unsubscribe: (subscriberId) => `${publicUrl}/unsubscribe/${sign('unsubscribe', String(subscriberId))}`,
    preferences: (subscriberId) => `${publicUrl}/preferences/${sign('preferences', String(subscriberId))}`,
    view: (deliveryId) => `${publicUrl}/view/${sign('view', deliveryId)}`,
    saved(subscriberId, offered = []) {
      const query = offered.length === 0 ? '' : `?papers=${savedAsText(offered)}`;
      return `${publicUrl}/saved/${sign('saved', String(subscriberId))}${query}`;
    },
    savedFeed: (subscriberId) => `${publicUrl}/saved-feed/${sign('saved-feed', String(subscriberId))}`,
    feedback(subscriberId, paperId) {
      const about = `${subscriberId}.${paperId}`;
      const { more, less } = voteMacs(current, about);
      const start = `${publicUrl}/feedback/${current.id}.${about}`;
      return {
        more: `${start}.more.${more}`,
        less: `${start}.less.${less}`,
      };
    },
    nextFeed: (subscriberId, turn) =>
      `${publicUrl}/next-feed/${sign('next-feed', `${subscriberId}.${turn}`)}`,
    readNextFeed(token) {
      const read = readPair('next-feed', token);
      return read === null ? null : { subscriberId: read[0], turn: read[1] };
    },
    readFeedback(token) {
      const [keyId, subscriberId = '', paperId = '', vote, given, ...rest] = token.split('.');
      const key = keys.find((one) => one.id === keyId);
      if (key === undefined || given === undefined || rest.length > 0) return null;
      if ((vote !== 'more' && vote !== 'less') || ![subscriberId, paperId].every((id) => idPattern.test(id)))
        return null;
      const expected = voteMacs(key, `${subscriberId}.${paperId}`)[vote];
      // Links of mails that were sent before they had a last letter go on working.
      const whole = vote === 'more' && given.length === 21 ? `${given}${lastLetter}` : given;
      if (!sameBytes(Buffer.from(expected), Buffer.from(whole))) return null;
      return { subscriberId: Number(subscriberId), paperId: Number(paperId), vote };
    },
    read(purpose, token) {
      const [keyId, id, given, ...rest] = token.split('.');
      if (id === undefined || given === undefined || rest.length > 0 || !idPattern.test(id)) return null;
      const key = keys.find((one) => one.id === keyId);
      if (key === undefined) return null;
      return sameBytes(mac(key, purpose, id), Buffer.from(given, 'base64url')) ? id : null;
    },
    ending(purpose, about, until) {
      const id = `${about}.${Math.floor(until.getTime() / 1000)}`;
      return `${publicUrl}/${purpose}/${sign(purpose, id)}`;
    },
    readEnding(purpose, token) {
      const read = readPair(purpose, token);
      return read === null ? null : { id: read[0], until: new Date(read[1] * 1000) };
    },
  };
}
