import type { Language } from '../../../domain/languages/language.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { queryInQuotes, titleInQuotes } from '../../../domain/papers/subject.ts';
import type { Moment } from '../../forms/words.ts';
import { openPage, secretPage } from '../../page-description.ts';
import { filled } from '../../say.ts';
import type { Offer, SubscribeFormModel } from '../subscribe-form.ts';

/** The form by itself. */
export type SubscribeFormPageModel = { subscribe: SubscribeFormModel };

export const subscribeFormPage = openPage<SubscribeFormPageModel>('site/subscribe/subscribe');

export type SubscribedModel = {
  /** How long the button in the mail works, in hours. */
  validHours: number;
  /** What was sent, to send it again with another address; null where nobody typed one just now. */
  sent: { email: string; others: { name: string; value: string }[] } | null;
  /** What was given for a time zone and is none that is known here; null as a rule. */
  unknownZone: string | null;
};

export const subscribedPage = secretPage<SubscribedModel>('site/subscribe/subscribed');

/** `interests`: names, empty for all fields. `rhythm`: see `rhythmSentence`. */
export type ConfirmModel = {
  action: string;
  interests: string[];
  rhythm: string;
  /** Whether it adds to a digest, and whether that one is about all fields until then. */
  adds: boolean;
  instead: boolean;
};

export const confirmPage = secretPage<ConfirmModel>('site/subscribe/confirm');

export type ConfirmedModel = {
  /** The link was pressed before. */
  already: boolean;
  /** Unsubscribing was undone. */
  undone: boolean;
  /** What was added to the digest of somebody who had one; else nothing. */
  added: string[];
  interests: string[];
  rhythm: string;
  nextDigest: Moment | null;
  /** Sends the first digest at once; null: that cannot be asked for. */
  firstAction: string | null;
  /** The first digest was just asked for. */
  firstSent: boolean;
};

export const confirmedPage = secretPage<ConfirmedModel>('site/subscribe/confirmed');

/** What was ticked in a form that was refused. `papers` are those among it, by number. */
export function tickedOffers(
  ticked: Record<Offer['name'], readonly string[]>,
  papers: readonly Paper[],
  language: Language,
): Offer[] {
  const { offerSearch, offerPapersLike, offerAuthor } = language.pages.subscribe;
  const titles = new Map(papers.map((paper) => [String(paper.id), paper.title]));
  const offer = (name: Offer['name'], value: string, text: string): Offer => ({
    name,
    value,
    text,
    checked: true,
  });
  return [
    ...ticked.queries.map((query) =>
      offer('queries', query, filled(offerSearch, { search: queryInQuotes(shorten(query, 80), language) })),
    ),
    ...ticked.papers.map((id) =>
      offer('papers', id, filled(offerPapersLike, { title: titleInQuotes(titles.get(id) ?? id, language) })),
    ),
    ...ticked.authors.map((author) =>
      offer('authors', author, filled(offerAuthor, { author: shorten(author, 80) })),
    ),
  ];
}
