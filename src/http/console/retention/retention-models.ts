import type { TidyRun } from '../../../app/retention/retention-store.ts';
import type { FieldError } from '../../../domain/errors.ts';
import {
  type RetentionName,
  type RetentionTerms,
  retention,
  retentionNames,
  shortTerms,
} from '../../../domain/retention/retention.ts';
import { messagesFor } from '../../forms/field-messages.ts';
import { type Moment, momentOf, number, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type TermRow = {
  name: RetentionName;
  what: string;
  effect: string;
  value: string;
  /** "180 days", "for ever". */
  inWords: string;
  /** "Usual: 180 days; at least 120, or 0 for ever." */
  hint: string;
  error: string | null;
  /** How many rows went so far. */
  gone: string;
  /** How many would go now; null: nobody has counted. */
  due: string | null;
};

export type RetentionModel = {
  terms: TermRow[];
  short: { what: string; days: string }[];
  /** Null: there was none yet. */
  last: { began: Moment; words: string; running: boolean; rows: { what: string; count: string }[] } | null;
  /** "1,204 rows would go"; null: nobody has counted. */
  counted: string | null;
  other: string | null;
  flash: string | null;
};

export const retentionPage = secretPage<RetentionModel>('console/retention/retention');

export type RetentionFlash = 'saved' | 'asked';
const flashes: Record<RetentionFlash, string> = {
  saved: 'Saved. It holds from the next tidying on.',
  asked: 'A worker tidies now. Look again in a minute.',
};

const shortWords: Record<keyof typeof shortTerms, string> = {
  linkRequests: 'Wishes for a link by mail',
  webhookTokens: 'What signed the posts of mail providers',
  signInTries: 'Tries with passwords and codes',
  accountLinks: 'Invitations after their end, and wishes for a new password',
  unmatchedBounces: 'Messages of bounces of whom nobody could be found; the newest 1,000 at most',
};

const daysInWords = (days: number) => (days === 0 ? 'for ever' : quantity(days, 'day'));

/** How a run went, in words: "27,210 rows in 3 minutes". */
export function runInWords({ startedAt, endedAt, rows, cutShort }: TidyRun): string {
  const count = quantity(
    Object.values(rows).reduce((sum, one) => sum + one, 0),
    'row',
  );
  if (endedAt === null) return `running; ${count} so far`;
  const minutes = Math.round((endedAt.getTime() - startedAt.getTime()) / 60_000);
  const span = minutes < 1 ? 'in less than a minute' : `in ${quantity(minutes, 'minute')}`;
  return cutShort ? `${count} ${span}; the rest is for the next night` : `${count} ${span}`;
}

/** `/admin/settings/retention`. `typed`: what a refused form held; `due`: what was counted. */
export function retentionModel(input: {
  terms: RetentionTerms;
  totals: ReadonlyMap<string, number>;
  last: TidyRun | null;
  due?: Readonly<Record<RetentionName, number>>;
  typed?: Readonly<Record<RetentionName, string>>;
  errors?: readonly FieldError[];
  flash?: RetentionFlash | undefined;
}): RetentionModel {
  const { terms, totals, last, due, typed, errors, flash } = input;
  const messages = messagesFor(retentionNames, errors);
  const sum = due === undefined ? 0 : Object.values(due).reduce((all, one) => all + one, 0);
  return {
    terms: retentionNames.map((name) => {
      const { what, effect, days, least, forEver } = retention[name];
      return {
        name,
        what,
        effect,
        value: typed?.[name] ?? String(terms[name]),
        inWords: daysInWords(terms[name]),
        hint: `Usual: ${days}; at least ${least}${forEver ? ', or 0 for ever' : ''}.`,
        error: messages[name],
        gone: number(totals.get(name) ?? 0),
        due: due === undefined ? null : number(due[name]),
      };
    }),
    short: Object.entries(shortWords).map(([name, what]) => ({
      what,
      days: quantity(shortTerms[name as keyof typeof shortTerms], 'day'),
    })),
    last:
      last === null
        ? null
        : {
            began: momentOf(last.startedAt),
            words: runInWords(last),
            running: last.endedAt === null,
            rows: retentionNames.flatMap((name) => {
              const count = last.rows[name];
              return count === undefined ? [] : [{ what: retention[name].what, count: number(count) }];
            }),
          },
    counted: due === undefined ? null : `${quantity(sum, 'row')} would go now. Nothing was changed.`,
    other: messages.other,
    flash: flash === undefined ? null : flashes[flash],
  };
}
