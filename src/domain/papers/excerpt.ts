const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|a\.k\.a|w\.r\.t|al|approx|ca|cf|Dr|Eqs?|Figs?|No|Prof|Refs?|resp|Secs?|St|viz|vs|\p{Lu})\.$/u;
const accented = /^\\(?:['`^"~=.]|[Hbcdkruv](?![a-zA-Z])) ?(?:\\[a-zA-Z]+|[a-zA-Z])/;
const command = /^\\(?:[a-zA-Z]+\*?|[\s\S])/u;
/** How far behind a cut a formula or group may end; without a bound, open braces cost their number squared. */
const reach = 4000;
// Made at first use: loading its data takes about ten milliseconds, which every command would pay.
let graphemes: Intl.Segmenter | null = null;

/** The index after the group in braces that opens at `open`; null when it never closes. */
function closingBrace(text: string, open: number): number | null {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return null;
}

/** The index after the next `mark` from `from` on that no backslash precedes; null without one. */
function afterMark(text: string, mark: string, from: number): number | null {
  for (let at = from; at < text.length; at++) {
    if (text.startsWith(mark, at)) return at + mark.length;
    if (text[at] === '\\') at++;
  }
  return null;
}

/** Most characters: a comparison each, because this runs for every character of every card. */
function isPlain(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') || character === ' ' || (character >= 'A' && character <= 'Z')
  );
}

/** The end of what begins at `at` and must stay whole: a formula, a group in braces, a command, a character. */
function atomEnd(text: string, at: number): number {
  const character = text[at] ?? '';
  if (isPlain(character)) return at + 1;
  let end: number | null = null;
  if (character === '$') {
    const mark = text[at + 1] === '$' ? '$$' : '$';
    end = afterMark(text, mark, at + mark.length);
  } else if (character === '{') {
    end = closingBrace(text, at);
  } else if (character === '\\') {
    const next = text[at + 1];
    if (next === '(') end = afterMark(text, '\\)', at + 2);
    else if (next === '[') end = afterMark(text, '\\]', at + 2);
    else end = commandEnd(text, at);
  }
  return end ?? Math.min(text.length, at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
}

/** A command with its arguments: `\emph{one}`, `\frac{a} {b}`, `\'e`, `\'{e}`, `\c c`. */
function commandEnd(text: string, at: number): number {
  const rest = text.slice(at, at + 64);
  let end = at + ((accented.exec(rest) ?? command.exec(rest))?.[0].length ?? 1);
  for (;;) {
    const open = /^ ?\{/.exec(text.slice(end, end + 2))?.[0];
    const close = open === undefined ? null : closingBrace(text, end + open.length - 1);
    if (close === null) return end;
    end = close;
  }
}

function endsSentence(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 16), at);
  if (!/[.!?…]["'”’)\]]*$/.test(before) || abbreviation.test(before)) return false;
  return !/^\s+\p{Ll}/u.test(text.slice(at, at + 8));
}

/** The places before `max` at which the text may be cut, each the last of its kind; 0 for none. */
function cuts(source: string, max: number): { sentence: number; word: number; any: number } {
  const text = source.slice(0, max + reach);
  const found = { sentence: 0, word: 0, any: 0 };
  for (let at = 0; at <= max && at < text.length; at = atomEnd(text, at)) {
    const character = text[at] ?? '';
    if (character === ' ' || (!isPlain(character) && /\s/.test(character))) {
      if (endsSentence(text, at)) found.sentence = at;
      if (at <= max - 2) found.word = at;
    } else if (character > '\u2000' && /[。！？]/.test(text[at - 1] ?? '')) {
      found.sentence = at;
    }
    if (at <= max - 2) found.any = at;
  }
  return found;
}

function startOfCharacter(text: string, at: number): number {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return graphemes.segment(text).containing(at)?.index ?? 0;
}

function ellipsis(text: string, cut: { word: number; any: number }, max: number): string {
  // A text without spaces is cut between characters as readers see them, so that no emoji falls apart.
  const at = cut.word >= max / 3 ? cut.word : startOfCharacter(text, cut.any);
  const retained = text.slice(0, at).replace(/[\s,;:–—(-]+$/u, '');
  return retained === '' ? '…' : `${retained} …`;
}

/**
 * The beginning of `text`, at most `max` (at least 2) UTF-16 units long, cut between words and marked with an
 * ellipsis when something was left out. A cut never falls within TeX: formulas, groups in braces and commands
 * stay whole, so the result can be read as TeX where the text could.
 */
export function shorten(text: string, max: number): string {
  const source = text.trim();
  return source.length <= max ? source : ellipsis(source, cuts(source, max), max);
}

/**
 * The first sentences of `text` that fit into `max` UTF-16 units. When the first sentence alone is too long, or
 * what fits is less than half of `max`, the text is cut between words as `shorten` does.
 */
export function excerpt(text: string, max: number): string {
  const source = text.trim();
  if (source.length <= max) return source;
  const cut = cuts(source, max);
  return cut.sentence >= max / 2 ? source.slice(0, cut.sentence) : ellipsis(source, cut, max);
}

/** Where sentences begin. */
function* sentenceStarts(source: string): Generator<number> {
  yield 0;
  for (let at = 0; at < source.length; at = atomEnd(source, at)) {
    if (/\s/.test(source[at] ?? '') && endsSentence(source, at)) yield at + 1;
  }
}

/**
 * As `excerpt`, but from the first sentence that `isWanted`, with an ellipsis before it, when the beginning of the text
 * is not.
 */
export function excerptAround(text: string, max: number, isWanted: (part: string) => boolean): string {
  const source = text.trim();
  const beginning = excerpt(source, max);
  if (isWanted(beginning)) return beginning;
  const starts = [...sentenceStarts(source)];
  const start = starts.find((at, index) => isWanted(source.slice(at, starts[index + 1])));
  return start === undefined || start === 0 ? beginning : `… ${excerpt(source.slice(start), max - 2)}`;
}
