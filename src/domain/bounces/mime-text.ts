import { headerOf, type MimePart } from './mime.ts';
import { decodeCharset, transferDecoded } from './mime-encodings.ts';

/** The text of a part in its character set; HTML without its tags. */
export function textOf(part: Pick<MimePart, 'headers' | 'body' | 'type' | 'parameters'>): string {
  const octets = transferDecoded(part.body, headerOf(part, 'content-transfer-encoding'));
  const charset = part.parameters.get('charset') ?? 'utf-8';
  const text = decodeCharset(octets, charset).replaceAll('\r\n', '\n');
  return part.type === 'text/html' ? withoutTags(text) : text;
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};

function withoutTags(html: string): string {
  return html
    .replace(/<(style|script|title)\b[^>]{0,500}>[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h\d|\/td|p|div|tr|li|table)\b[^>]{0,2000}>/gi, '\n')
    .replace(/<[!/?a-z][^<>]{0,2000}>/gi, (tag) => (/^<[^\s<>@]+@[^\s<>@]+>$/.test(tag) ? tag : ''))
    .replace(/&(#39|[a-z]{2,4});/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
    .replace(/[ \t]*\n[ \t]*/g, '\n');
}
