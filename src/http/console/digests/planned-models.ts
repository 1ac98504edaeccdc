import type { Digest } from '../../../app/digests/digest-store.ts';
import type { NextWords } from '../../../app/digests/letters/words-stores.ts';
import type { CountedCollection } from '../../../app/papers/collections/collection-store.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { LanguageTag } from '../../../domain/languages/index.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import { wordsFor } from '../../../domain/sending/editors-words.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import { digestTitle } from '../../forms/digest-title.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { type CarryFields, type CarryValues, carryFields, withoutCarry } from './carry-form.ts';
import { ownHourInWords, type WhenFields, type WhenValues, whenFields, withoutWhen } from './when-form.ts';
import { otherErrors, type WordsGroup, type WordsValues, wordsGroups } from './words-form.ts';

/** What is to come, and what has gone out of it in the last days. */
export type PlannedRow = {
  href: string;
  title: string;
  kind: string;
  at: Moment;
  status: string;
  /** Null: it cannot be changed any more. */
  changeHref: string | null;
};

/** What an editor has set for the next digests of a cadence. */
export type NextWordsRow = { href: string; cadence: Cadence; beginning: string; until: Moment };

export type PlannedList = { sends: PlannedRow[]; introductions: NextWordsRow[] };

/** `zone`: of who looks, for one of which nobody said in which it was meant. */
export function plannedRow(digest: Digest, zone: string): PlannedRow {
  const { id, status, sendAt, sendZone, sendOn, cadence, subject, body, carried, createdAt } = digest;
  const at = momentOf(sendAt ?? createdAt, sendZone ?? zone);
  return {
    href: `/admin/digests/${id}`,
    title: digestTitle(cadence, subject),
    kind: `${body === null ? 'digest' : 'announcement'}${carried === null ? '' : ` with ${carried.name}`}`,
    at: sendOn === null ? at : { ...at, text: ownHourInWords(sendOn) },
    status,
    changeHref: status === 'planned' ? `/admin/digests/${id}/plan` : null,
  };
}

const shownOfWords = 80;

/** `textOf`: the words of Markdown alone; `zone`: of who looks. */
export function plannedList(
  planned: readonly Digest[],
  next: readonly NextWords[],
  { textOf, zone }: { textOf: (markdown: string) => string; zone: string },
): PlannedList {
  return {
    sends: planned.map((one) => plannedRow(one, zone)),
    introductions: next.map(({ cadence, words, carried, until }) => {
      const { subject, introduction } = wordsFor(words, 'en');
      const said = subject ?? textOf(introduction ?? '').replaceAll(/\s+/g, ' ');
      return {
        href: `/admin/introductions/${cadence}`,
        cadence,
        beginning: shorten(said === '' ? (carried?.name ?? '') : said, shownOfWords),
        until: momentOf(until, zone),
      };
    }),
  };
}

/** The form that changes a planned send. */
export type PlanModel = {
  digestHref: string;
  action: string;
  title: string;
  /** Null: it is a digest. */
  letter: { subject: string; body: string } | null;
  /** Null: it is an announcement. */
  words: WordsGroup[] | null;
  carry: CarryFields | null;
  when: WhenFields;
  errors: FieldMessages<'subject' | 'body'>;
};

export const planPage = secretPage<PlanModel>('console/digests/plan');

/** `/admin/digests/:id/plan`. Values are as typed. */
export function planModel(input: {
  digest: Pick<Digest, 'id' | 'cadence' | 'subject' | 'body' | 'carried'>;
  letter: { subject: string; body: string };
  words: WordsValues;
  carry: CarryValues;
  /** The collections that can be carried. */
  published: readonly CountedCollection[];
  when: WhenValues;
  languages: readonly LanguageTag[];
  spoken: readonly LanguageTag[];
  errors?: readonly FieldError[];
  now: Date;
  nextSlot: Date | null;
  /** Of the admin. */
  zone: string | null;
}): PlanModel {
  const { digest, letter, when, languages, spoken, errors = [] } = input;
  const digestHref = `/admin/digests/${digest.id}`;
  const isLetter = digest.body !== null;
  const others = withoutCarry(withoutWhen(errors));
  return {
    digestHref,
    action: `${digestHref}/plan`,
    title: digestTitle(digest.cadence, digest.subject),
    letter: isLetter ? letter : null,
    words: isLetter ? null : wordsGroups({ languages, spoken, values: input.words, errors }),
    carry: isLetter
      ? null
      : carryFields(input.carry, errors, { published: input.published, carried: digest.carried }),
    when: whenFields(when, errors, input, true),
    errors: messagesFor(['subject', 'body'], isLetter ? others : otherErrors(others)),
  };
}
