import type { SubscriptionMail } from '../../app/ports.ts';
import { shorten } from '../../domain/excerpt.ts';
import type { Rhythm } from '../../domain/subscriber.ts';
import type { Frame } from './digest-view.ts';
import { interestsInWords, momentInWords, oneLine, rhythmInWords } from './words.ts';

type SubscriptionFrame = Frame & { fromAddress: string };

/** How many interests such a mail lists; the rest is counted. */
const interestsShown = 12;

function chosen(mail: { interests: string[]; rhythm: Rhythm }) {
  const names = mail.interests.map((name) => shorten(oneLine(name), 120));
  return { interests: interestsInWords(names, interestsShown), rhythm: rhythmInWords(mail.rhythm) };
}

/** What the templates show of a mail about the subscription itself. */
export function subscriptionView(mail: SubscriptionMail, frame: SubscriptionFrame) {
  const shared = { ...frame, to: oneLine(mail.to) };
  switch (mail.kind) {
    case 'confirmation':
      return {
        ...shared,
        ...chosen(mail),
        subject: 'Please confirm your Offprint digest',
        preheader: `Then the papers come ${rhythmInWords(mail.rhythm)}.`,
        confirmUrl: mail.confirmUrl,
        validHours: mail.validHours,
      };
    case 'already-subscribed':
      return {
        ...shared,
        ...chosen(mail),
        subject: 'You already get the Offprint digest',
        preheader: 'Nothing has changed. Here is what you follow.',
        links: mail.links,
      };
    case 'welcome': {
      const first = momentInWords(mail.nextDueAt, mail.rhythm.timezone);
      return {
        ...shared,
        ...chosen(mail),
        subject: 'Welcome to Offprint',
        preheader: `Your first digest is due on ${first}.`,
        first,
        links: mail.links,
      };
    }
    case 'goodbye':
      return {
        ...shared,
        subject: 'You are unsubscribed from Offprint',
        preheader: 'No more digests will come.',
        subscribeUrl: mail.subscribeUrl,
      };
  }
}
