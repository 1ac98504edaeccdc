import { Command, CommanderError, Option } from 'commander';
import { type AdminRole, adminRoles } from '../domain/accounts/admin-role.ts';
import { DomainError } from '../domain/errors.ts';
import { type SourceName, sourceNames } from '../domain/papers/paper-source.ts';
import { type TextEncoding, textEncodings } from '../domain/subscribers/import-state.ts';
import { cadences } from '../domain/time/cadence.ts';
import { version } from '../version.ts';
import { address, count, digestNumber, instant, nameServer } from './arguments.ts';
import type { CommandIo } from './command-io.ts';
import type { SendOptions } from './digests.ts';
import type { DoctorOptions } from './doctor.ts';
import type { Role } from './serve.ts';

/** Loaded when they run: help and wrong usage need none of what a service is made of. */
const commands = {
  accounts: () => import('./accounts.ts'),
  backup: () => import('./backup.ts'),
  classifyBounces: () => import('./classify-bounces.ts'),
  recordBounces: () => import('./record-bounces.ts'),
  digests: () => import('./digests.ts'),
  doctor: () => import('./doctor.ts'),
  papers: () => import('./papers.ts'),
  run: () => import('./run.ts'),
  serve: () => import('./serve.ts'),
  subscribers: () => import('./subscribers.ts'),
  suppressions: () => import('./suppressions.ts'),
  undoBounces: () => import('./undo-bounces.ts'),
};

/** What the process ends with. */
const exit = { done: 0, failed: 1, usage: 2 } as const;

const collect = (value: string, earlier: string[] = []) => [...earlier, value];
const json = () => new Option('--json', 'print JSON');

