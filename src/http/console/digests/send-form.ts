import { invalid } from '../../../domain/errors.ts';
import type { LanguageTag } from '../../../domain/languages/index.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { field, listIn } from '../../forms/form-body.ts';
import { tickedTopics } from '../../forms/topic-ticks.ts';
import { type CarryValues, carryAsked, readCarry } from './carry-form.ts';
import { readWhen, type WhenValues, whenAsked } from './when-form.ts';
import { readWordsForm, type WordsValues } from './words-form.ts';

export type SendValues = {
  cadence: string;
  topics: string;
  emails: string;
  asOf: string;
  words: WordsValues;
} & CarryValues &
  WhenValues;

/** Nothing typed is nothing asked for. */
const listAsked = (text: string) => {
  const items = listIn(text, /[\s,;]+/);
  return items.length > 0 ? items : undefined;
};

/** The console's send form: as typed, and as what it asks for (which rejects with `invalid`). */
export function readSendForm(body: unknown, languages: readonly LanguageTag[]) {
  const said = readWordsForm(body, languages);
  const values: SendValues = {
    cadence: field(body, 'cadence'),
    topics: tickedTopics(body).join(' '),
    emails: field(body, 'emails'),
    asOf: field(body, 'asOf'),
    words: said.values,
    ...readCarry(body),
    ...readWhen(body),
  };
  return {
    values,
    idempotencyKey: field(body, 'idempotencyKey').slice(0, 200) || undefined,
    asked() {
      const cadence = cadences.find((one) => one === values.cadence);
      if (values.cadence !== '' && cadence === undefined)
        throw invalid([{ field: 'cadence', message: `must be one of ${cadences.join(', ')}` }]);
      // A datetime-local field has no zone; the form says that it is UTC.
      const asOf = values.asOf === '' ? undefined : new Date(`${values.asOf}Z`);
      if (asOf !== undefined && Number.isNaN(asOf.getTime()))
        throw invalid([{ field: 'asOf', message: 'is not a date and time' }]);
      return {
        cadence,
        topics: listAsked(values.topics),
        emails: listAsked(values.emails),
        asOf,
        words: said.typed,
        ...carryAsked(values),
        ...whenAsked(values),
      };
    },
  };
}
