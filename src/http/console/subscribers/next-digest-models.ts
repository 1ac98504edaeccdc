import type { Preview } from '../../../app/digests/preview-digest.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { rhythmSentence } from '../../forms/form-options.ts';
import { momentOf, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type NextDigestModel = {
  id: number;
  email: string;
  subscriberHref: string;
  rhythm: string;
  /** When it is due, in the reader's time. */
  due: string;
  /** What it would be now; null when there is nothing new. */
  mail: { subject: string; about: string; text: string; frameHref: string } | null;
  idempotencyKey: string;
  action: string;
};

export const nextDigestPage = secretPage<NextDigestModel>('console/subscribers/next-digest');

/** `/admin/subscribers/ID/next`. */
export function nextDigestModel(input: {
  subscriber: Subscriber;
  preview: Preview;
  /** As of when the preview was made. */
  asOf: Date;
  idempotencyKey: string;
}): NextDigestModel {
  const { subscriber, preview, asOf, idempotencyKey } = input;
  const { id, email, nextDueAt, timezone } = subscriber;
  const subscriberHref = `/admin/subscribers/${id}`;
  return {
    id,
    email,
    subscriberHref,
    rhythm: rhythmSentence(subscriber),
    due: nextDueAt === null ? 'not set yet' : momentOf(nextDueAt, timezone).text,
    mail:
      preview.mail === null
        ? null
        : {
            subject: preview.mail.subject,
            about: preview.papers === 0 ? 'The note on quiet days' : quantity(preview.papers, 'paper'),
            text: preview.mail.text,
            frameHref: `/admin/preview/${id}?asOf=${encodeURIComponent(asOf.toISOString())}`,
          },
    idempotencyKey,
    action: `${subscriberHref}/next`,
  };
}
