import type { Sample } from '../../../app/digests/check-digest.ts';
import type { NextWords } from '../../../app/digests/letters/words-stores.ts';
import type { CountedCollection } from '../../../app/papers/collections/collection-store.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { LanguageTag } from '../../../domain/languages/index.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import { messagesFor } from '../../forms/field-messages.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { type CarryFields, type CarryValues, carryFields, withoutCarry } from './carry-form.ts';
import { otherErrors, type WordsGroup, type WordsValues, wordsGroups } from './words-form.ts';

/** Where a reader's digest is shown with the words and the collection that were looked at last. */
export function draftHref(subscriberId: number, asOf: Date): string {
  return `/admin/introductions/preview/${subscriberId}?asOf=${encodeURIComponent(momentOf(asOf).iso)}`;
}

/** What an editor says in the next digests of a cadence. */
export type IntroductionModel = {
  cadence: Cadence;
  action: string;
  words: WordsGroup[];
  carry: CarryFields;
  error: string | null;
  /** Since when it is set, and until when; null: it is not. */
  kept: { since: Moment; until: Moment } | null;
  /** Null: it was not asked for. */
  preview: { nobody: boolean; subject: string; email: string; frameHref: string } | null;
};

export const introductionPage = secretPage<IntroductionModel>('console/digests/introduction');

/** `/admin/introductions/:cadence`. Values are as typed. */
export function introductionModel(input: {
  cadence: Cadence;
  languages: readonly LanguageTag[];
  spoken: readonly LanguageTag[];
  values: WordsValues;
  carry: CarryValues;
  /** The collections that can be carried. */
  published: readonly CountedCollection[];
  kept: Pick<NextWords, 'since' | 'until' | 'carried'> | null;
  /** Of who looks. */
  zone: string;
  errors?: readonly FieldError[];
  /** Null: nobody would get one now. Absent: it was not asked for. */
  preview?: { sample: Sample; asOf: Date } | null;
}): IntroductionModel {
  const { cadence, kept, preview, errors = [] } = input;
  return {
    cadence,
    action: `/admin/introductions/${cadence}`,
    words: wordsGroups(input),
    carry: carryFields(input.carry, errors, { published: input.published, carried: kept?.carried ?? null }),
    error: messagesFor([], withoutCarry(otherErrors(errors))).other,
    kept:
      kept === null
        ? null
        : { since: momentOf(kept.since, input.zone), until: momentOf(kept.until, input.zone) },
    preview:
      preview === undefined
        ? null
        : preview === null
          ? { nobody: true, subject: '', email: '', frameHref: '' }
          : {
              nobody: false,
              subject: preview.sample.mail.subject,
              email: preview.sample.subscriber.email,
              frameHref: draftHref(preview.sample.subscriber.id, preview.asOf),
            },
  };
}
