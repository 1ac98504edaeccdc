import type { RefusedLine } from '../../../app/refused-lines.ts';
import type { ImportCounts, UploadedImport } from '../../../app/subscribers/import-stores.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { recogniseExport } from '../../../domain/subscribers/import-columns.ts';
import type { ImportState, TextEncoding } from '../../../domain/subscribers/import-state.ts';
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
  checking: 'being checked',
  checked: 'checked',
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
      return `${number(rows)} rows read: ${number(added)} would be added (${number(pending)} of them to be confirmed by mail), ${number(changed)} changed, ${number(existing)} known, ${number(refused)} refused`;
    case 'importing':
    case 'done':
      return `${number(rows)} rows read: ${number(added)} added (${number(pending)} of them to be confirmed by mail), ${number(changed)} changed, ${number(existing)} known, ${number(refused)} refused`;
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
    /** Which other program has exported the file, if its columns tell. */
    program: string | null;
    consentNote: string;
    statuses: { value: string; text: string; checked: boolean }[];
    /** Not all of the file is UTF-8: what it is is asked. */
    encodings: { oddLine: string; options: { value: string; text: string; checked: boolean }[] } | null;
  } | null;
  errors: FieldMessages<'columns' | 'consentNote' | 'defaultStatus' | 'encoding'>;
  /** The rows were looked at, and some can be imported. */
  canStart: boolean;
  /** "Import 1,204 subscribers". */
  ready: string;
  refused: readonly RefusedLine[];
  /** Refused rows that are not shown. */
  moreRefused: string | null;
  /** Where they are as a file; null without any. */
  refusedHref: string | null;
};

export const importPage = secretPage<ImportModel>('console/imports/import', { scripts: ['progress.js'] });

const statusNames = {
  active: 'Active at once: they agreed before, as the note says',
  pending: 'Pending: each gets a mail and has to confirm',
} as const;

const encodingNames: Record<TextEncoding, string> = {
  'windows-1252': 'Windows-1252: it reads rightly here (Excel’s “CSV” in western languages)',
  'utf-8': 'Something else: refuse the lines that are not UTF-8, so that they can be mended',
};

/** What a form holds. */
type Typed = { columns: readonly string[]; consentNote: string; defaultStatus: string; encoding: string };

/** One import: what its columns hold, then what was found, then what came of it. */
export function importModel(input: {
  found: UploadedImport;
  /** The first of its refused rows. */
  refused: readonly RefusedLine[];
  columns: readonly string[];
  /** What a refused form held. */
  typed?: Typed;
  errors?: readonly FieldError[];
  problem?: string | null;
}): ImportModel {
  const { found, refused, errors = [] } = input;
  const { state, progress, total } = found;
  const typed = input.typed ?? {
    columns: found.columns,
    consentNote: found.consentNote ?? '',
    defaultStatus: found.defaultStatus,
    encoding: state === 'uploaded' && found.oddLine !== null ? '' : found.encoding,
  };
  const open = state === 'uploaded' || state === 'checked';
  const more = progress.refused - refused.length;
  const messages = messagesFor(
    ['columns', 'consentNote', 'defaultStatus', 'encoding'],
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
    canStart: state === 'checked' && progress.added + progress.changed > 0,
    ready: readyIn(progress),
    refused,
    moreRefused: more > 0 ? number(more) : null,
    refusedHref: refused.length > 0 ? `/admin/subscribers/import/${found.id}/refused.csv` : null,
  };
}

/** What the import that was looked at will do: "Import 12 subscribers, end 3". */
function readyIn({ added, changed }: ImportCounts): string {
  const some = (count: number) => `${number(count)} ${count === 1 ? 'subscriber' : 'subscribers'}`;
  if (changed === 0) return `Import ${some(added)}`;
  return added === 0 ? `End ${some(changed)}` : `Import ${some(added)}, end ${number(changed)}`;
}

function mappingForm(
  { header, sample, oddLine }: UploadedImport,
  known: readonly string[],
  typed: Typed,
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
    program: recogniseExport(header)?.program ?? null,
    consentNote: typed.consentNote,
    statuses: Object.entries(statusNames).map(([value, text]) => ({
      value,
      text,
      checked: value === typed.defaultStatus,
    })),
    encodings:
      oddLine === null
        ? null
        : {
            oddLine,
            options: Object.entries(encodingNames).map(([value, text]) => ({
              value,
              text,
              checked: value === typed.encoding,
            })),
          },
  };
}
