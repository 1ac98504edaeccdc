import { Readable } from 'node:stream';
import { DomainError, type FieldError, invalid } from '../../../domain/errors.ts';
import { guessColumns } from '../../../domain/subscribers/import-columns.ts';
import { textEncodings } from '../../../domain/subscribers/import-state.ts';
import { recordAction } from '../../audit.ts';
import type { Deps, Needs } from '../../deps.ts';
import { importSubscribers, noCounts } from '../import-rows.ts';
import type { UploadedImport } from '../import-stores.ts';

const longestNote = 200;
const mostColumns = 100;
const sampleRows = 3;

/**
 * Takes a file in, and reads its first lines. Rejects with `invalid` when it is no CSV, and with what `content` throws;
 * then nothing stays of it.
 */
export async function uploadImport(
  deps: Needs<'files' | 'now', 'audit' | 'imports'>,
  input: { fileName: string; content: AsyncIterable<Uint8Array>; actor: string },
): Promise<number> {
  const { imports } = deps.stores;
  const { actor } = input;
  // A path, or somebody's machine, is nobody's business.
  const fileName = (input.fileName.split(/[\\/]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').slice(0, 100);
  const id = await imports.open({ fileName: fileName || 'a file', actor, at: deps.now() });
  try {
    let number = 0;
    for await (const bytes of input.content) await imports.append(id, number++, bytes);
    const { header, sample, oddLine } = await deps.files.peek(Readable.from(imports.content(id)), sampleRows);
    if (header.length > mostColumns)
      throw invalid([{ field: 'file', message: `has more than ${mostColumns} columns` }]);
    await imports.change(id, { header, sample, oddLine, columns: guessColumns(header) }, deps.now());
  } catch (error) {
    await imports.discard(id);
    throw error;
  }
  await recordAction(deps.stores, { actor, at: deps.now() }, 'import uploaded', `import ${id}`);
  return id;
}

export type ImportMapping = {
  columns: readonly string[];
  consentNote: string;
  defaultStatus: string;
  /** What its text is in; asked where not all of it is UTF-8. */
  encoding: string;
};

/**
 * Says what the columns hold and where these people agreed, and has a worker look at every row; nothing is imported.
 * Rejects with `invalid` (a column's field is `column-0` and so on), or `conflict` while a worker has it in hand.
 */
export async function checkImport(
  deps: Needs<'atomically' | 'files' | 'now', 'imports'>,
  id: number,
  { columns, consentNote, defaultStatus, encoding: given }: ImportMapping,
  actor: string,
): Promise<void> {
  const found = await uploadedImport(deps, id);
  const note = consentNote.replace(/\p{Cc}+/gu, ' ').trim();
  const errors = mappingErrors(deps, found.header.length, columns);
  if (note.length < 10 || note.length > longestNote)
    errors.push({
      field: 'consentNote',
      message: `say in 10 to ${longestNote} characters where and how these people agreed`,
    });
  const status = defaultStatus === 'active' || defaultStatus === 'pending' ? defaultStatus : null;
  if (status === null) errors.push({ field: 'defaultStatus', message: 'must be active or pending' });
  const encoding = found.oddLine === null ? 'utf-8' : textEncodings.find((one) => one === given);
  if (encoding === undefined)
    errors.push({ field: 'encoding', message: 'say whether the line is right as it stands here' });
  if (status === null || encoding === undefined || errors.length > 0) throw invalid(errors);
  const now = deps.now();
  await deps.atomically(async (stores) => {
    if (!(await stores.imports.move(id, ['uploaded', 'checked'], 'checking', now))) throw notNow(found);
    await stores.imports.change(
      id,
      { columns: [...columns], consentNote: note, defaultStatus: status, encoding },
      now,
    );
    await stores.jobs.send('import-subscribers', { importId: id });
    const object = `import ${id}`;
    await recordAction(stores, { actor, at: now }, 'import checked', object);
  });
}

function mappingErrors(
  { files }: Pick<Deps, 'files'>,
  width: number,
  columns: readonly string[],
): FieldError[] {
  const errors: FieldError[] = [];
  if (columns.length !== width) errors.push({ field: 'columns', message: 'say what each column holds' });
  for (const [index, name] of columns.entries()) {
    const field = `column-${index}`;
    if (name === '') continue;
    if (!files.columns.includes(name)) errors.push({ field, message: 'is not a field' });
    else if (columns.indexOf(name) < index) errors.push({ field, message: 'another column holds this' });
  }
  if (!columns.includes('email')) errors.push({ field: 'columns', message: 'say which column is email' });
  return errors;
}

/** Has a worker import what was checked. Rejects with `not_found`, or `conflict` when it was not checked. */
export async function startImport(
  deps: Needs<'atomically' | 'now', 'imports'>,
  id: number,
  actor: string,
): Promise<void> {
  const found = await uploadedImport(deps, id);
  const now = deps.now();
  await deps.atomically(async (stores) => {
    if (!(await stores.imports.move(id, ['checked'], 'importing', now))) throw notNow(found);
    await stores.jobs.send('import-subscribers', { importId: id });
    const detail = { rows: found.total, status: found.defaultStatus };
    await recordAction(stores, { actor, at: now }, 'import started', `import ${id}`, detail);
  });
}

/** Deletes an import and its file; one that is running stops after the rows in hand, and what it added stays. */
export async function discardImport(
  deps: Needs<'atomically' | 'now', 'imports'>,
  id: number,
  actor: string,
): Promise<void> {
  const { state } = await uploadedImport(deps, id);
  await deps.atomically(async (stores) => {
    if (!(await stores.imports.discard(id))) return;
    const object = `import ${id}`;
    await recordAction(stores, { actor, at: deps.now() }, 'import discarded', object, { state });
  });
}

/** Rejects with `not_found`. */
export async function uploadedImport(deps: Needs<never, 'imports'>, id: number): Promise<UploadedImport> {
  const found = await deps.stores.imports.byId(id);
  if (found === null)
    throw new DomainError('not_found', `There is no import ${id}; it may be deleted by now.`);
  return found;
}

function notNow({ id, state }: UploadedImport): DomainError {
  return new DomainError('conflict', `Import ${id} is ${state}: that cannot be done with it now.`);
}

/**
 * The worker's part: looks at the rows of a file, or imports them. One that was cut off goes on after the last row that
 * it brought in. A file that cannot be read ends it.
 */
export async function runImport(
  deps: Needs<'atomically' | 'files' | 'now', 'audit' | 'imports' | 'papers' | 'subscriberRows' | 'topics'>,
  importId: number,
  signal: AbortSignal,
): Promise<void> {
  const { imports } = deps.stores;
  const found = await imports.byId(importId);
  if (found === null || (found.state !== 'checking' && found.state !== 'importing')) return;
  const { actor, columns, encoding, consentNote, defaultStatus } = found;
  const dryRun = found.state === 'checking';
  // Which addresses are there twice is known only to whoever has read the whole file.
  if (dryRun && !(await imports.move(importId, ['checking'], 'checking', deps.now()))) return;
  try {
    const rows = deps.files.read(Readable.from(imports.content(importId)), { columns, encoding });
    const done = await importSubscribers(deps, rows, {
      actor,
      dryRun,
      consentNote: consentNote ?? undefined,
      defaultStatus,
      noted: { id: importId, progress: dryRun ? noCounts : found.progress },
      signal,
    });
    if (dryRun) await imports.noteChecked(importId, done.rows, deps.now());
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'conflict') return;
    if (error.code !== 'invalid') throw error;
    await imports.change(importId, { problem: error.message }, deps.now());
    await imports.end(importId, 'failed', deps.now());
  }
}
