/** A report says what it has to say at the beginning; what comes later is the message that it returns. */
const mostCharacters = 200_000;
const longestTag = 2_000;

/** Elements whose content nobody sees. */
const unseen = ['style', 'script', 'title'];
/** Tags where a line ends, by their names with the slash of an end tag. */
const lineEnds = /^(?:br|\/p|\/div|\/tr|\/li|\/h\d|\/td|p|div|tr|li|table)\b/i;
const address = /^[^\s<>@]{1,200}@[^\s<>@]{1,200}$/;

/**
 * What a person sees of HTML, so far as a report goes: without tags, with lines where blocks begin and end. Its first
 * 200,000 characters; the time it takes grows with their number, whatever they are.
 */
export function htmlText(html: string): string {
  const source = html.slice(0, mostCharacters);
  const pieces: string[] = [];
  const find = finder(source);
  /** From where on the text is not in `pieces` yet. */
  let from = 0;
  let at = 0;
  for (let open = find('<', at); open !== -1; open = find('<', at)) {
    if (!/[!/?a-z]/i.test(source.charAt(open + 1))) {
      // No tag, but what somebody wrote.
      at = open + 1;
      continue;
    }
    if (source.startsWith('<!--', open)) {
      pieces.push(source.slice(from, open));
      from = at = after(find('-->', open), 3, source);
      continue;
    }
    const close = find('>', open);
    const next = find('<', open + 1);
    const tag = close === -1 || (next !== -1 && next < close) ? '' : source.slice(open + 1, close);
    if (tag === '' || tag.length > longestTag || address.test(tag)) {
      at = open + 1;
      continue;
    }
    pieces.push(source.slice(from, open));
    at = close + 1;
    if (lineEnds.test(tag)) pieces.push('\n');
    const hidden = unseen.find((name) => tag.toLowerCase().startsWith(name));
    if (hidden !== undefined) at = after(find(`</${hidden}`, at), 0, source);
    from = at;
  }
  pieces.push(source.slice(from));
  const lines = withoutEntities(pieces.join('')).split('\n');
  return lines.map((line) => line.trim()).join('\n');
}

function after(found: number, length: number, source: string): number {
  return found === -1 ? source.length : found + length;
}

/** `indexOf`, whatever the case of letters, that never looks twice at the same stretch for the same mark. */
function finder(source: string): (mark: string, from: number) => number {
  const lower = source.toLowerCase();
  // Some letters have another length in lower case; then the places would not be the same.
  const text = lower.length === source.length ? lower : source;
  const known = new Map<string, number>();
  return (mark, from) => {
    const last = known.get(mark);
    if (last !== undefined && (last === -1 || last >= from)) return last;
    const found = text.indexOf(mark, from);
    known.set(mark, found);
    return found;
  };
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name.toLowerCase()] ?? whole;
    const code = Number.parseInt(String(decimal ?? hex), decimal === undefined ? 16 : 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
