import { createMailComposer } from '../adapters/mail/compose.ts';
import { loadDkimKeys } from '../adapters/mail/mime/dkim.ts';
import type { DkimKey } from '../adapters/mail/mime/dkim-signature.ts';
import type { MailComposer } from '../app/mail.ts';
import type { Config } from '../config/config.ts';
import type { Brand } from '../domain/brand/brand.ts';

/** The keys that messages are signed with; empty: they are not signed here. Throws as `loadDkimKeys` does. */
export function dkimKeysOf(config: Config): DkimKey[] {
  return config.dkim === null ? [] : loadDkimKeys({ ...config.dkim, ed25519: config.dkimEd25519 });
}

/** Composes mails as the brand is at the time; without `brand`, as if nothing were set. */
export async function openComposer(config: Config, brand?: () => Promise<Brand>): Promise<MailComposer> {
  return await createMailComposer({
    from: config.mailFrom,
    replyTo: config.mailReplyTo,
    postalAddress: config.postalAddress,
    listId: config.listId,
    publicUrl: config.publicUrl,
    templates: config.templates,
    dkim: dkimKeysOf(config),
    ...(brand === undefined ? {} : { brand }),
  });
}
