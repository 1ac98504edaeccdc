function isBlank(code: number): boolean {
  // An expression for each character of each run would be what takes longest of all.
  return (
    (code >= 0x09 && code <= 0x0d) ||
    code === 0x20 ||
    code === 0xa0 ||
    (code >= 0x1680 && /\s/.test(String.fromCharCode(code)))
  );
}

/** What stands before `at` without white space, or without an opening bracket either: at most `most` characters. */
function runBefore(source: string, at: number, most: number, brackets: boolean): string {
  const least = Math.max(0, at - most);
  let start = at;
  for (; start > least; start -= 1) {
    const code = source.charCodeAt(start - 1);
    if (isBlank(code) || (brackets && (code === 0x28 || code === 0x5b))) break;
  }
  return source.slice(start, at);
}

/** Of an address before a `~` so much is looked at. */
const longestAddress = 200;

/** Whether `at` lies in an address without a scheme, such as `example.org/~ada`. */
export function inBareUrl(source: string, at: number): boolean {
  // Without a slash there is no address, and most ties have none before them.
  if (!source.slice(Math.max(0, at - longestAddress), at).includes('/')) return false;
  return /[\w-]\.[a-z]{2,}\//i.test(runBefore(source, at, longestAddress, false));
}

/** Whether the `~` at `at` is TeX's unbreakable space and not "about" (~6%) or a range (1M~5M). */
export function isTie(source: string, at: number): boolean {
  const previous = source[at - 1] ?? ' ';
  const next = source[at + 1] ?? ' ';
  if (/[\s([{/<>=~"'“]/.test(previous) || /[\s~]/.test(next) || inBareUrl(source, at)) return false;
  const number = /^\\?\$?[\d.]/;
  return !(number.test(runBefore(source, at, 40, true)) && number.test(source.slice(at + 1, at + 3)));
}
