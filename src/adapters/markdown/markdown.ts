import { decodeHTML } from 'entities';
import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import type { MarkdownLook, RenderedMarkdown, RenderMarkdown } from '../../app/markdown.ts';
import { cut, longest } from '../../domain/lengths.ts';

/** Deeper than anybody writes; what lies deeper is shown as it was typed. */
const deepest = 8;

// The styles of mails, which cannot rely on a style sheet. What depends on the theme is in
// `templates/mail/partials/head.mjml`.
const styles: Partial<Record<string, string>> = {
  p: 'margin:14px 0 0;',
  h2: "margin:22px 0 0;font-family:Georgia,'Times New Roman',serif;font-size:20px;line-height:1.3;font-weight:normal;",
  h3: 'margin:18px 0 0;font-size:16px;line-height:1.4;font-weight:700;',
  ul: 'margin:14px 0 0;padding:0 0 0 24px;',
  ol: 'margin:14px 0 0;padding:0 0 0 24px;',
  li: 'margin:4px 0 0;',
  blockquote: 'margin:14px 0 0;padding:0 14px;border-left:3px solid #0a5f6b;',
  pre: 'margin:14px 0 0;white-space:pre-wrap;font-size:14px;',
  hr: 'margin:22px 0 0;border:0;border-top:1px solid #e2dfd6;',
  a: 'color:#0a5f6b;',
  img: 'display:block;margin:14px 0 0;max-width:100%;height:auto;border:0;',
};
const classes: Partial<Record<string, string>> = { blockquote: 'note', hr: 'rule' };

/** Characters that no text needs, or that turn the direction of what stands after them. */
const unwanted = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ue000\ue001]/gu;

function clean(text: string): string {
  return text.replace(unwanted, (character) => (character === '\n' || character === '\t' ? character : ''));
}

const entityOf: Partial<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entityOf[character] ?? '');
}

/** What a text token says: references to characters are read here, once, so that none can come to life later. */
const said = (text: string) => clean(decodeHTML(text));

/** An address that may be a link's; null for any other. */
function linkOf(href: string, site: string): string | null {
  const typed = said(href).trim();
  if (typed === '' || typed.length > longest.url || /\s/.test(typed)) return null;
  const url = URL.parse(typed, typed.startsWith('/') && !typed.startsWith('//') ? site : undefined);
  if (url === null || url.username !== '' || url.password !== '') return null;
  if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) return null;
  // A mail's own subject or further recipients are no part of an address that one writes to.
  if (url.protocol === 'mailto:') return url.search === '' && url.hash === '' ? url.href : null;
  return url.href;
}

const picturePath = /^\/pictures\/[a-f0-9]{64}$/;

/** A picture that was uploaded here; null for any other, which could tell who has seen it. */
function pictureOf(href: string, site: string): string | null {
  const url = URL.parse(said(href).trim(), site);
  if (url === null || url.origin !== new URL(site).origin || url.search !== '' || url.hash !== '')
    return null;
  return picturePath.test(url.pathname) ? url.href : null;
}

type Pen = { site: string; look: MarkdownLook };

function tag(name: string, pen: Pen, inner: string, attributes = ''): string {
  const style = pen.look === 'mail' ? styles[name] : undefined;
  const className = pen.look === 'mail' ? classes[name] : undefined;
  const open = `<${name}${attributes}${className === undefined ? '' : ` class="${className}"`}${style === undefined ? '' : ` style="${style}"`}>`;
  return name === 'hr' || name === 'img' ? open : `${open}${inner}</${name}>`;
}

const both = (html: string, text: string): RenderedMarkdown => ({ html, text });
const plain = (text: string) => both(escaped(text), text);

function joined(parts: readonly RenderedMarkdown[], between = ''): RenderedMarkdown {
  return both(parts.map(({ html }) => html).join(''), parts.map(({ text }) => text).join(between));
}

const isKnown = (token: Token): token is MarkedToken => token.type !== 'generic';

function inline(tokens: readonly Token[], pen: Pen, depth: number): RenderedMarkdown {
  return joined(tokens.map((token) => (isKnown(token) ? span(token, pen, depth) : plain(clean(token.raw)))));
}

function link(token: Tokens.Link, pen: Pen, depth: number): RenderedMarkdown {
  const inner = inline(token.tokens, pen, depth + 1);
  const url = linkOf(token.href, pen.site);
  if (url === null) return inner;
  const bare = url.replace(/^mailto:/, '');
  const shown = inner.text === bare || inner.text === url || `${inner.text}/` === url;
  return both(
    tag('a', pen, inner.html, ` href="${escaped(url)}" rel="noopener noreferrer"`),
    shown ? inner.text : `${inner.text} (${bare})`,
  );
}

function picture(token: Tokens.Image, pen: Pen): RenderedMarkdown {
  const words = said(token.text);
  const url = pictureOf(token.href, pen.site);
  if (url === null) return plain(words);
  return both(
    tag('img', pen, '', ` src="${escaped(url)}" alt="${escaped(words)}"`),
    words === '' ? url : `${words} (${url})`,
  );
}

