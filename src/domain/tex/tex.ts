import { cut, longest } from '../lengths.ts';
import { unmarked } from './tex-layout.ts';
import { readMath } from './tex-math.ts';
import { prepare, type TexSpan, type TexStyle } from './tex-source.ts';
import { readText } from './tex-text.ts';
import { readTextCommand } from './tex-text-commands.ts';

export type { TexSpan, TexStyle };

/** Marks that turn the direction of everything after them, in a title and in the mail around it. */
const directionOverrides = /[\u202A-\u202E\u2066-\u2069]/g;
const blank = /[\s\p{Cc}]+/gu;

/** White space folded to single spaces across spans, none at either end; neighbours of one style and formula joined. */
function folded(spans: readonly TexSpan[]): TexSpan[] {
  const result: TexSpan[] = [];
  let afterSpace = true;
  for (const { text, style, formula } of spans) {
    const single = text.replace(directionOverrides, '').replace(blank, ' ');
    const fresh: string = afterSpace && single.startsWith(' ') ? single.slice(1) : single;
    if (fresh === '') continue;
    const last = result.at(-1);
    if (last?.style === style && last.formula === formula) last.text += fresh;
    else result.push(formula === undefined ? { text: fresh, style } : { text: fresh, style, formula });
    afterSpace = fresh.endsWith(' ');
  }
  const last = result.at(-1);
  if (last?.text.endsWith(' ')) last.text = last.text.slice(0, -1);
  return last?.text === '' ? result.slice(0, -1) : result;
}

/**
 * A title, abstract, name or subject with TeX in it as readable Unicode: accents, symbols and mathematics
 * resolved, white space folded, styles as spans. What cannot be shown stays as its source, a formula whole
 * and with its delimiters. Never throws; time is linear in the length, since nesting is followed to a fixed
 * depth only. The text holds no control characters; it is not escaped for HTML. With `formulas`, spans say of which
 * formula they are, unless it stands in the label of a link or the like. What is longer than any abstract stays source,
 * and is cut.
 */
export function readTex(source: string, { formulas = false } = {}): TexSpan[] {
  if (source.length > longest.tex)
    return folded([{ text: `${cut(source, longest.tex).toWellFormed()} …`, style: 'plain' }]);
  const wellFormed = source.toWellFormed();
  const tex = prepare(wellFormed, { text: readText, textCommand: readTextCommand, math: readMath }, formulas);
  return folded(readText(tex, { from: 0, to: wellFormed.length }, 'plain', 0));
}

/** The same words as `readTex` without styles: x², H₂O, else `x_max`, `e^(x+1)`. */
export function texToText(source: string): string {
  return unmarked(readTex(source));
}
