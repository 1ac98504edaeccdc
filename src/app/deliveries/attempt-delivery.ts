import { messageOf } from '../../domain/errors.ts';
import { type Outcome, outcomeOf } from '../../domain/sending/outcome.ts';
import type { Deps } from '../deps.ts';
import type { BegunDelivery } from '../digests/delivery-store.ts';
import type { AnnouncementMail, DigestMail, QuietMail, SendingPlace } from '../mail.ts';

/** What came of one attempt, and the server that was asked last; null when none was. */
export type Attempted = { outcome: Outcome; server: string | null };

/** Makes the message of a delivery and hands it over, unless `before` (milliseconds) is past by then. */
export async function attemptDelivery(
  deps: Pick<Deps, 'cards' | 'composer' | 'log' | 'now'>,
  delivery: BegunDelivery,
  place: SendingPlace,
  before: number,
): Promise<Attempted> {
  const unsent = (outcome: Outcome): Attempted => {
    place.release();
    return { outcome, server: null };
  };
  let mail: AnnouncementMail | DigestMail | QuietMail;
  try {
    mail = await deps.cards.mailFor(delivery);
  } catch (error) {
    // The database cannot be reached, or the like: nothing was handed over, and a later attempt can succeed.
    return unsent({ kind: 'retry', stage: null, reply: `the papers could not be read: ${String(error)}` });
  }
  let composed: Awaited<ReturnType<Deps['composer']['compose']>>;
  try {
    composed = await deps.composer.compose(mail);
  } catch (error) {
    // A defect in composing is the same at every attempt, and must not stop the others.
    deps.log.error({ deliveryId: delivery.id, reason: messageOf(error) }, 'a digest could not be composed');
    const reply = 'the message could not be composed; see the log';
    return unsent({ kind: 'failed', stage: null, reply, hard: false });
  }
  // This worker was frozen until its lease had ended, so an admin may have had the delivery sent again.
  if (deps.now().getTime() >= before)
    return unsent({ kind: 'retry', stage: null, reply: 'the worker was frozen before it could send' });
  const handover = await place.send(composed);
  return { outcome: outcomeOf(handover, composed), server: handover.server };
}
