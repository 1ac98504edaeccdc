import { randomUUID } from 'node:crypto';
import type { Admin } from '../../domain/accounts/admin-role.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Carried } from '../../domain/ranking/carried.ts';
import type { Letter } from '../../domain/sending/announcement.ts';
import type { WordsByLanguage } from '../../domain/sending/editors-words.ts';
import { inWords, type Outcome, outcomeOf } from '../../domain/sending/outcome.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import { previewDigest } from './preview-digest.ts';

/** How long a test waits for its turn at MAX_SEND_RATE. */
const patienceMs = 20_000;

export type TestInput = {
  admin: Admin;
  subscriberId: number;
  asOf?: Date | undefined;
  /** An announcement in place of the reader's digest. */
  letter?: Letter | undefined;
  /** What an editor says in the digest. */
  words?: WordsByLanguage | null | undefined;
  /** The collection that it carries. */
  carried?: Carried | null | undefined;
};

/**
 * Sends an admin what a reader would get, marked `[Test]`, to the admin's own address and once. It is no delivery: no
 * ledger and no reader's history knows of it, and its links are nobody's. Rejects with `not_found` for no active
 * reader, or when there is nothing new for this one, `conflict` for an admin whose address must not be mailed,
 * `unavailable` when the mail was not taken.
 */
export async function sendTest(
  deps: Needs<
    'composer' | 'links' | 'mailDomain' | 'markdown' | 'now' | 'sendRateLimit' | 'returnPaths' | 'transport',
    'audit' | 'candidates' | 'digests' | 'papers' | 'subjects' | 'subscribers' | 'suppressions' | 'trends'
  >,
  { admin, subscriberId, asOf, letter, words, carried }: TestInput,
): Promise<void> {
  if (await deps.stores.suppressions.isSuppressed(admin.email))
    throw new DomainError('conflict', 'Your own address is suppressed: nothing may be sent to it.');
  const { mail } = await previewDigest(deps, {
    subscriberId,
    asOf,
    letter,
    words,
    carried,
    links: 'nobody',
    test: { to: admin.email, messageId: `<test.${randomUUID()}@${deps.mailDomain}>` },
  });
  if (mail === null) throw new DomainError('not_found', 'There is nothing new for this reader.');
  await deps.sendRateLimit.waitForSendTime(AbortSignal.timeout(patienceMs)).catch((cause: unknown) => {
    throw new DomainError('unavailable', 'Other mail is going out at the highest rate that is set.', {
      cause,
    });
  });
  const trouble = troubleOf(outcomeOf(await deps.transport.send(mail), mail));
  if (trouble !== null) throw new DomainError('unavailable', trouble);
  await recordAction(
    deps.stores,
    { actor: `admin ${admin.id}`, at: deps.now() },
    'test digest sent',
    `admin ${admin.id}`,
    { asSubscriber: subscriberId },
  );
}

/** What an admin is told of a test that was not taken; null for one that was. */
function troubleOf(outcome: Outcome): string | null {
  const reply = inWords(outcome);
  switch (outcome.kind) {
    case 'sent':
      return null;
    case 'failed':
      return `The mail server refused the test: ${reply}`;
    case 'about-us':
      return `The mail server refuses this service: ${reply}`;
    case 'retry':
      return `The test was not sent: ${reply}`;
    case 'unknown':
      return `The mail server may have taken the test, but did not say so: ${reply}`;
  }
}
