import { hourMs } from '../time/units.ts';
import { caps } from './consent.ts';

/**
 * What a reader can ask a link by mail for: to `manage` the subscription (the link to the preferences), to `export`
 * what is stored, to `erase` it, to change the `address`, to the list of `saved` papers.
 */
export type MailedLinkKind = 'manage' | 'export' | 'erase' | 'address' | 'saved';

/** How long a link to export, to erase or to change the address is good. */
export const mailedLinkMinutes = 60;

/**
 * One mail of a kind goes to an address within so many milliseconds: a day for `manage` and `saved`, which anybody can
 * ask for with somebody else's address; for the others as long as the link in the last mail is good.
 */
export const linkSpans: Readonly<Record<MailedLinkKind, number>> = {
  manage: caps.address.span,
  export: hourMs,
  erase: hourMs,
  address: hourMs,
  saved: caps.address.span,
};
