import { randomBytes } from 'node:crypto';
import { DomainError } from '../../../domain/errors.ts';
import { languageOf } from '../../../domain/languages/index.ts';
import { inWords } from '../../../domain/sending/outcome.ts';
import {
  addressChangeEnd,
  addressChangeHours,
  addressUndoDays,
  addressUndoEnd,
} from '../../../domain/subscribers/address-change.ts';
import { caps } from '../../../domain/subscribers/consent.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import type { Needs } from '../../deps.ts';
import type { Jobs } from '../../job-queue.ts';
import type { SubscriptionMail } from '../../mail.ts';
import type { AddressChange } from './address-change-store.ts';

type MailNeeds = Needs<
  'composer' | 'links' | 'log' | 'mailDomain' | 'now' | 'sendLetter',
  'addressChanges' | 'subscribers' | 'suppressions'
>;

/**
 * Mails the new address the button that confirms it, or, where somebody else has it, that it cannot be done; or the old
 * address the link that takes the change back. Nothing goes to a suppressed address, and one mail a day to a new one.
 * Neither is the reader's own address, so that a refusal bars nobody. Rejects with `unavailable` after a temporary
 * refusal.
 */
export async function sendAddressMail(
  deps: MailNeeds,
  { kind, changeId }: Jobs['send-address-mail'],
): Promise<void> {
  const { addressChanges, subscribers, suppressions } = deps.stores;
  const change = await addressChanges.byId(changeId);
  const subscriber = change === null ? null : await subscribers.byId(change.subscriberId);
  if (change === null || subscriber === null) return;
  const to = kind === 'confirm' ? change.newEmail : change.oldEmail;
  if (to === null || (await suppressions.isSuppressed(to))) return;
  if (kind === 'changed') return await send(deps, changeId, changedMail(deps, change, subscriber, to));
  const now = deps.now();
  if (change.mailedAt !== null || change.confirmedAt !== null) return;
  if (await addressChanges.mailedSince(to, new Date(now.getTime() - caps.address.span))) return;
  const other = await subscribers.byEmail(to);
  const isTaken = other !== null && other.status !== 'pending';
  // Noted before it is sent: after a crash a second mail is worse than none, since it can be asked for again.
  await addressChanges.noteMailed(changeId, now);
  const url = deps.links.ending('new-address', changeId, addressChangeEnd(change.createdAt));
  const about = base(deps, subscriber, to);
  await send(
    deps,
    changeId,
    isTaken
      ? { ...about, kind: 'address-taken' }
      : { ...about, kind: 'address-confirm', url, validHours: addressChangeHours },
  );
}

function base(deps: MailNeeds, { id, language }: Subscriber, to: string) {
  return {
    to,
    language: languageOf(language),
    date: deps.now(),
    messageId: `<address.${id}.${randomBytes(6).toString('hex')}@${deps.mailDomain}>`,
    // What comes back of it is no reader's bounce.
    returnPath: null,
  };
}

function changedMail(
  deps: MailNeeds,
  { id, confirmedAt }: AddressChange,
  subscriber: Subscriber,
  to: string,
): SubscriptionMail {
  const until = addressUndoEnd(confirmedAt ?? deps.now());
  const url = deps.links.ending('old-address', id, until);
  return { ...base(deps, subscriber, to), kind: 'address-changed', url, undoDays: addressUndoDays };
}

async function send(deps: MailNeeds, changeId: number, mail: SubscriptionMail): Promise<void> {
  const { outcome } = await deps.sendLetter(await deps.composer.compose(mail), null);
  const about = { mail: mail.kind, changeId, outcome: outcome.kind };
  if (outcome.kind === 'sent') return deps.log.info(about, 'sent a mail about a change of address');
  // The server's reply can name the address.
  deps.log.warn(about, 'a mail about a change of address was not taken');
  if (outcome.kind !== 'retry' && outcome.kind !== 'about-us') return;
  if (mail.kind !== 'address-changed') await deps.stores.addressChanges.noteMailed(changeId, null);
  throw new DomainError('unavailable', `The mail server did not take a mail: ${inWords(outcome)}`);
}
