import { randomBytes } from 'node:crypto';

let last = { ms: 0, sequence: 0 };

/**
 * A UUID of version 7 (RFC 9562, 6.2, method 1): in the order in which this process made them, side by side in an
 * index.
 */
export function requestIdAt(date: Date): string {
  const ms = date.getTime();
  last = { ms, sequence: ms === last.ms ? last.sequence + 1 : 0 };
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | (last.sequence & 0xfff), 6);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
