import type { Counted } from '../../counted.ts';

/** What is stored about a reader, on their own page. */
export const privacy = {
  address: 'Your address',
  hereSince: '{address}, here since {date}',
  name: 'Your name',
  noName: 'None',
  agreed: 'How you agreed',
  by: 'By {form}, {requested}; confirmed {confirmed}',
  byUnconfirmed: 'By {form}, {requested}; not confirmed',
  forms: {
    home: 'the form on the start page',
    search: 'the form beside a search',
    topic: 'the form of the topic {detail}',
    paper: 'the form beside a paper',
    embed: 'a form on another site',
    api: 'a form of a program',
    'unsubscribe page': 'the button “Subscribe again”',
    'preferences page': 'the button “Subscribe again” on this page',
    import: 'the operators of this service, who say: {detail}',
    admin: 'the operators of this service, who say: {detail}',
  },
  earlierRequests: {
    one: '{n} earlier request, in the download',
    other: '{n} earlier requests, in the download',
  } as Counted,
  nothingNoted: 'Nothing is noted',
  networks: 'The network addresses that this came from, in the download',
  chose: 'What you chose',
  choseForm: 'Everything in the form on this page: rhythm, time zone, language',
  followed: { one: '{n} thing that you follow', other: '{n} things that you follow' } as Counted,
  sorted: 'How you are sorted',
  tags: {
    one: '{n} tag that the operators of this service gave you, in the download',
    other: '{n} tags that the operators of this service gave you, in the download',
  } as Counted,
  said: 'What you said',
  votes: { one: '{n} vote on papers', other: '{n} votes on papers' } as Counted,
  saved: { one: '{n} saved paper', other: '{n} saved papers' } as Counted,
  mutes: { one: '{n} muted author or topic', other: '{n} muted authors and topics' } as Counted,
  sent: 'What you were sent',
  noDigest: 'No digest yet',
  sentOf:
    '{sent} of {planned} planned for you, with the papers in each and the mail server’s reply: so that no paper comes twice',
  digestsSent: { one: '{n} digest sent', other: '{n} digests sent' } as Counted,
  digestsPlanned: { one: '{n} digest', other: '{n} digests' } as Counted,
  happened: 'What happened',
  events: {
    one: '{n} event: each change of this subscription, when, and by whom',
    other: '{n} events: each change of this subscription, when, and by whom',
  } as Counted,
  bounces: {
    one: '{n} mail that came back or was complained of',
    other: '{n} mails that came back or were complained of',
  } as Counted,
  barred: 'Your address is barred from mail since {date} ({reason})',
  reasons: {
    bounce: 'mail to it was refused',
    complaint: 'our mail was reported as unwanted',
    manual: 'by the operators',
    erased: 'erased',
  },
  caught: { one: '{n} mail on the mailbox page', other: '{n} mails on the mailbox page' } as Counted,
  howLong: 'How long',
  notStored: 'Not stored',
  notStoredThings: 'Whether you open a mail, which links you follow, what you read here',
};
export type PrivacyWords = typeof privacy;
