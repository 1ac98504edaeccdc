import { longest } from '../lengths.ts';
import { oneLine } from '../one-line.ts';

const set = (names: string) => new Set(names.split(' '));

/** Elements that texts about papers have, beside JATS's and MathML's; other angle brackets are what was written. */
const inline = set(
  'i b u s a em strong sub sup sc tt span img font small big code cite inf ital italic bold underline math mi mo mn mrow msub msup mfrac mtext semantics annotation',
);
/** Those that end a line. */
const breaking = set(
  'p br hr h1 h2 h3 h4 h5 h6 ol ul li dl dt dd div pre section article header footer blockquote table tbody thead tr td th figure figcaption title sec list list-item',
);
const prefixes = set('jats mml m xhtml');
/** Their content is nothing to read. */
const unread = [
  ['<script', '</script>'],
  ['<style', '</style>'],
  ['<!--', '-->'],
] as const;

/**
 * The text of a title or an abstract that may be written in HTML or JATS, in one line: tags go, and what is below or
 * above the line becomes TeX (`H<sub>2</sub>O` is `H$_{2}$O`), which is read like any other. `decode` reads references
 * to characters (`&amp;`). A text in which there is no markup stays as it is, also one with "<" and "&" of its own.
 */
export function textOfHtml(html: string, decode: (text: string) => string): string {
  if (html.length > longest.html) return '';
  if (!/[<&]/.test(html)) return oneLine(html);
  // Escaped twice, as Crossref has it: `&lt;i&gt;`.
  return oneLine(withoutTags(decode(withoutTags(html))));
}

function withoutTags(html: string): string {
  return readableParts(html)
    .replace(
      /<(?:jats:)?sub>([^<>$]{1,40})<\/(?:jats:)?sub>/gi,
      (_, text: string) => `$_{${inScript(text)}}$`,
    )
    .replace(
      /<(?:jats:)?sup>([^<>$]{1,40})<\/(?:jats:)?sup>/gi,
      (_, text: string) => `$^{${inScript(text)}}$`,
    )
    .replace(/<[^<>]{1,2000}>/g, (found) => {
      const [written = '', ...attributes] = found
        .slice(1, -1)
        .replace(/^\//, '')
        .replace(/\/$/, '')
        .trim()
        .split(/\s+/);
      const [name = '', prefix] = written.toLowerCase().split(':', 2).toReversed();
      const isKnown = prefix === undefined ? inline.has(name) || breaking.has(name) : prefixes.has(prefix);
      // "a<b and c>d" has no attributes.
      const isTag = isKnown && (attributes.length === 0 || attributes.some((one) => one.includes('=')));
      if (!isTag) return found;
      return breaking.has(name) ? ' ' : '';
    });
}

function inScript(text: string): string {
  return /^[\d+\-−=().,]+$/.test(text) ? text : `\\mathrm{${text}}`;
}

/** Without scripts, styles and comments; each is looked for from the end of the one before. */
function readableParts(html: string): string {
  let text = html.replaceAll('<![CDATA[', '').replaceAll(']]>', '');
  for (const [start, end] of unread) {
    const parts: string[] = [];
    let at = 0;
    const lower = text.toLowerCase();
    for (let from = lower.indexOf(start); from !== -1; from = lower.indexOf(start, at)) {
      const to = lower.indexOf(end, from);
      if (to === -1) break;
      parts.push(text.slice(at, from));
      at = to + end.length;
    }
    text = [...parts, text.slice(at)].join(' ');
  }
  return text;
}
