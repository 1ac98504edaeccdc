import { readTex } from './tex.ts';

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for HTML content and quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

const tags = { plain: null, italic: 'i', bold: 'b', sub: 'sub', sup: 'sup', code: 'code' } as const;

/**
 * A title or abstract with TeX as HTML that every mail program and browser shows: escaped text with
 * `<i> <b> <sub> <sup> <code>` and nothing else.
 */
export function texToHtml(source: string): string {
  return readTex(source)
    .map(({ text, style }) => {
      const tag = tags[style];
      return tag === null ? escapeHtml(text) : `<${tag}>${escapeHtml(text)}</${tag}>`;
    })
    .join('');
}
