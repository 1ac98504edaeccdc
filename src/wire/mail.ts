import { createMailComposer } from '../adapters/mail/compose.ts';
import { loadDkimKeys } from '../adapters/mail/mime/dkim.ts';
import type { DkimKey } from '../adapters/mail/mime/dkim-signature.ts';
import type { MailComposer } from '../app/mail.ts';
import type { Config } from '../config/config.ts';

/** The keys that messages are signed with; empty: they are not signed here. Throws as `loadDkimKeys` does. */
export function dkimKeysOf(config: Config): DkimKey[] {
  return config.dkim === null ? [] : loadDkimKeys({ ...config.dkim, ed25519: config.dkimEd25519 });
}

export async function openComposer(config: Config): Promise<MailComposer> {
  return await createMailComposer({
    from: config.mailFrom,
    replyTo: config.mailReplyTo,
    postalAddress: config.postalAddress,
    listId: config.listId,
    publicUrl: config.publicUrl,
    dkim: dkimKeysOf(config),
  });
}
