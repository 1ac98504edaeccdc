import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMessageIds } from '../../../../src/adapters/crypto/message-ids.ts';

const domain = 'example.org';
const secretKey = 'k'.repeat(32);
const messageIds = createMessageIds({ domain, secretKey });
const ofDigest = (id: string, ids = messageIds) => `<digest-24.${id}.${ids.digestMac(id)}@${domain}>`;
const uuid = '0199c0de-0123-7123-8123-0123456789ab';

it('give back what they were made for', () => {
  fc.assert(
    fc.property(fc.nat().map(String), fc.uuid(), (id, request) => {
      expect(messageIds.read(ofDigest(id))).toEqual({ kind: 'digest', deliveryId: id });
      expect(messageIds.read(messageIds.ofRequest(request))).toEqual({ kind: 'request', requestId: request });
    }),
  );
});

it('are worth nothing without a signature, or with that of another one', () => {
  for (const wrong of [
    `<digest-24.10@${domain}>`,
    `<digest-24.10.@${domain}>`,
    `<digest-24.11.${messageIds.digestMac('10')}@${domain}>`,
    `<digest-24.10.${messageIds.digestMac('10')}@example.com>`,
    `<digest-24.10.${messageIds.digestMac('10').toUpperCase()}@${domain}>`,
    `<request.${uuid}@${domain}>`,
    `<request.${uuid}.${messageIds.digestMac(uuid)}@${domain}>`,
    ofDigest('10', createMessageIds({ domain, secretKey: 'o'.repeat(32) })),
    ofDigest('10').repeat(10_000),
  ])
    expect(messageIds.read(wrong), wrong.slice(0, 100)).toBeNull();
});

it('made with a replaced key go on working while that key is still listed', () => {
  const rotated = createMessageIds({ domain, secretKey: `${'n'.repeat(32)} ${secretKey}` });
  expect(rotated.read(ofDigest('5'))).toEqual({ kind: 'digest', deliveryId: '5' });
  expect(messageIds.read(ofDigest('5', rotated))).toBeNull();
});

it('are short enough for one line, and a whole Message-ID (RFC 5322, 3.6.4)', () => {
  expect(ofDigest('1234567890')).toMatch(/^<[a-z0-9.-]{1,50}@example\.org>$/);
});
