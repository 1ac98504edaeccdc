// What may stand in an address of a report; wider than what we accept, so that an odd recipient is still recognised.
const local = String.raw`[^\s<>()[\]",:;@\\\u0000-\u001f]{1,80}`;
const domain = String.raw`[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]{0,200}[A-Za-z0-9\u0080-\uffff])?`;

/** The source of a regular expression for one address, without groups. */
export const addressSource = `${local}@${domain}`;

const one = new RegExp(addressSource);
const all = new RegExp(addressSource, 'g');

/** The first address in a text; null without one. */
export function addressIn(text: string): string | null {
  return one.exec(text.slice(0, 2_000))?.[0] ?? null;
}

/** All addresses in a text, in order, each once. */
export function addressesIn(text: string): string[] {
  return [...new Set(text.slice(0, 20_000).match(all))];
}
