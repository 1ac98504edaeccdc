import { dayMs, hourMs } from '../time/units.ts';

/** How long the button in the mail to the new address works. */
export const addressChangeHours = 48;

/** For how many days the old address can undo a change. So long it is kept, for that alone. */
export const addressUndoDays = 7;

/** How many changes one reader may ask for within a day: each is a mail to an address that nobody has confirmed. */
export const mostAddressChanges = 5;

export function addressChangeEnd(askedAt: Date): Date {
  return new Date(askedAt.getTime() + addressChangeHours * hourMs);
}

export function addressUndoEnd(changedAt: Date): Date {
  return new Date(changedAt.getTime() + addressUndoDays * dayMs);
}
