/** The subscribe box, and the way from it to the confirmed subscription. */
export const subscribe = {
  heading: 'Get trending papers in your inbox',
  about: 'The papers people talk about in what you follow. No tracking. Unsubscribe with one click.',
  /** What is agreed to. When these words change, raise consentTextVersion in src/domain/subscribers/consent.ts. */
  consent: 'You agree to get digests of papers until you unsubscribe. We’ll send one email to confirm.',
  button: 'Subscribe',
  checkInbox: 'Check your inbox',
};
export type SubscribeWords = typeof subscribe;
