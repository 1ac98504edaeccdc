import { DomainError } from '../../domain/errors.ts';
import { inWords, type Outcome } from '../../domain/sending/outcome.ts';
import type { Deps, Needs } from '../deps.ts';
import type { SubscriptionMail } from '../mail.ts';

/** What is done when a mail was not sent, as far as anybody knows. */
export type Unsent = {
  /** Undoes the note that it was sent: who asks again gets another one. */
  takeBack(): Promise<void>;
  /** Gives the job out again, for when a mail server may take something. */
  again(after: Date): Promise<void>;
  /** Told what became of the mail before anything else is done; absent: nobody is. */
  ended?(outcome: Outcome): Promise<void>;
};

/**
 * Hands a mail about a subscription over, with what came of it in the log. Rejects with `unavailable` after a temporary
 * refusal.
 */
export async function handOver(
  deps: Needs<'composer' | 'log' | 'now' | 'returnPaths' | 'sendLetter', 'subscribers'>,
  subscriberId: number,
  mail: SubscriptionMail,
  { takeBack, again, ended }: Unsent,
): Promise<void> {
  const returnPath = deps.returnPaths.of({ kind: 'subscription', subscriberId });
  const composed = await deps.composer.compose({ ...mail, returnPath });
  const { outcome, waitUntil } = await deps.sendLetter(composed, subscriberId);
  await ended?.(outcome);
  const about = { mail: mail.kind, subscriberId, outcome: outcome.kind };
  const reply = inWords(outcome);
  if (outcome.kind === 'sent') {
    deps.log.info(about, 'sent a mail about a subscription');
    await tell(deps, subscriberId, mail, 'mail sent', reply);
    return;
  }
  await takeBack();
  switch (outcome.kind) {
    case 'unknown':
      deps.log.warn(about, 'a mail about a subscription may or may not have arrived; it is not sent again');
      await tell(deps, subscriberId, mail, 'mail unknown', reply);
      return;
    case 'failed':
      deps.log.warn({ ...about, reply }, 'the mail server refused a mail about a subscription');
      await tell(deps, subscriberId, mail, 'mail refused', reply);
      return;
    case 'about-us':
    case 'retry':
      if (waitUntil === null)
        throw new DomainError('unavailable', `The mail server did not take a ${mail.kind} mail: ${reply}`);
      deps.log.warn({ ...about, reply }, 'every mail server is held; a mail about a subscription waits');
      await again(waitUntil);
  }
}

/** What became of the mail that lets somebody confirm, for whoever looks after the subscriber. */
async function tell(
  deps: Needs<'now', 'subscribers'>,
  subscriberId: number,
  mail: SubscriptionMail,
  kind: string,
  reply: string,
): Promise<void> {
  if (mail.kind !== 'confirmation') return;
  const detail = { mail: mail.kind, reply };
  await deps.stores.subscribers.addEvent(subscriberId, {
    kind,
    actor: 'mail server',
    detail,
    at: deps.now(),
  });
}

/** The links of a reader that mails about their subscription carry. */
export function readerLinks(deps: Pick<Deps, 'links'>, subscriberId: number) {
  const { links } = deps;
  return {
    unsubscribe: links.unsubscribe(subscriberId),
    preferences: links.preferences(subscriberId),
    view: null,
  };
}
