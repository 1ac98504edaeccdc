import type { PersonalData } from '../../../app/subscribers/export-personal-data.ts';
import { keptInWords, type ReadersTerms } from '../../../domain/brand/texts.ts';
import type { Counted } from '../../../domain/languages/counted.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { PrivacyWords } from '../../../domain/languages/pages/en/privacy.ts';
import { maskedAddress } from '../../../domain/subscribers/masked-address.ts';
import { dateOf, momentOf } from '../../forms/words.ts';
import { filled } from '../../say.ts';

/** One line of what is stored about a reader: what it is, and in how much detail. */
export type StoredFact = { label: string; lines: string[] };

/** Where a form stood, in words; `form` as it is stored with the request. */
function formInWords(form: string, { forms }: PrivacyWords): string {
  const [place = '', detail = ''] = form.split(/:(.*)/s);
  const words: Readonly<Record<string, string>> = forms;
  return Object.hasOwn(words, place) ? filled(words[place] ?? form, { detail }) : form;
}

type Consent = PersonalData['consent'][number];

function consentInWords(
  { form, requestedAt, confirmedAt }: Consent,
  timezone: string,
  language: Language,
): string {
  const { privacy: words } = language.pages;
  const said = {
    form: formInWords(form, words),
    requested: momentOf(requestedAt, timezone, language).text,
  };
  return confirmedAt === null
    ? filled(words.byUnconfirmed, said)
    : filled(words.by, { ...said, confirmed: momentOf(confirmedAt, timezone, language).text });
}

/** Requests that are told one by one; the download has all. */
const consentsShown = 3;

/**
 * What is stored about a reader, as a list for people: made from what they download, so the two say the same. Old links
 * lead to it, so it names neither the whole address nor network addresses.
 */
export function storedFacts(
  data: PersonalData,
  terms: ReadersTerms,
  { timezone, language }: { timezone: string; language: Language },
): StoredFact[] {
  const {
    subscriber,
    consent,
    events,
    votes,
    mutes,
    savedPapers,
    deliveries,
    bounces,
    suppression,
    caughtMail,
  } = data;
  const { privacy: words } = language.pages;
  const day = (date: Date) => dateOf(date, timezone, language).text;
  const count = (number: number, forms: Counted) => counted(number, forms, language);
  const sent = deliveries.filter(({ state }) => state === 'sent').length;
  const last = consent.slice(-consentsShown).toReversed();
  const earlier = consent.length - last.length;
  const fact = (label: string, ...lines: (string | false)[]): StoredFact[] => {
    const reported = lines.filter((line) => line !== false);
    return reported.length === 0 ? [] : [{ label, lines: reported }];
  };
  return [
    ...fact(
      words.address,
      filled(words.hereSince, {
        address: maskedAddress(subscriber.email),
        date: day(subscriber.createdAt),
      }),
    ),
    ...fact(words.name, subscriber.name ?? words.noName),
    ...fact(
      words.agreed,
      ...last.map((one) => consentInWords(one, timezone, language)),
      earlier > 0 && count(earlier, words.earlierRequests),
      consent.length === 0 && words.nothingNoted,
      consent.some(({ requestedFrom, confirmedFrom }) => requestedFrom !== null || confirmedFrom !== null) &&
        words.networks,
    ),
    ...fact(words.chose, words.choseForm, count(subscriber.interests.length, words.followed)),
    ...fact(words.sorted, subscriber.tags.length > 0 && count(subscriber.tags.length, words.tags)),
    ...fact(
      words.said,
      `${count(votes.length, words.votes)}, ${count(mutes.length, words.mutes)}`,
      savedPapers.length > 0 && count(savedPapers.length, words.saved),
    ),
    ...fact(
      words.sent,
      deliveries.length === 0
        ? words.noDigest
        : filled(words.sentOf, {
            sent: count(sent, words.digestsSent),
            planned: count(deliveries.length, words.digestsPlanned),
          }),
    ),
    ...fact(
      words.happened,
      count(events.length, words.events),
      bounces.length > 0 && count(bounces.length, words.bounces),
      suppression !== null &&
        filled(words.barred, {
          date: day(suppression.createdAt),
          reason: words.reasons[suppression.reason],
        }),
      caughtMail.length > 0 && count(caughtMail.length, words.caught),
    ),
    ...fact(words.howLong, ...keptInWords(terms, language)),
    ...fact(words.notStored, words.notStoredThings),
  ];
}
