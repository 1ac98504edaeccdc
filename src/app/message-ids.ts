/** What a message with one of our Message-IDs was: a digest, or the mail that a request to subscribe called for. */
export type IdentifiedMail = { kind: 'digest'; deliveryId: string } | { kind: 'request'; requestId: string };

/**
 * Message-IDs (RFC 5322, 3.6.4) that name what they are for and are signed: whoever never saw the message cannot make
 * its Message-ID up, so a report that quotes one speaks of that message.
 */
export interface MessageIds {
  /** `MAC` in `<digest-DIGEST.DELIVERY.MAC@domain>`. */
  digestMac(deliveryId: string): string;
  /** Of the mail that a request to subscribe calls for. */
  ofRequest(requestId: string): string;
  /** What a Message-ID that this service made stands for, else null. */
  read(messageId: string): IdentifiedMail | null;
}