/** One piece of a line. */
function span(token: MarkedToken, pen: Pen, depth: number): RenderedMarkdown {
  if (depth > deepest) return plain(clean(token.raw));
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del': {
      const { html, text } = inline(token.tokens, pen, depth + 1);
      return both(tag(token.type, pen, html), text);
    }
    case 'link':
      return link(token, pen, depth);
    case 'image':
      return picture(token, pen);
    case 'codespan':
      return both(tag('code', pen, escaped(clean(token.text))), clean(token.text));
    case 'br':
      return both('<br>', '\n');
    case 'escape':
      return plain(clean(token.text));
    case 'text':
      return token.tokens === undefined ? plain(said(token.text)) : inline(token.tokens, pen, depth + 1);
    case 'blockquote':
    case 'checkbox':
    case 'code':
    case 'def':
    case 'heading':
    case 'hr':
    case 'html':
    case 'list':
    case 'list_item':
    case 'paragraph':
    case 'space':
    case 'table':
      return plain(clean(token.raw));
  }
}

function list(token: Tokens.List, pen: Pen, depth: number): RenderedMarkdown {
  const name = token.ordered ? 'ol' : 'ul';
  const first = typeof token.start === 'number' ? token.start : 1;
  const items = token.items.map((item, index) => {
    const { html, text } = blocks(item.tokens, pen, depth + 1, item.loose ? '\n\n' : '\n');
    const mark = token.ordered ? `${first + index}. ` : '- ';
    return both(tag('li', pen, html), `${mark}${text.replaceAll('\n', `\n${' '.repeat(mark.length)}`)}`);
  });
  const { html, text } = joined(items, token.loose ? '\n\n' : '\n');
  return both(tag(name, pen, html, first === 1 ? '' : ` start="${first}"`), text);
}

/** One paragraph, list, heading and the like; null for what shows nothing. */
function block(token: MarkedToken, pen: Pen, depth: number): RenderedMarkdown | null {
  if (depth > deepest) return plain(clean(token.raw));
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'paragraph': {
      const { html, text } = inline(token.tokens, pen, depth + 1);
      return both(tag('p', pen, html), text);
    }
    case 'heading': {
      const { html, text } = inline(token.tokens, pen, depth + 1);
      return both(tag(token.depth <= 2 ? 'h2' : 'h3', pen, html), text);
    }
    case 'list':
      return list(token, pen, depth);
    case 'blockquote': {
      const { html, text } = blocks(token.tokens, pen, depth + 1);
      return both(tag('blockquote', pen, html), `> ${text.replaceAll('\n', '\n> ')}`);
    }
    case 'code': {
      const text = clean(token.text);
      return both(tag('pre', pen, tag('code', pen, escaped(text))), text);
    }
    case 'hr':
      return both(tag('hr', pen, ''), '----------');
    case 'html':
    case 'table': {
      const { html, text } = plain(clean(token.raw).trim());
      return both(tag('p', pen, html), text);
    }
    case 'br':
    case 'checkbox':
    case 'codespan':
    case 'del':
    case 'em':
    case 'escape':
    case 'image':
    case 'link':
    case 'list_item':
    case 'strong':
    case 'text':
      return span(token, pen, depth);
  }
}

function blocks(tokens: readonly Token[], pen: Pen, depth: number, between = '\n\n'): RenderedMarkdown {
  const shown = tokens.flatMap((token) => (isKnown(token) ? (block(token, pen, depth) ?? []) : []));
  return joined(shown, between);
}

/**
 * Marks at the start of a line that nest: reading them takes time that grows with the square of their number, and a
 * stack. A line with more than eight is taken for text.
 */
const nestingMark = /[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])/y;
const mostNested = 8;

function isTooDeep(line: string): boolean {
  nestingMark.lastIndex = 0;
  for (let count = 0; nestingMark.test(line); count++) if (count === mostNested) return true;
  return false;
}

/** More marks in one paragraph or list than anybody writes: looking for their partners takes time as above. */
const mostMarks = 600;
/** As above. */
const mostLines = 300;

function bounded(part: string): string {
  const marks = part.match(/[*_`[~]/g)?.length ?? 0;
  const tame = marks > mostMarks ? part.replace(/[*_`[~]/g, '\\$&') : part;
  const lines = tame.split('\n');
  if (lines.length > mostLines) return `\\${lines.join(' ').trimStart()}`;
  return lines.map((line) => (isTooDeep(line) ? `\\${line.trimStart()}` : line)).join('\n');
}

function tokensOf(markdown: string): Token[] {
  return lexer(markdown.split('\n\n').map(bounded).join('\n\n'), { gfm: true });
}

/**
 * See RenderMarkdown. `site`: where Offprint is on the web; links and pictures by path alone are of this installation.
 */
export function createMarkdown(site: string): RenderMarkdown {
  return (markdown, look) => {
    const source = cut(markdown, longest.markdown).toWellFormed().replaceAll('\r\n', '\n');
    return blocks(tokensOf(source), { site, look }, 0);
  };
}
