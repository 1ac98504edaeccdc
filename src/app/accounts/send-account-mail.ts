import { randomBytes } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { inWords } from '../../domain/sending/outcome.ts';
import { minuteMs } from '../../domain/time/units.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import type { Jobs } from '../job-queue.ts';
import { makeToken, tokenHash } from '../secret-token.ts';
import type { AccountMail } from './account-ports.ts';
import type { AdminLink } from './account-stores.ts';
import { invitationDays } from './invite-admin.ts';

/** How long a link to set a new password works, in minutes, and for how long there is no second one. */
const resetMinutes = 60;
const resetPauseMinutes = 15;

/**
 * Sends the mail that an invitation, or a wish for a new password, calls for, if any: an address without an account, or
 * one that must not be mailed, gets none. Rejects with `unavailable` after a temporary refusal, so that the queue tries
 * again.
 */
export async function sendAccountMail(
  deps: Needs<
    'composer' | 'links' | 'log' | 'mailDomain' | 'now' | 'sendLetter',
    'accounts' | 'adminLinks' | 'audit' | 'suppressions'
  >,
  { linkId }: Jobs['send-account-mail'],
): Promise<void> {
  const link = await deps.stores.adminLinks.byId(linkId);
  if (link === null) return;
  switch (link.kind) {
    case 'invitation':
      return await mailInvitation(deps, link);
    case 'reset':
      return await mailReset(deps, link);
  }
}

async function mailInvitation(
  deps: Needs<
    'composer' | 'links' | 'log' | 'mailDomain' | 'now' | 'sendLetter',
    'adminLinks' | 'suppressions'
  >,
  link: AdminLink,
): Promise<void> {
  if (link.mailedAt !== null || link.role === null || link.expiresAt <= deps.now()) return;
  if (await deps.stores.suppressions.isSuppressed(link.email))
    return await deps.stores.adminLinks.noteRefused(link.id);
  const { role, invitedBy, expiresAt } = link;
  await handOver(deps, link, expiresAt, (url, mail) => ({
    ...mail,
    kind: 'invitation',
    url,
    role,
    invitedBy,
    validDays: invitationDays,
  }));
}

async function mailReset(
  deps: Needs<
    'composer' | 'links' | 'log' | 'mailDomain' | 'now' | 'sendLetter',
    'accounts' | 'adminLinks' | 'audit' | 'suppressions'
  >,
  link: AdminLink,
): Promise<void> {
  const { stores } = deps;
  const now = deps.now();
  const admin = await stores.accounts.adminByEmail(link.email);
  if (admin === null) {
    await stores.adminLinks.removeLink(link.id);
    return;
  }
  const pausedUntil = (link.mailedAt?.getTime() ?? 0) + resetPauseMinutes * minuteMs;
  if (pausedUntil > now.getTime() || (await stores.suppressions.isSuppressed(link.email))) return;
  await recordAction(stores, { actor: 'somebody', at: now }, 'password reset asked', adminActor(admin));
  // To the address of the account, however it was typed.
  const own = { ...link, email: admin.email };
  await handOver(deps, own, new Date(now.getTime() + resetMinutes * minuteMs), (url, mail) => ({
    ...mail,
    kind: 'password-reset',
    url,
    validMinutes: resetMinutes,
  }));
}

async function handOver(
  deps: Needs<'composer' | 'links' | 'log' | 'mailDomain' | 'now' | 'sendLetter', 'adminLinks'>,
  link: AdminLink,
  expiresAt: Date,
  mailWith: (url: string, mail: Pick<AccountMail, 'to' | 'messageId' | 'date'>) => AccountMail,
): Promise<void> {
  const { adminLinks } = deps.stores;
  const now = deps.now();
  const token = makeToken();
  // Before it is sent: the link must work when it arrives.
  await adminLinks.noteMailed(link.id, { tokenHash: tokenHash(token), at: now, expiresAt });
  const messageId = `<${link.kind}.${link.id}.${randomBytes(6).toString('hex')}@${deps.mailDomain}>`;
  const mail = mailWith(deps.links.admin(link.kind, token), { to: link.email, messageId, date: now });
  const composed = await deps.composer.compose(mail);
  const { outcome } = await deps.sendLetter(composed, null);
  const about = { mail: mail.kind, linkId: link.id, outcome: outcome.kind };
  switch (outcome.kind) {
    case 'sent':
      deps.log.info(about, 'sent a mail about an account');
      return;
    case 'unknown':
      deps.log.warn(about, 'a mail about an account may or may not have arrived; it is not sent again');
      return;
    case 'failed':
      deps.log.warn(about, 'the mail server refused a mail about an account');
      await adminLinks.noteRefused(link.id);
      return;
    case 'about-us':
      deps.log.warn(
        { ...about, trouble: outcome.trouble, reply: inWords(outcome) },
        'the mail server refuses this service; a mail about an account waits',
      );
      await adminLinks.noteMailed(link.id, null);
      throw new DomainError('unavailable', `The mail server refuses this service: ${inWords(outcome)}`);
    case 'retry':
      await adminLinks.noteMailed(link.id, null);
      throw new DomainError(
        'unavailable',
        `The mail server did not take a ${mail.kind} mail: ${inWords(outcome)}`,
      );
  }
}
