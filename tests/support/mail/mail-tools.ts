import { existsSync } from 'node:fs';

/** What Debian's packages install of the programs that tests hold our mail against. */
const tools = {
  postfix: '/usr/sbin/postfix',
  spamassassin: '/usr/bin/spamassassin',
  'python3-dkim': '/usr/lib/python3/dist-packages/dkim/__init__.py',
} as const;

export type MailTool = keyof typeof tools;

/**
 * The path of what a Debian package brings; null when it is not installed, which is said on standard error, so that the
 * tests that need it are skipped for a reason. With OFFPRINT_REQUIRE_MAIL_TOOLS=1 that is an error instead.
 */
export function requireTool(name: MailTool): string | null {
  const path = tools[name];
  if (existsSync(path)) return path;
  const words = `There is no ${name} on this machine (Debian: apt-get install ${name})`;
  // Continuous integration must not pass without them.
  if (process.env['OFFPRINT_REQUIRE_MAIL_TOOLS'] === '1')
    throw new Error(`${words}, and the tests that use it are required.`);
  process.stderr.write(`${words}: the tests that use it are skipped.\n`);
  return null;
}
