import { readFile } from 'node:fs/promises';
import { DomainError } from '../domain/errors.ts';
import { backUp, restore } from '../wire/backup.ts';
import type { CommandIo } from './command-io.ts';
import { checkFile } from './papers.ts';
import { print, progress, progressDone, settings } from './run.ts';

/** `backup FILE`; `-` is standard output, and then what is said goes to standard error. */
export async function backupCommand(
  io: CommandIo,
  path: string,
  options: { recipient?: string[]; json?: boolean },
): Promise<void> {
  const { config, log } = settings(io);
  const recipients = options.recipient ?? [];
  const result = await backUp(config, {
    log,
    to: path === '-' ? io.stdout : path,
    recipients,
    onTable: (name) => progress(io, `reading ${name} …`),
  });
  progressDone(io);
  const said = path === '-' ? { ...io, stdout: io.stderr } : io;
  print(said, { file: path, encrypted: recipients.length > 0, ...result }, options, ({ at, rows, tables }) =>
    [
      `Backed up ${rows} rows of ${tables} tables as of ${at.toISOString()}.`,
      ...(recipients.length > 0
        ? []
        : [
            'It is not encrypted, and has addresses of readers in it: keep it where nobody else can read it.',
          ]),
      'The environment and the DKIM key are not in it: keep them, too.',
    ].join('\n'),
  );
}

/** `restore FILE`; `-` is standard input. */
export async function restoreCommand(
  io: CommandIo,
  path: string,
  options: { identity?: string; json?: boolean },
): Promise<void> {
  const { config, log } = settings(io);
  if (path !== '-') await checkFile(path);
  const identities = options.identity === undefined ? [] : await identitiesIn(options.identity);
  const result = await restore(config, {
    log,
    from: path === '-' ? io.stdin : path,
    identities,
    onTable: (name) => progress(io, `restoring ${name} …`),
    tuning: io.tuning,
  });
  progressDone(io);
  const { manifest, ...counts } = result;
  print(io, { at: manifest.at, offprint: manifest.offprint, ...counts }, options, ({ at, rows, key }) =>
    [
      `Restored ${rows} rows, as they were at ${at}.`,
      ...(key === 'other'
        ? ['SECRET_KEY is another than that of the backup: links in mails that went out are void with it.']
        : []),
      'The schedule is held: nothing is sent before an admin says in the console, or by POST /api/v1/admin/schedule/release, whether what is overdue is sent or left out.',
      'Who unsubscribed, bounced or was erased since then is not known here: enter it before you go on.',
    ].join('\n'),
  );
}

/** The keys in an age identity file: one a line, and comments. */
async function identitiesIn(path: string): Promise<string[]> {
  await checkFile(path);
  const lines = (await readFile(path, 'utf8')).split(/\r?\n/).map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) throw new DomainError('invalid', `There is no key in ${path}.`);
  return keys;
}
