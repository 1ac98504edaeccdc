import { resolve } from 'node:path';
import { passwordFault } from '../domain/accounts/password.ts';
import { DomainError, type FieldError } from '../domain/errors.ts';
import { greetingName } from '../domain/sending/greeting-name.ts';
import { isDay } from '../domain/sending/warm-up.ts';
import { type CatchUp, catchUps } from '../domain/time/schedule.ts';
import { unencoded } from '../domain/url-signs.ts';
import { type BounceSettings, readBounceSettings } from './bounces.ts';
import { asLibpq, faultOfDatabaseUrl } from './database-url.ts';
import { type DkimSettings, readDkimSettings } from './dkim.ts';
import { type EmbeddingsSettings, readEmbeddingsSettings } from './embeddings.ts';
import { faultOfSecretKey } from './secret-key.ts';
import { readSourceSettings, type SourceSettings } from './sources.ts';
import { readThumbnailSettings, type ThumbnailSettings } from './thumbnails.ts';
import { readWebAddress, readWebSettings, type WebSettings } from './web.ts';

/** Those that have a reader of their own. */
type OtherSettings = BounceSettings &
  DkimSettings &
  EmbeddingsSettings &
  SourceSettings &
  ThumbnailSettings &
  WebSettings;

/** Everything that the environment decides. */
export type Config = Readonly<
  OtherSettings & {
    production: boolean;
    /** Where the embedded database and the generated key live; absolute. */
    home: string;
    /** Null: the embedded PostgreSQL. */
    databaseUrl: string | null;
    /** The same database past a pooler, for what needs a session of its own; null: `databaseUrl` gives sessions. */
    databaseDirectUrl: string | null;
    /** Null: one is made and kept in `home`. */
    secretKey: string | null;
    /** Empty: mail is caught and shown in the mailbox. */
    smtpUrls: readonly string[];
    mailFrom: string;
    mailReplyTo: string | null;
    postalAddress: string | null;
    listId: string | null;
    /** A folder of mails' templates over the usual ones; absolute. */
    templates: string | null;
    /** When readers who missed their hour in an outage get their digest. */
    catchUp: CatchUp;
    adminEmail: string | null;
    adminPassword: string | null;
    samplePapers: boolean;
    /** Whether places outside that are told may be on this machine: in tests alone. */
    localTargets: boolean;
    /** Messages a second over all processes together; null: no limit. */
    maxSendRate: number | null;
    /** The first day of a warm-up, as in `2026-12-01`; null: there is none. */
    warmUpFrom: string | null;
    /** How long a delivery stays `sending` after its worker's last sign of life. */
    leaseSeconds: number;
    logLevel: LogLevel;
  }
>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof logLevels)[number];

