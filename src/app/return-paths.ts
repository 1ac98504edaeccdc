/** Which message came back: one reader's digest, or mail about a subscription. */
export type ReturnedMail =
  | { kind: 'digest'; deliveryId: string }
  | { kind: 'subscription'; subscriberId: number };

/** Envelope senders that tell, when a message comes back, which one it was (VERP). */
export interface ReturnPaths {
  /** BOUNCE_DOMAIN in lower case; null: there are none, and bounces go to the address in `From`. */
  readonly domain: string | null;
  of(mail: ReturnedMail): string | null;
  /** What an address that this service made stands for, else null. */
  read(address: string): ReturnedMail | null;
}
