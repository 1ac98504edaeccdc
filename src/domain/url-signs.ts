const codes: ReadonlyMap<string, string> = new Map([
  ['/', '%2F'],
  ['?', '%3F'],
  ['#', '%23'],
  ['\\', '%5C'],
]);

/**
 * What has to be percent-encoded in the user or the password of a URL, in words that show neither: in
 * `smtp://user:12/34@host` a URL ends its host at the slash. Null: nothing has to. `query`: an `@` may stand in a
 * parameter.
 */
export function unencoded(url: string, options: { query: boolean }): string | null {
  const start = url.indexOf('://');
  if (start === -1) return null;
  const rest = url.slice(start + 3);
  const credentials = rest.slice(0, Math.max(0, rest.lastIndexOf('@')));
  const first = credentials.search(/[/?#\\]/);
  if (first === -1 || (options.query && isParameter(credentials, first))) return null;
  const colon = credentials.indexOf(':');
  const parts = [
    { what: 'user', text: colon === -1 ? credentials : credentials.slice(0, colon) },
    { what: 'password', text: colon === -1 ? '' : credentials.slice(colon + 1) },
  ];
  const wanted = parts.flatMap(({ what, text }) =>
    [...codes]
      .filter(([sign]) => text.includes(sign))
      .map(([sign, code]) => `the ${sign} in the ${what} as ${code}`),
  );
  return `percent-encode ${wanted.join(' and ')}`;
}

/** Whether what stands before the last `@` goes as far as the value of a parameter: `host/database?user=ada`. */
function isParameter(text: string, first: number): boolean {
  const question = text.indexOf('?', first);
  if (question === -1) return false;
  const path = text.slice(first, question);
  return /^\/[^/#@\\]*$/.test(path) && /^\?([\w.]+=[^&#]*&)*[\w.]+=[^&#]*$/.test(text.slice(question));
}