/**
 * Reads the environment once. Lists everything that is wrong or missing in one DomainError `invalid`, so that
 * a start needs to be repaired only once.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const errors: FieldError[] = [];
  const wrong = (field: string, message: string) => void errors.push({ field, message });
  const text = (name: string): string | null => env[name]?.trim() || null;
  function choice<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = text(name) ?? fallback;
    const found = allowed.find((one) => one === value);
    if (found === undefined) wrong(name, `"${value}" is not one of ${allowed.join(', ')}`);
    return found ?? fallback;
  }
  const mode = choice('NODE_ENV', ['development', 'test', 'production'], 'development');
  const production = mode === 'production';
  const web = readWebSettings(text, wrong, production);
  const mirror = (name: string) => readWebAddress(name, text, wrong);

  const [databaseUrl, databaseDirectUrl] = (['DATABASE_URL', 'DATABASE_DIRECT_URL'] as const).map((name) => {
    const url = text(name);
    const fault = url === null ? null : faultOfDatabaseUrl(url);
    if (fault !== null) wrong(name, fault);
    return url === null ? null : asLibpq(url);
  }) as [string | null, string | null];
  if (databaseDirectUrl !== null && databaseUrl === null)
    wrong('DATABASE_DIRECT_URL', 'is the way past the pooler in DATABASE_URL: set both, or neither');
  const secretKey = text('SECRET_KEY');
  const keyFault = secretKey === null ? null : faultOfSecretKey(secretKey);
  if (keyFault !== null) wrong('SECRET_KEY', keyFault);
  const smtpUrls = text('SMTP_URL')?.split(/\s+/) ?? [];
  const smtpFault = smtpUrls.map(faultOfSmtpUrl).find((fault) => fault !== null);
  if (smtpFault !== undefined) wrong('SMTP_URL', smtpFault);
  const mailFrom = text('MAIL_FROM') ?? 'Offprint <offprint@localhost.localdomain>';
  if (!/^(?:[^<>@\r\n]*<[^<>@\s]+@[\w.-]+>|[^<>@\s]+@[\w.-]+)$/.test(mailFrom)) {
    wrong('MAIL_FROM', `"${mailFrom}" is not an address such as "Offprint <digest@example.org>"`);
  }
  for (const name of ['MAIL_FROM', 'MAIL_REPLY_TO', 'POSTAL_ADDRESS', 'LIST_ID']) {
    if (/[\r\n]/.test(env[name] ?? '')) wrong(name, 'must be one line');
  }
  const listId = text('LIST_ID');
  if (listId !== null && !/^[\w-]+(\.[\w-]+)+$/.test(listId)) {
    wrong('LIST_ID', `"${listId}" is not a list id such as digest.example.org (RFC 2919)`);
  }

  const maxSendRate = text('MAX_SEND_RATE') === null ? null : Number(text('MAX_SEND_RATE'));
  if (maxSendRate !== null && !(maxSendRate > 0 && maxSendRate <= 100_000))
    wrong('MAX_SEND_RATE', `"${text('MAX_SEND_RATE')}" is not a number of messages a second above 0`);
  const warmUpFrom = text('WARM_UP_FROM');
  if (warmUpFrom !== null && !isDay(warmUpFrom))
    wrong('WARM_UP_FROM', `"${warmUpFrom}" is not a day such as 2026-12-01`);
  const leaseSeconds = Number(text('LEASE_SECONDS') ?? 60);
  if (!(leaseSeconds >= 1 && leaseSeconds <= 3600))
    wrong('LEASE_SECONDS', `"${text('LEASE_SECONDS')}" is not a number of seconds from 1 to 3600`);

  const adminPassword = text('ADMIN_PASSWORD');
  const passwordWrong = adminPassword === null ? null : passwordFault(adminPassword);
  if (passwordWrong !== null) wrong('ADMIN_PASSWORD', passwordWrong);

  if (production) {
    for (const name of [
      'SECRET_KEY',
      'PUBLIC_URL',
      'MAIL_FROM',
      'POSTAL_ADDRESS',
      'SMTP_URL',
      'DATABASE_URL',
    ]) {
      if (text(name) === null) wrong(name, 'is required in production');
    }
  }

  const config: Config = {
    production,
    home: resolve(text('OFFPRINT_HOME') ?? '.offprint'),
    databaseUrl,
    databaseDirectUrl,
    ...web,
    secretKey,
    smtpUrls,
    mailFrom,
    mailReplyTo: text('MAIL_REPLY_TO'),
    postalAddress: text('POSTAL_ADDRESS'),
    listId,
    templates: text('TEMPLATES') === null ? null : resolve(text('TEMPLATES') ?? ''),
    ...readDkimSettings(text, wrong),
    ...readBounceSettings(text, wrong, web.host),
    ...readEmbeddingsSettings(text, wrong),
    ...readSourceSettings(text, wrong, { mirror, testing: mode === 'test' }),
    ...readThumbnailSettings(text, wrong),
    catchUp: choice('CATCH_UP', catchUps, 'now'),
    adminEmail: text('ADMIN_EMAIL'),
    adminPassword,
    localTargets: mode === 'test',
    samplePapers: choice('SAMPLE_PAPERS', ['on', 'off'], production ? 'off' : 'on') === 'on',
    maxSendRate,
    warmUpFrom,
    leaseSeconds,
    logLevel: choice('LOG_LEVEL', logLevels, 'info'),
  };
  if (errors.length > 0) {
    const lines = errors.map(({ field, message }) => `  ${field}: ${message}`);
    throw new DomainError(
      'invalid',
      `The configuration has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}:\n${lines.join('\n')}`,
      {
        fields: errors,
      },
    );
  }
  return Object.freeze(config);
}

// Neither of them is ever repeated: a password stands in them.

function faultOfSmtpUrl(url: string): string | null {
  const signs = unencoded(url, { query: false });
  if (signs !== null) return signs;
  if (/^smtps?:$/.test(URL.parse(url)?.protocol ?? '')) return null;
  return 'each must look like smtp://user:password@host:587 or smtps://user:password@host:465; write a space in a password as %20';
}

/** This process's environment with other settings, for a process that it starts. */
export function environmentWith(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings };
}

/** The domain in MAIL_FROM. */
export function mailDomainOf({ mailFrom }: Config): string {
  return /@([\w.-]+)>?$/.exec(mailFrom)?.[1] ?? 'localhost.localdomain';
}

/** The name with which we greet mail servers unless SMTP_URL says another; null: this machine's. */
export function greetingOf(config: Config): string | null {
  return greetingName(config.publicUrl, mailDomainOf(config));
}
