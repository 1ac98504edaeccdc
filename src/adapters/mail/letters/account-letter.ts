import type { AccountMail } from '../../../app/accounts/account-ports.ts';
import type { AdminRole } from '../../../domain/accounts/admin-role.ts';
import type { Frame } from '../layout.ts';
import { safeLine } from '../mail-texts.ts';
import type { Letter } from './letter.ts';

const mayDo: Record<AdminRole, string> = {
  owner: 'As an owner you may do everything there, and decide who else may.',
  editor: 'As an editor you work on papers, topics, readers and digests there.',
  viewer: 'As a viewer you see all that goes on there, and change nothing.',
};

const elsewhere = 'Or open this address in your browser:';

/** A mail about an admin's account. */
export function accountLetter(mail: AccountMail, { service }: Frame): Letter {
  const to = safeLine(mail.to);
  switch (mail.kind) {
    case 'invitation': {
      const by = mail.invitedBy === null ? 'An owner' : safeLine(mail.invitedBy);
      return {
        subject: `You are invited to the console of ${service}`,
        preheader: mayDo[mail.role],
        heading: 'You are invited to the console',
        opening: [
          `${by} invites ${to} to the console of ${service}, which mails people the research papers that are trending in what they follow. ${mayDo[mail.role]}`,
        ],
        button: { text: 'Choose a password', url: mail.url, elsewhere },
        closing: [
          `The link works once and for ${mail.validDays} days. If you did not expect it, ignore this mail: no account is made.`,
        ],
        because: `You get this one mail because an owner entered your address at ${service}.`,
      };
    }
    case 'test':
      return {
        subject: `A test mail from ${service}`,
        preheader: 'Mail from here reaches you.',
        heading: 'This is a test',
        opening: [
          `Mail from ${service} reaches you. Every mail has this head and this foot; digests have papers between.`,
          'Look at where it came from, whether your mail program shows it as signed, and that it is not in the spam folder.',
        ],
        because: `You get this mail because somebody pressed “Send me a test mail” in the console of ${service}, signed in as ${to}.`,
      };
    case 'password-reset':
      return {
        subject: `A new password for the console of ${service}`,
        preheader: `The link works for ${mail.validMinutes} minutes.`,
        heading: 'Set a new password',
        opening: [
          `You (or someone using your address) asked for a new password for the account of ${to} in the console of ${service}.`,
        ],
        button: { text: 'Set a new password', url: mail.url, elsewhere },
        closing: [
          `The link works once and for ${mail.validMinutes} minutes. If this was not you, ignore this mail: your password stays as it is.`,
        ],
        because: `You get this mail because you have an account at ${service}.`,
      };
  }
}