/** `report` is told whether all went well. */
function commandLine(io: CommandIo, report: (well: boolean) => void): Command {
  const program = new Command('offprint')
    .configureOutput({
      writeOut: (words) => void io.stdout.write(words),
      writeErr: (words) => void io.stderr.write(words),
    })
    .description('Mails people the research papers that are trending in what they follow.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help for what is possible)');

  program
    .command('serve')
    .description('run the service; any number of processes may share one database')
    .addOption(
      new Option('--role <role>', 'what this process does').choices(['all', 'web', 'worker']).default('all'),
    )
    .option('--workers <count>', 'processes that take jobs, to use all cores', count, 1)
    .action(async (options: { role: Role; workers: number }) =>
      (await commands.serve()).serve(options, io.tuning),
    );

  program
    .command('migrate')
    .description('bring the database up to date')
    .action(async () => {
      const { withService } = await commands.run();
      await withService(io, async () => void io.stdout.write('The database is up to date.\n'));
    });

  program
    .command('ingest')
    .description('fetch papers and signals now')
    .addOption(new Option('--source <name>', 'only this source').choices(sourceNames))
    .option('--since <date>', 'everything since then, not only what is new', instant)
    .addOption(json())
    .action(async (options: { source?: SourceName; since?: Date; json?: boolean }) =>
      report(await (await commands.papers()).ingestCommand(io, options)),
    );

  program
    .command('import-papers')
    .description('add papers from a file of JSON lines')
    .argument('<file.jsonl>')
    .addOption(json())
    .action(async (file: string, options: { json?: boolean }) =>
      report(await (await commands.papers()).importPapersCommand(io, file, options)),
    );

  program
    .command('import-subscribers')
    .description('add subscribers from a CSV file')
    .argument('<file.csv>')
    .addOption(new Option('--encoding <name>', 'what the file is in').choices(textEncodings).default('utf-8'))
    .option('--refused <file>', 'write the rows that were refused to this file, to be mended and sent again')
    .addOption(json())
    .action(async (file: string, options: { json?: boolean; encoding?: TextEncoding; refused?: string }) =>
      report(await (await commands.subscribers()).importSubscribersCommand(io, file, options)),
    );

  program
    .command('import-suppressions')
    .description('suppress the addresses and domains of a list')
    .argument('<file.csv>')
    .addOption(new Option('--encoding <name>', 'what the file is in').choices(textEncodings).default('utf-8'))
    .addOption(json())
    .action(async (file: string, options: { json?: boolean; encoding?: TextEncoding }) =>
      report(await (await commands.suppressions()).importSuppressionsCommand(io, file, options)),
    );

  program
    .command('export-subscribers')
    .description('write all subscribers as CSV (or JSON lines) to standard output')
    .option('--bom', 'begin with a byte order mark, by which Excel knows that the CSV is UTF-8')
    .addOption(json())
    .action(async (options: { bom?: boolean; json?: boolean }) =>
      (await commands.subscribers()).exportSubscribersCommand(io, options),
    );

  program
    .command('send')
    .description('trigger a digest')
    .addOption(new Option('--cadence <cadence>', 'only to readers of this cadence').choices([...cadences]))
    .option('--to <email>', 'only to this subscriber (repeatable)', collect)
    .option('--topic <slug>', 'only to followers of this topic (repeatable)', collect)
    .option('--as-of <instant>', 'plan as if it were that instant', instant)
    .option('--dry-run', 'only say whom it would reach')
    .option('--wait', 'show progress until it ends')
    .addOption(json())
    .action(async (options: SendOptions) =>
      report(await (await commands.digests()).sendCommand(io, options)),
    );

  program
    .command('preview')
    .description('write the digest that a subscriber would get as .eml, .html and .txt')
    .requiredOption('--to <email>', 'the subscriber')
    .option('--as-of <instant>', 'as if it were that instant', instant)
    .requiredOption('--out <dir>', 'the folder to write to')
    .addOption(json())
    .action(async (options: { to: string; asOf?: Date; out: string; json?: boolean }) =>
      (await commands.digests()).previewCommand(io, options),
    );

  program
    .command('bounce')
    .description('record bounce or complaint mails (standard input without a file)')
    .argument('[file...]', 'a message as it came, for instance an .eml file; - is standard input')
    .option('--classify', 'only print, for each file, what it says of each recipient; needs no database')
    .addOption(json())
    .action(async (files: string[], { classify, ...options }: { classify?: boolean; json?: boolean }) =>
      report(
        classify === true
          ? await (await commands.classifyBounces()).classifyBouncesCommand(io, files, options)
          : await (await commands.recordBounces()).recordBouncesCommand(io, files, options),
      ),
    );

  program
    .command('doctor')
    .description(
      'check configuration, database, mail servers, DNS records and PUBLIC_URL, and say what to do',
    )
    .option('--ip <address>', 'an address that mail leaves from to the world (repeatable)', address)
    .option('--dns <server>', 'ask this name server instead of the usual ones', nameServer)
    .addOption(json())
    .action(async (options: DoctorOptions) =>
      report(await (await commands.doctor()).doctorCommand(io, options)),
    );

  program
    .command('backup')
    .description('write everything that is kept to a file, while everything runs')
    .argument('<file>', 'one that is not there yet; - for standard output')
    .option('--recipient <key>', 'encrypt it to this age key, age1… (repeatable)', collect)
    .addOption(json())
    .action(async (file: string, options: { recipient?: string[]; json?: boolean }) =>
      (await commands.backup()).backupCommand(io, file, options),
    );

  program
    .command('restore')
    .description('restore a backup into an empty database; the schedule is held afterwards')
    .argument('<file>', 'a backup; - for standard input')
    .option('--identity <file>', 'the age key that it was encrypted to')
    .addOption(json())
    .action(async (file: string, options: { identity?: string; json?: boolean }) =>
      (await commands.backup()).restoreCommand(io, file, options),
    );

  program
    .command('undo-bounces')
    .description('make readers active again whom a digest’s refusals made bounced')
    .argument('<digest>', 'its number', digestNumber)
    .addOption(json())
    .action(async (digest: number, options: { json?: boolean }) =>
      (await commands.undoBounces()).undoBouncesCommand(io, digest, options),
    );

  const admin = program.command('admin').description('admin accounts').exitOverride();
  const passwordStdin = () =>
    new Option(
      '--password-stdin',
      'read the password from standard input; otherwise one is made and printed',
    );
  admin
    .command('create')
    .description('add an admin, or give one a new password')
    .argument('<email>')
    .addOption(
      new Option('--role <role>', 'what they may do; a new one is an owner unless said').choices([
        ...adminRoles,
      ]),
    )
    .addOption(passwordStdin())
    .addOption(json())
    .action(async (email: string, options: { role?: AdminRole; passwordStdin?: boolean; json?: boolean }) =>
      (await commands.accounts()).createAdminCommand(io, email, options),
    );
  admin
    .command('reset-password')
    .description('give an admin a new password and end the sessions')
    .argument('<email>')
    .addOption(passwordStdin())
    .addOption(json())
    .action(async (email: string, options: { passwordStdin?: boolean; json?: boolean }) =>
      (await commands.accounts()).resetPasswordCommand(io, email, options),
    );
  admin
    .command('disable-totp')
    .description('turn off the second factor of an admin who lost it')
    .argument('<email>')
    .addOption(json())
    .action(async (email: string, options: { json?: boolean }) =>
      (await commands.accounts()).disableTotpCommand(io, email, options),
    );

  const token = program.command('token').description('API tokens').exitOverride();
  token
    .command('create')
    .description('make an API token; it is printed once')
    .argument('<name>', 'what it is for')
    .addOption(
      new Option('--scope <scope...>', 'what it may do; everything unless given').choices(['read', 'admin']),
    )
    .option('--expires <date>', 'its last day, such as 2027-06-30; it does not end by itself unless given')
    .addOption(json())
    .action(async (name: string, options: { scope?: string[]; expires?: string; json?: boolean }) =>
      (await commands.accounts()).createTokenCommand(io, name, options),
    );

  return program;
}

/** Runs a command line; what its process ends with. Never rejects. */
export async function runCommandLine(argv: readonly string[], io: CommandIo): Promise<number> {
  let code: number = exit.done;
  const report = (well: boolean) => {
    if (!well) code = exit.failed;
  };
  try {
    await commandLine(io, report).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
    io.stderr.write(`${error instanceof DomainError ? error.message : stackOf(error)}\n`);
    return exit.failed;
  }
  return code;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
