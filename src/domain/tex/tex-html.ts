import { cut, longest } from '../lengths.ts';
import { readTex } from './tex.ts';
import type { TexSpan } from './tex-source.ts';

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
const word = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * The words of a text as they can be marked: each once, in lower case. Of a text longer than any, those of its
 * beginning.
 */
export function markableWords(text: string): Set<string> {
  return new Set(cut(text, longest.tex).toLowerCase().match(word) ?? []);
}

function inTag(html: string, tag: string | null): string {
  return tag === null ? html : `<${tag}>${html}</${tag}>`;
}

/**
 * A title or abstract with TeX as HTML that every mail program and browser shows: escaped text with
 * `<i> <b> <sub> <sup> <code>` and nothing else. Words among `marked` (lower case) stand in `<mark>`.
 */
export function texToHtml(source: string, marked: ReadonlySet<string> = new Set()): string {
  return readTex(source)
    .map(({ text, style }) => inTag(markedText(text, marked), tags[style]))
    .join('');
}

/** Each piece is escaped by itself, so that a mark is the only markup that comes of it. */
function markedText(text: string, marked: ReadonlySet<string>): string {
  if (marked.size === 0) return escapeHtml(text);
  let html = '';
  let end = 0;
  for (const { 0: found, index } of text.matchAll(word)) {
    if (!marked.has(found.toLowerCase())) continue;
    html += `${escapeHtml(text.slice(end, index))}<mark>${escapeHtml(found)}</mark>`;
    end = index + found.length;
  }
  return html + escapeHtml(text.slice(end));
}

/** Sets a formula as a book would: its HTML, or null for one that it cannot read. */
export type SetFormula = (formula: { source: string; display: boolean }) => string | null;

/**
 * So much of a text's formulas is set, in UTF-16 units of their sources: more than an abstract of arXiv can have. Each
 * costs tens of microseconds and up to 250 characters of HTML; those that were made to be slow, the more the longer
 * they are.
 */
const mostSet = 2_000;

/**
 * As `texToHtml`, with each formula in a `<span class="tex">`, as `set` has it; one that it cannot read is as
 * elsewhere. Those with a line of their own have `data-display`, and can be scrolled by the keyboard when they are
 * wide. `set` is trusted: what it returns is not escaped. `formulas` counts those that it read. When there is more of
 * them than any abstract has, the rest is as elsewhere.
 */
export function texToMathHtml(source: string, set: SetFormula): { html: string; formulas: number } {
  const spans = readTex(source, { formulas: true });
  let html = '';
  let formulas = 0;
  let left = mostSet;
  for (let at = 0; at < spans.length; ) {
    const formula = spans[at]?.formula;
    let end = at + 1;
    while (end < spans.length && spans[end]?.formula === formula) end++;
    const inner = spans.slice(at, end).map(spanHtml).join('');
    if (formula === undefined) html += inner;
    else {
      left -= formula.source.length;
      const asSet = left < 0 ? null : set(formula);
      if (asSet !== null) formulas++;
      const display = formula.display ? ' data-display tabindex="0" role="group" aria-label="Formula"' : '';
      html += `<span class="tex"${display}>${asSet ?? inner}</span>`;
    }
    at = end;
  }
  return { html, formulas };
}

function spanHtml({ text, style }: TexSpan): string {
  return inTag(escapeHtml(text), tags[style]);
}
