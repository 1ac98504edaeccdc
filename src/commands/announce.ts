import type { Log } from '../app/log.ts';
import type { Config } from '../config/config.ts';
import { isLocalHost } from '../domain/client.ts';
import { version } from '../version.ts';

/** Prints where everything is, and the first admin's password if one was made, on standard output. */
export function announce(
  publicUrl: string,
  mailbox: boolean,
  admin: { email: string; password: string } | null,
): void {
  const lines = [
    `Offprint ${version} is ready.`,
    '',
    `  Papers    ${publicUrl}/`,
    ...(mailbox ? [`  Mailbox   ${publicUrl}/mailbox   (no SMTP_URL is set: all mail is caught here)`] : []),
    `  Console   ${publicUrl}/admin`,
    ...(admin === null
      ? []
      : [
          '',
          `  The first admin: ${admin.email}`,
          `  Password:        ${admin.password}   (shown only this once)`,
        ]),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Says so when mail is caught although others reach this service: its readers wait for mail that never comes. */
export function warnOfMailbox({ host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>, log: Log): void {
  if (isLocalHost(host) && isLocalHost(new URL(publicUrl).host)) return;
  log.warn(
    { host, publicUrl },
    'no SMTP_URL is set: all mail is caught, nobody gets any, and its links can be seen at /mailbox by programs on this machine and signed-in admins',
  );
}
