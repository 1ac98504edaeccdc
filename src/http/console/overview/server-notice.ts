import type { StoredHold } from '../../../app/deliveries/server-hold-store.ts';
import { holdInWords, needsAdmin } from '../../../domain/sending/server-hold.ts';

/** A mail server that is held, and the way out of it. */
export type ServerNotice = { words: string; action: string; urgent: boolean };

/** The notice of a mail server that refuses us. */
export function serverNotice(hold: StoredHold, now: Date): ServerNotice {
  return {
    words: holdInWords(hold, now),
    action: `/admin/mail-servers/${hold.id}/try`,
    urgent: needsAdmin(hold, now),
  };
}
