import type { Counted } from '../../counted.ts';

/** The subscribe box, and the way from it to the confirmed subscription. */
export const subscribe = {
  heading: 'Get trending papers in your inbox',
  about: 'The papers people talk about in what you follow. No tracking. Unsubscribe with one click.',
  /** What is agreed to. When these words change, raise consentTextVersion in src/domain/subscribers/consent.ts. */
  consent: 'You agree to get digests of papers until you unsubscribe. We’ll send one email to confirm.',
  /** `about`: what the page that it stands on is about. */
  headingOf: 'Get {about} in your inbox',
  /** When several topics were ticked. */
  topicsChosen: { one: '{n} topic', other: '{n} topics' } as Counted,
  andMore: '{first} and {n} more',
  papersLikeThis: 'papers like this one',
  noneBesides: 'none besides',
  nothingChosenHere: 'When nothing is chosen, the best of all fields comes.',
  options: 'How often, topics, time',
  page: 'Subscribe',
  button: 'Subscribe',
  follow: 'Follow',
  allFields: 'all fields',
  nothingChosen:
    'When nothing is chosen, the best of all fields comes. [All topics, with every arXiv category](topics)',
  keywordsAndAuthors: 'Keywords, authors:',
  topicsLabel: 'Topics:',
  none: 'none',
  syntax: '“Phrases” in quotation marks, -word for what must not be there, OR. You can add more later.',
  arrivesAt: 'Arrives at',
  pageLanguage: 'The language of this page',
  /** What can be ticked because of the page that the form stands on. */
  offerSearch: 'The search {search}',
  offerPapersLike: 'Papers like {title}',
  offerPapersLikeThis: 'Papers like this one',
  offerAuthor: 'New papers by {author}',
  checkInbox: 'Check your inbox',
  onItsWay:
    'If we can write to *{address}*, a mail is on its way. Press the button in it to finish; it works for {hours} hours.',
  onItsWayThere:
    'If we can write to that address, a mail is on its way. Press the button in it to finish; it works for {hours} hours.',
  addsToDigest: 'If you get the digest already, the button adds this to it.',
  unknownZone:
    'The time zone “{zone}” is not known here, so times are those of UTC. You can choose another one in your preferences; each mail has the link.',
  nothingThere:
    'Nothing there after a few minutes? Look into the spam folder, and check the address for typing slips. If a mail was refused on its way, ask again: then another one is sent. When one arrived, no second comes within 24 hours; if mail to your address came back to us earlier, one comes once a month. Still nothing? Write to the operators of this service.',
  openMailbox: 'Open the mailbox page',
  caughtThere: 'No mail server is configured here: all mail is caught on that page.',
  onceMore: 'Another address, or once more',
  sendAgain: 'Send again',
  what: 'What',
  when: 'When',
  bestOfAll: 'The best of all fields',
  confirmHeading: 'Confirm your subscription',
  confirmLead: 'Confirm to start your digests. This is what was chosen:',
  confirmButton: 'Yes, send me papers',
  confirmNotYou: 'Was it not you? Close this page: without the button, nothing is sent.',
  addHeading: 'Add to your digest',
  addLead: 'One click, and your digest has this too.',
  addInstead: 'You get the best of all fields until now; then it is about what you follow.',
  addButton: 'Add to my digest',
  addNotYou: 'Was it not you? Close this page: without the button, nothing changes.',
  againHeading: 'You are subscribed again',
  againLead: 'Everything is as it was before you unsubscribed.',
  addedHeading: 'Added to your digest',
  addedLead: 'This is what you get now:',
  firstHeading: 'Your first digest',
  firstLead:
    'It is on its way. If there is nothing new in what you follow, none comes before your usual time.',
  subscribedHeading: 'You are subscribed',
  already: 'You had confirmed before: nothing has changed.',
  nextDue: 'The next digest is due on {moment}.',
  firstDue: 'The first digest is due on {moment}.',
  sendFirst: 'Send me the first one now',
  linkInDigests: 'Each digest has the link to change what you follow, and when.',
  linkInWelcome: 'The welcome mail has the link to change what you follow, and when.',
};
export type SubscribeWords = typeof subscribe;
