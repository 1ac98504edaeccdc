import { tryWaitAfter } from '../../domain/accounts/code-throttle.ts';
import { DomainError } from '../../domain/errors.ts';
import { cut, longest } from '../../domain/lengths.ts';
import { dayMs } from '../../domain/time/units.ts';
import type { Deps } from '../deps.ts';
import { tokenHash } from '../secret-token.ts';

const knownAbout = 'known browser';
const knownDays = 90;

/** Whose tries those for an address are, whether or not there is an account. */
export function triesOfAddress(email: string): string {
  return `account ${cut(email.trim(), longest.address).toLowerCase()}`;
}

/**
 * Checks a password, and counts the try before it does, so that tries at once are counted too; those before one that
 * fits are forgotten. Rejects with `too_many` while no further one is looked at; the words are the same whatever there
 * is behind it.
 */
export async function countedCheck(
  deps: Pick<Deps, 'atomically' | 'now'>,
  whose: string,
  check: () => Promise<boolean>,
): Promise<boolean> {
  await countTry(deps, whose);
  let fits: boolean;
  try {
    fits = await check();
  } catch (error) {
    // Too many were signing in at that moment: nothing was looked at.
    await deps.atomically(({ signInTries }) => signInTries.takeBack(whose));
    throw error;
  }
  if (fits) await deps.atomically(({ signInTries }) => signInTries.forget(whose));
  return fits;
}

async function countTry(deps: Pick<Deps, 'atomically' | 'now'>, whose: string): Promise<void> {
  const now = deps.now();
  const until = await deps.atomically(async ({ signInTries }) => {
    const counted = await signInTries.count(whose, now);
    if ('waitUntil' in counted) return counted.waitUntil;
    const wait = tryWaitAfter(counted.failures);
    if (wait > 0) await signInTries.wait(whose, new Date(now.getTime() + wait));
    return null;
  });
  if (until === null) return;
  const retryAfter = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  throw new DomainError(
    'too_many',
    `Too many wrong passwords: the next one is checked in ${retryAfter} seconds.`,
    { retryAfter },
  );
}

/**
 * What a browser keeps that somebody has signed in with: its tries are counted apart from those of strangers, who
 * cannot make its owner wait.
 */
export function rememberBrowser(deps: Pick<Deps, 'now' | 'vault'>, adminId: number): string {
  const said = `${adminId} ${deps.now().getTime() + knownDays * dayMs}`;
  return Buffer.from(deps.vault.seal(Buffer.from(said), knownAbout)).toString('base64url');
}

/** Whose tries those from a browser are that keeps `known`; null when it was given to nobody, or to somebody else. */
export function triesOfBrowser(
  deps: Pick<Deps, 'now' | 'vault'>,
  known: string,
  adminId: number,
): string | null {
  const opened = deps.vault.open(Buffer.from(cut(known, longest.title), 'base64url'), knownAbout);
  if (opened === null) return null;
  const [id, until] = Buffer.from(opened).toString().split(' ');
  if (Number(id) !== adminId || !(Number(until) > deps.now().getTime())) return null;
  return `browser ${tokenHash(known).toString('base64url')}`;
}
