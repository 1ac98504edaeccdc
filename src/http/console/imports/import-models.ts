import type { UploadedImport } from '../../../app/subscribers/import-stores.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { ImportState } from '../../../domain/subscribers/import-state.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import type { Option } from '../../forms/form-options.ts';
import { options } from '../../forms/form-options.ts';
import { type Moment, momentOf, number } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type ImportsModel = {
  error: string | null;
  columns: string;
  imports: { href: string; fileName: string; state: string; created: Moment; outcome: string }[];
};

export const importsPage = secretPage<ImportsModel>('console/imports/imports');

const stateNames: Record<ImportState, string> = {
  uploaded: 'uploaded',
  checking: 'being looked at',
  checked: 'looked at',
  importing: 'being imported',
  done: 'imported',
  failed: 'failed',
};

function outcomeOf({ state, progress, problem }: UploadedImport): string {
  const { rows, added, changed, existing, pending, refused } = progress;
  switch (state) {
    case 'uploaded':
      return 'nothing is imported yet';
    case 'failed':
      return problem ?? '';
    case 'checking':
    case 'checked':
      return `${number(rows)} rows read: ${number(added)} would be added (${number(pending)} of them to be confirmed by mail), ${number(changed)} ended, ${number(existing)} known, ${number(refused)} refused`;
    case 'importing':
    case 'done':
      return `${number(rows)} rows read: ${number(added)} added (${number(pending)} of them to be confirmed by mail), ${number(changed)} ended, ${number(existing)} known, ${number(refused)} refused`;
  }
}

/** `/admin/subscribers/import`: where a file is uploaded. */
export function importsModel(input: {
  imports: readonly UploadedImport[];
  /** The names that a column may have. */
  columns: readonly string[];
  error?: string | null;
}): ImportsModel {
  return {
    error: input.error ?? null,
    columns: input.columns.join(', '),
    imports: input.imports.map((one) => ({
      href: `/admin/subscribers/import/${one.id}`,
      fileName: one.fileName,
      state: stateNames[one.state],
      created: momentOf(one.createdAt),
      outcome: outcomeOf(one),
    })),
  };
}

export type ImportModel = {
  action: string;
  fileName: string;
  state: string;
  outcome: string;
  problem: string | null;
  /** A worker has it in hand: the page is loaded anew. */
  live: boolean;
  /** Of the rows, for `<progress>`; null while their number is not known. */
  progress: { value: number; max: number } | null;
  /** The form that says what the columns hold; null when it cannot be sent any more. */
  mapping: {
    columns: { name: string; title: string; example: string; options: Option[]; error: string | null }[];
    consentNote: string;
    statuses: { value: string; text: string; checked: boolean }[];
  } | null;
  errors: FieldMessages<'columns' | 'consentNote' | 'defaultStatus'>;
  /** The rows were looked at, and some can be imported. */
  canStart: boolean;
  /** "1,204 rows". */
  ready: string;
  refused: { line: number; message: string }[];
  /** Refused rows that are not shown. */
  moreRefused: string | null;
};

export const importPage = secretPage<ImportModel>('console/imports/import', { scripts: ['progress.js'] });

const statusNames = {
  active: 'Active at once: they agreed before, as the note says',
  pending: 'Pending: each gets a mail and has to confirm',
} as const;

/** One import: what its columns hold, then what was found, then what came of it. */
export function importModel(input: {
  found: UploadedImport;
  columns: readonly string[];
  /** What a refused form held. */
  typed?: { columns: readonly string[]; consentNote: string; defaultStatus: string };
  errors?: readonly FieldError[];
  problem?: string | null;
}): ImportModel {
  const { found, errors = [] } = input;
  const { state, progress, total } = found;
  const typed = input.typed ?? {
    columns: found.columns,
    consentNote: found.consentNote ?? '',
    defaultStatus: found.defaultStatus,
  };
  const open = state === 'uploaded' || state === 'checked';
  const more = progress.refused - progress.errors.length;
  const messages = messagesFor(
    ['columns', 'consentNote', 'defaultStatus'],
    errors.filter(({ field }) => !field.startsWith('column-')),
  );
  return {
    action: `/admin/subscribers/import/${found.id}`,
    fileName: found.fileName,
    state: stateNames[state],
    outcome: outcomeOf(found),
    problem: input.problem ?? null,
    live: state === 'checking' || state === 'importing',
    progress: state === 'importing' && total !== null ? { value: progress.rows, max: total } : null,
    mapping: open ? mappingForm(found, input.columns, typed, errors) : null,
    errors: messages,
    canStart: state === 'checked' && progress.added > 0,
    ready: `${number(progress.added)} ${progress.added === 1 ? 'subscriber' : 'subscribers'}`,
    refused: progress.errors,
    moreRefused: more > 0 ? number(more) : null,
  };
}

function mappingForm(
  { header, sample }: UploadedImport,
  known: readonly string[],
  typed: { columns: readonly string[]; consentNote: string; defaultStatus: string },
  errors: readonly FieldError[],
): NonNullable<ImportModel['mapping']> {
  return {
    columns: header.map((title, index) => ({
      name: `column-${index}`,
      title: title || `column ${index + 1}`,
      example: sample
        .map((row) => row[index] ?? '')
        .filter(Boolean)
        .join(' · ')
        .slice(0, 120),
      options: [
        { value: '', text: 'leave out', selected: (typed.columns[index] ?? '') === '' },
        ...options(known, typed.columns[index] ?? ''),
      ],
      error: errors.find(({ field }) => field === `column-${index}`)?.message ?? null,
    })),
    consentNote: typed.consentNote,
    statuses: Object.entries(statusNames).map(([value, text]) => ({
      value,
      text,
      checked: value === typed.defaultStatus,
    })),
  };
}
