/** RFC 4648, 6, in lower case: what is left of it when a mail server folds the case of a local part. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Bytes in letters and digits that stay the same in upper and lower case; without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}
