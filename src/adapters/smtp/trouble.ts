/** What a mail server does to us, by nodemailer's code of the error. */
const ways: Record<string, string> = {
  EAUTH: 'refuses our login',
  EDNS: 'cannot be found',
  EPROTOCOL: 'does not greet us as a mail server should',
  ETIMEDOUT: 'does not answer',
  ETLS: 'offers no TLS that works',
};

/** Cuts out addresses, which a server may quote, and what would not fit in a line. */
export function inOneLine(words: string): string {
  return words
    .slice(0, 2_000)
    .replace(/<?[^\s<>@]+@[^\s<>@]+>?/g, '[address]')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}

/** Why a connection did not come about, in words for an admin: "refuses connections (connect ECONNREFUSED …)". */
export function troubleOf(error: unknown): string {
  const { code, originalCode, message } =
    error instanceof Error
      ? (error as Error & { code?: unknown; originalCode?: unknown })
      : { code: null, originalCode: null, message: String(error) };
  const way =
    originalCode === 'ECONNREFUSED' || code === 'ECONNREFUSED'
      ? 'refuses connections'
      : (ways[String(code)] ?? 'cannot be used');
  return `${way} (${inOneLine(message)})`;
}
