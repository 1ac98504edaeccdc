import { longest } from '../lengths.ts';

/** Crockford's base 32: no letter that is read as a digit, and none twice. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const readAs: Record<string, string> = { o: '0', i: '1', l: '1' };

/** Bytes of chance in one code: enough that its hash needs no salt and no slowness (OWASP ASVS 5.0, 11.5.1). */
export const recoveryCodeBytes = 20;
const letterCount = (recoveryCodeBytes * 8) / 5;

/** A code to be written down: `k3f9-…`, thirty-two letters and digits in fours, five bits each. */
export function writeRecoveryCode(bytes: Uint8Array): string {
  if (bytes.length !== recoveryCodeBytes)
    throw new RangeError(`a recovery code is made of ${recoveryCodeBytes} bytes`);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  const letters = Array.from(
    { length: letterCount },
    (_, at) => alphabet[Number((bits >> BigInt(5 * (letterCount - 1 - at))) & 31n)],
  );
  return letters.join('').replace(/.{4}(?=.)/g, '$&-');
}

/**
 * What was typed, as `writeRecoveryCode` wrote it: in any case, with or without dashes and spaces. Those of sixteen
 * letters, which it wrote before, are read too. Null when it is no recovery code.
 */
export function readRecoveryCode(typed: string): string | null {
  if (typed.length > longest.code) return null;
  const letters = typed
    .toLowerCase()
    .replace(/[\s-]/g, '')
    .replace(/[oil]/g, (letter) => readAs[letter] ?? letter);
  return /^(?:[0-9a-hjkmnp-tv-z]{16}|[0-9a-hjkmnp-tv-z]{32})$/.test(letters)
    ? letters.replace(/.{4}(?=.)/g, '$&-')
    : null;
}

/** Digits as keyboards for Arabic, Persian and Urdu write them; full-width ones are the business of NFKC. */
const arabicDigits = /[\u0660-\u0669\u06f0-\u06f9]/g;

/**
 * What was typed, as six digits: also with spaces or dashes, full-width or in Arabic digits. Null when it is no code of
 * an authenticator.
 */
export function readTotpCode(typed: string): string | null {
  if (typed.length > longest.code) return null;
  const digits = typed
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    // The last four bits of both kinds are the digit's value.
    .replace(arabicDigits, (digit) => String(digit.charCodeAt(0) & 15));
  return /^\d{6}$/.test(digits) ? digits : null;
}
