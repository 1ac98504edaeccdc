import { htmlText } from './html-text.ts';
import { headerOf, type MimePart } from './mime.ts';
import { decodeCharset, transferDecoded } from './mime-encodings.ts';

/** `textOf` that does its work once for each part. */
export function textReader(): typeof textOf {
  const known = new Map<object, string>();
  return (part) => {
    const text = known.get(part) ?? textOf(part);
    known.set(part, text);
    return text;
  };
}

/** The text of a part in its character set; HTML without its tags. */
export function textOf(part: Pick<MimePart, 'headers' | 'body' | 'type' | 'parameters'>): string {
  const octets = transferDecoded(part.body, headerOf(part, 'content-transfer-encoding'));
  const charset = part.parameters.get('charset') ?? 'utf-8';
  const text = decodeCharset(octets, charset).replaceAll('\r\n', '\n');
  return part.type === 'text/html' ? htmlText(text) : text;
}
