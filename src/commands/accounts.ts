import { createAdmin } from '../app/accounts/add-admin.ts';
import { createToken } from '../app/accounts/api-tokens.ts';
import { setPassword } from '../app/accounts/change-password.ts';
import { makePassword } from '../app/accounts/new-password.ts';
import { disableTwoFactor } from '../app/accounts/two-factor.ts';
import type { AdminRole } from '../domain/accounts/admin-role.ts';
import { longest } from '../domain/lengths.ts';
import type { CommandIo } from './command-io.ts';
import { print, withStores } from './run.ts';

type PasswordOptions = { passwordStdin?: boolean; json?: boolean };

/** The first line of standard input, whether or not a line break ends it; '' when there is none. */
async function firstLine(stdin: CommandIo['stdin']): Promise<string> {
  stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.includes('\n') || text.length > longest.password) break;
  }
  return text.split(/\r?\n/, 1)[0] ?? '';
}

/** A password from standard input when something is piped in, else a made one, which is shown once. */
async function passwordFor(
  io: CommandIo,
  options: PasswordOptions,
): Promise<{ password: string; made: boolean }> {
  if (options.passwordStdin !== true) return { password: makePassword(), made: true };
  return { password: await firstLine(io.stdin), made: false };
}

/** What was done, and the password if it was made. */
function tell(
  io: CommandIo,
  email: string,
  words: string,
  { password, made }: { password: string; made: boolean },
  options: PasswordOptions,
  more: object = {},
): void {
  print(io, { email, ...more, ...(made ? { password } : {}) }, options, () =>
    [
      words,
      ...(made
        ? [`Password: ${password}   (shown only this once; good for a week, to sign in and choose your own)`]
        : []),
    ].join('\n'),
  );
}

/** `admin create`: also gives somebody who is an admin another password, and another role if one is named. */
export async function createAdminCommand(
  io: CommandIo,
  email: string,
  options: PasswordOptions & { role?: AdminRole },
): Promise<void> {
  const secret = await passwordFor(io, options);
  const { role } = options;
  const admin = await withStores(io, (deps) => createAdmin(deps, { email, ...secret, role }));
  const words = admin.added
    ? `${admin.email} is an admin now: ${admin.role}.`
    : `${admin.email} (${admin.role}) has a new password; all sessions were ended.`;
  tell(io, admin.email, words, secret, options, { role: admin.role, added: admin.added });
}

/** `admin reset-password`: for who cannot sign in. A second factor stays. */
export async function resetPasswordCommand(
  io: CommandIo,
  email: string,
  options: PasswordOptions,
): Promise<void> {
  const secret = await passwordFor(io, options);
  const admin = await withStores(io, (deps) => setPassword(deps, { email, ...secret }));
  tell(io, admin.email, `${admin.email} has a new password; all sessions were ended.`, secret, options);
}

/** `admin disable-totp`: for who lost the authenticator and the recovery codes. */
export async function disableTotpCommand(
  io: CommandIo,
  email: string,
  options: { json?: boolean },
): Promise<void> {
  const { admin, wasOn } = await withStores(io, (deps) => disableTwoFactor(deps, email));
  print(io, { email: admin.email, wasOn }, options, () =>
    wasOn
      ? `${admin.email} signs in with the password alone now.`
      : `${admin.email} had no second factor; nothing was changed.`,
  );
}

/** `token create`: the token is printed once and stored hashed. */
export async function createTokenCommand(
  io: CommandIo,
  name: string,
  options: { scope?: string[]; expires?: string; json?: boolean },
): Promise<void> {
  const created = await withStores(io, (deps) =>
    createToken(deps, name, { scopes: options.scope, expires: options.expires }),
  );
  print(io, created, options, ({ token }) => token);
}
