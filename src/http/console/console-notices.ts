import type { Needs } from '../../app/deps.ts';
import type { AdminRole } from '../../domain/accounts/admin-role.ts';
import { momentOf } from '../forms/words.ts';
import type { PageNotice } from '../render.ts';

/** The notices of now, the gravest first; empty when all is as it should be. */
export async function consoleNotices(
  { stores }: Needs<never, 'installation' | 'integrations' | 'papers' | 'settings'>,
  { mailbox, role }: { mailbox: boolean; role: AdminRole },
): Promise<PageNotice[]> {
  const [{ sendingPausedAt }, hold, samples, off] = await Promise.all([
    stores.settings.read(),
    stores.installation.hold(),
    stores.papers.hasSamples(),
    role === 'owner' ? stores.integrations.listSwitchedOff() : [],
  ]);
  const notices: PageNotice[] = [];
  if (sendingPausedAt !== null)
    notices.push({
      text: `All digests are paused since ${momentOf(sendingPausedAt).text}. What is planned waits.`,
      link: { href: '/admin/settings#sending', text: 'Settings' },
      button: role === 'owner' ? { action: '/admin/settings/resume', text: 'Resume sending' } : null,
    });
  if (hold !== null)
    notices.push({
      text: 'The schedule is held: nothing is sent by itself until somebody says how to go on.',
      link: { href: '/admin#hold', text: 'Why, and how to go on' },
      button: null,
    });
  if (mailbox)
    notices.push({
      text: 'No mail server is set: mail is caught, and reaches nobody.',
      link: { href: '/mailbox', text: 'Mailbox' },
      button: null,
    });
  for (const { id, name, offReason } of off)
    notices.push({
      text: `The integration “${name}” was switched off: ${offReason ?? ''}.`,
      link: { href: `/admin/integrations/${id}`, text: 'See its log' },
      button: null,
    });
  if (samples)
    notices.push({
      text: 'The papers are samples, until a source has been reached.',
      link: { href: '/admin#sources', text: 'Sources' },
      button: null,
    });
  return notices;
}
