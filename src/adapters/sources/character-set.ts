/** A byte order mark is left out, and what is no UTF-8 is read as U+FFFD. */
export function fromUtf8(bytes: Buffer): string {
  return new TextDecoder().decode(bytes);
}

/**
 * The text in the character set that its type or its XML declaration names, a byte order mark before either
 * (RFC 7303, 3); UTF-8 where none is named or nobody knows it. For XML; JSON is always in UTF-8 (RFC 8259,
 * 8.1).
 */
export function decoded(bytes: Buffer, contentType: string): string {
  if (bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) return fromUtf8(bytes);
  const start = bytes.subarray(0, 200).toString('latin1');
  const named =
    /^(?:\xff\xfe|\xfe\xff)/.exec(start)?.[0] ??
    /;\s{0,5}charset="?([\w:.-]{1,40})/i.exec(contentType)?.[1] ??
    /^\s{0,20}<\?xml[^>]{1,100}encoding=["']([\w:.-]{1,40})/i.exec(start)?.[1] ??
    'utf-8';
  const marked = { '\xff\xfe': 'utf-16le', '\xfe\xff': 'utf-16be' }[named];
  try {
    return new TextDecoder(marked ?? named).decode(bytes);
  } catch {
    return fromUtf8(bytes);
  }
}
