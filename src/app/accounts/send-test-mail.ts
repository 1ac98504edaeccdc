import { randomBytes } from 'node:crypto';
import type { Admin } from '../../domain/accounts/admin-role.ts';
import { inWords } from '../../domain/sending/outcome.ts';
import { adminActor } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';

/** What came of a test mail; `reply`: the mail server's words, or why there is none. */
export type TestMail = { sent: boolean; reply: string };

/**
 * Sends an admin a mail at once, over the same way as all others, and tells what the mail server said. Leaves a line in
 * the audit.
 */
export async function sendTestMail(
  deps: Needs<'composer' | 'mailDomain' | 'now' | 'sendLetter', 'audit'>,
  admin: Admin,
): Promise<TestMail> {
  const at = deps.now();
  const messageId = `<test.${randomBytes(9).toString('hex')}@${deps.mailDomain}>`;
  const mail = await deps.composer.compose({ kind: 'test', to: admin.email, messageId, date: at });
  const { outcome } = await deps.sendLetter(mail, null);
  const sent = outcome.kind === 'sent';
  await recordAction(deps.stores, { actor: adminActor(admin), at }, 'test mail sent', 'settings', {
    outcome: outcome.kind,
  });
  return { sent, reply: sent ? (outcome.reply ?? '') : inWords(outcome) };
}
