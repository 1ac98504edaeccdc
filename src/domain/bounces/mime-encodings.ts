/** Begins a shift of ISO-2022. */
const escapeOctet = '\u001b';

/** What a part's transfer encoding stands for, one octet a character; as it is where the encoding is not known. */
export function transferDecoded(body: string, encoding: string): string {
  if (/^\s*quoted-printable/i.test(encoding)) return decodeQuotedPrintable(body);
  if (/^\s*base64/i.test(encoding)) return decodeBase64(body);
  return body;
}

/** RFC 2045, 6.7. */
function decodeQuotedPrintable(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll('=\n', '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** RFC 2045, 6.8; the empty text where that is not possible. */
function decodeBase64(text: string): string {
  const clean = text.replace(/[^A-Za-z0-9+/]/g, '');
  try {
    return atob(clean.slice(0, clean.length - (clean.length % 4 === 1 ? 1 : 0)));
  } catch {
    return '';
  }
}

/** Octets, one a character, as text in a character set; in UTF-8 where that one is not known, else as they are. */
export function decodeCharset(octets: string, charset: string): string {
  // ISO-2022 is not ASCII even where every octet is below 128.
  if (!/[\u0080-\u00ff]/.test(octets) && !octets.includes(escapeOctet)) return octets;
  const bytes = new Uint8Array(octets.length);
  for (let at = 0; at < octets.length; at++) bytes[at] = octets.charCodeAt(at);
  for (const name of [charset, 'utf-8']) {
    try {
      return new TextDecoder(name, { fatal: name === 'utf-8' && charset.toLowerCase() !== 'utf-8' }).decode(
        bytes,
      );
    } catch {
      // Not known here, or not what it says: the next one.
    }
  }
  return octets;
}

/** Of a header; nothing that is looked for stands farther behind. */
const longestValue = 20_000;

/** A header's value with its RFC 2047 words decoded, and as UTF-8 where it has octets of its own (RFC 6532). */
export function decodeWords(value: string): string {
  return decodeCharset(value.slice(0, longestValue), 'utf-8')
    .replace(/\?=\s{1,20}=\?/g, '?==?')
    .replace(
      /=\?([\w-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([^?\s]{0,2000})\?=/gi,
      (_, charset: string, how: string, text: string) =>
        decodeCharset(
          how.toLowerCase() === 'b' ? decodeBase64(text) : decodeQuotedPrintable(text.replaceAll('_', ' ')),
          charset,
        ),
    );
}
