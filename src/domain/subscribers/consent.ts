import { dayMs, hourMs } from '../time/units.ts';

/**
 * The version of the words beside the subscribe form that say what is being agreed to (`consent` in
 * src/domain/languages/pages). Kept with every request as evidence; raise it when those words change.
 */
export const consentTextVersion = '2';

/** How long a confirmation link works. */
export const confirmationHours = 48;

/**
 * Caps against subscription bombing, where the confirmation mail is the weapon. `address`: one mail about a
 * subscription to an inbox (`inboxOf`) in 24 hours. `additions`: so many to a reader, each about something else.
 * `prefix`: requests that one client network may make in an hour. `site`: those of all networks of one site
 * (`networksOf`). `returned`: the same for an address whose mail came back, which may work again. `domain` and
 * `overall`: confirmation mails sent in an hour; those beyond wait, none is dropped.
 */
export const caps = {
  address: { span: dayMs },
  additions: { most: 10 },
  returned: { span: 30 * dayMs },
  /** So often within a day an admin may send somebody the mail to confirm again. */
  again: { span: dayMs, most: 3 },
  prefix: { span: hourMs, most: 30 },
  site: { most: 120 },
  domain: { span: hourMs, most: 1_000 },
  overall: { span: hourMs, most: 10_000 },
  /** How long a mail waits that was over a cap. */
  wait: hourMs / 6,
} as const;
