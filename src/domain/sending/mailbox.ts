/** A name as long as this at most stands before an address. */
const longest = 1_000;

/** A name and an address (RFC 5322, 3.4); the name may be empty. */
export type Mailbox = { name: string; address: string };

/**
 * Reads `Dept. of CS: papers <digest@example.org>`, whatever signs the name has: not as a header would be read, where a
 * colon begins a group and a comma the next address. Null when it is not one address.
 */
export function readMailbox(text: string): Mailbox | null {
  const trimmed = text.slice(0, longest).trim();
  if (isAddress(trimmed)) return { name: '', address: trimmed };
  const at = trimmed.lastIndexOf('<');
  if (at === -1 || !trimmed.endsWith('>')) return null;
  const address = trimmed.slice(at + 1, -1);
  const name = trimmed.slice(0, at).trim();
  if (!isAddress(address) || /[<>@]/.test(name)) return null;
  return { name: unquoted(name), address };
}

function isAddress(text: string): boolean {
  return /^[^\s@<>,;:"()[\]\\]{1,64}@[\w.-]{1,255}$/.test(text);
}

/** A name without the quotation marks that it was written in (RFC 5322, 3.2.4). */
function unquoted(name: string): string {
  if (name.length < 2 || !name.startsWith('"') || !name.endsWith('"')) return name;
  return name.slice(1, -1).replace(/\\(.)/g, '$1');
}
