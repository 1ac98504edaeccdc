import type { PersonalData } from '../../../app/subscribers/export-personal-data.ts';
import { unconfirmedDays } from '../../../domain/subscribers/consent.ts';
import { maskedAddress } from '../../../domain/subscribers/masked-address.ts';
import { dateOf, momentOf, quantity } from '../../forms/words.ts';

/** One line of what is stored about a reader: what it is, and in how much detail. */
export type StoredFact = { label: string; lines: string[] };

/** Where a form stood, in words; `form` as it is stored with the request. */
function formInWords(form: string): string {
  const [place = '', detail] = form.split(/:(.*)/s);
  switch (place) {
    case 'home':
      return 'the form on the start page';
    case 'search':
      return 'the form beside a search';
    case 'topic':
      return `the form of the topic ${detail ?? ''}`;
    case 'paper':
      return 'the form beside a paper';
    case 'embed':
      return 'a form on another site';
    case 'api':
      return 'a form of a program';
    case 'unsubscribe page':
      return 'the button “Subscribe again”';
    case 'preferences page':
      return 'the button “Subscribe again” on this page';
    case 'import':
    case 'admin':
      return `the operators of this service, who say: ${detail ?? ''}`;
    default:
      return form;
  }
}

type Consent = PersonalData['consent'][number];

function consentInWords({ form, requestedAt, confirmedAt }: Consent, timezone: string): string {
  const requested = `By ${formInWords(form)}, ${momentOf(requestedAt, timezone).text}`;
  return confirmedAt === null
    ? `${requested}; not confirmed`
    : `${requested}; confirmed ${momentOf(confirmedAt, timezone).text}`;
}

/** Requests that are told one by one; the download has all. */
const consentsShown = 3;

/**
 * What is stored about a reader, as a list for people: made from what they download, so the two say the same. Old links
 * lead to it, so it names neither the whole address nor network addresses.
 */
export function storedFacts(data: PersonalData, timezone: string): StoredFact[] {
  const { subscriber, consent, events, votes, mutes, deliveries, bounces, suppression, caughtMail } = data;
  const day = (date: Date) => dateOf(date, timezone).text;
  const sent = deliveries.filter(({ state }) => state === 'sent').length;
  const last = consent.slice(-consentsShown).toReversed();
  const earlier = consent.length - last.length;
  const fact = (label: string, ...lines: (string | false)[]): StoredFact[] => {
    const reported = lines.filter((line) => line !== false);
    return reported.length === 0 ? [] : [{ label, lines: reported }];
  };
  return [
    ...fact('Your address', `${maskedAddress(subscriber.email)}, here since ${day(subscriber.createdAt)}`),
    ...fact('Your name', subscriber.name ?? 'None'),
    ...fact(
      'How you agreed',
      ...last.map((one) => consentInWords(one, timezone)),
      earlier > 0 && `${quantity(earlier, 'earlier request')}, in the download`,
      consent.length === 0 && 'Nothing is noted',
      consent.some(({ requestedFrom, confirmedFrom }) => requestedFrom !== null || confirmedFrom !== null) &&
        'The network addresses that this came from, in the download',
    ),
    ...fact(
      'What you chose',
      'Everything in the form on this page: rhythm, time zone, language',
      `${quantity(subscriber.interests.length, 'thing')} that you follow`,
    ),
    ...fact(
      'How you are sorted',
      subscriber.tags.length > 0 &&
        `${quantity(subscriber.tags.length, 'tag')} that the operators of this service gave you, in the download`,
    ),
    ...fact(
      'What you said',
      `${quantity(votes.length, 'vote')} on papers, ${quantity(mutes.length, 'muted author or topic', 'muted authors and topics')}`,
    ),
    ...fact(
      'What you were sent',
      deliveries.length === 0
        ? 'No digest yet'
        : `${quantity(sent, 'digest')} sent of ${quantity(deliveries.length, 'digest')} planned for you, with the papers in each and the mail server’s reply: so that no paper comes twice`,
    ),
    ...fact(
      'What happened',
      `${quantity(events.length, 'event')}: each change of this subscription, when, and by whom`,
      bounces.length > 0 && `${quantity(bounces.length, 'mail')} that came back or was complained of`,
      suppression !== null &&
        `Your address is barred from mail since ${day(suppression.createdAt)} (${suppression.reason})`,
      caughtMail.length > 0 && `${quantity(caughtMail.length, 'mail')} on the mailbox page`,
    ),
    ...fact(
      'How long',
      `All of it until you erase it. An address that is never confirmed is deleted after ${unconfirmedDays} days`,
    ),
    ...fact('Not stored', 'Whether you open a mail, which links you follow, what you read here'),
  ];
}
