import { createInterface } from 'node:readline/promises';
import { createAdmin, makePassword } from '../app/accounts.ts';
import { createToken } from '../app/api-tokens.ts';
import { print, withService } from './run.ts';

/** `admin create`: with a password from standard input when something is piped in, else a made one, shown once. */
export async function createAdminCommand(
  email: string,
  options: { passwordStdin?: boolean; json?: boolean },
): Promise<void> {
  const given =
    options.passwordStdin === true
      ? (await createInterface({ input: process.stdin }).question('')).trim()
      : null;
  const password = given ?? makePassword();
  const admin = await withService(({ deps }) => createAdmin(deps, { email, password }));
  const made = given === null ? { password } : {};
  print({ email: admin.email, added: admin.added, ...made }, options, () =>
    [
      admin.added
        ? `${admin.email} is an admin now.`
        : `${admin.email} has a new password; all sessions were ended.`,
      ...(given === null ? [`Password: ${password}   (shown only this once)`] : []),
    ].join('\n'),
  );
}

/** `token create`: the token is printed once and stored hashed. */
export async function createTokenCommand(
  name: string,
  options: { scope?: string[]; json?: boolean },
): Promise<void> {
  const created = await withService(({ deps }) => createToken(deps, name, { scopes: options.scope }));
  print(created, options, ({ token }) => token);
}
