import type { AccountMail } from '../../app/ports.ts';
import type { AdminRole } from '../../domain/admin-role.ts';
import type { Frame } from './digest-view.ts';
import { oneLine } from './words.ts';

const mayDo: Record<AdminRole, string> = {
  owner: 'As an owner you may do everything there, and decide who else may.',
  editor: 'As an editor you work on papers, topics, readers and digests there.',
  viewer: 'As a viewer you see all that goes on there, and change nothing.',
};

/** What the templates show of a mail about an admin's account. */
export function accountView(mail: AccountMail, frame: Frame) {
  const shared = { ...frame, to: oneLine(mail.to), url: mail.url };
  switch (mail.kind) {
    case 'invitation':
      return {
        ...shared,
        subject: `You are invited to the console of ${frame.host}`,
        preheader: mayDo[mail.role],
        invitedBy: mail.invitedBy === null ? 'An owner' : oneLine(mail.invitedBy),
        mayDo: mayDo[mail.role],
        validDays: mail.validDays,
      };
    case 'password-reset':
      return {
        ...shared,
        subject: `A new password for the console of ${frame.host}`,
        preheader: `The link works for ${mail.validMinutes} minutes.`,
        validMinutes: mail.validMinutes,
      };
  }
}
