import type { Webhook } from '../../app/bounces/webhook.ts';
import type { BounceProvider } from '../../domain/bounces/bounce-origin.ts';
import { mailgunWebhook } from './mailgun.ts';
import { postmarkWebhook } from './postmark.ts';
import { sendgridWebhook } from './sendgrid.ts';
import { type Fetch, sesWebhook } from './ses.ts';

/** The webhooks of the providers that are configured. */
export function openWebhooks(
  settings: {
    sesTopicArn: string | null;
    postmarkSecret: string | null;
    mailgunSigningKey: string | null;
    sendgridPublicKey: string | null;
  },
  fetch?: Fetch,
): Partial<Record<BounceProvider, Webhook>> {
  const { sesTopicArn, postmarkSecret, mailgunSigningKey, sendgridPublicKey } = settings;
  return {
    ...(sesTopicArn === null ? {} : { ses: sesWebhook(sesTopicArn, fetch) }),
    ...(postmarkSecret === null ? {} : { postmark: postmarkWebhook(postmarkSecret) }),
    ...(mailgunSigningKey === null ? {} : { mailgun: mailgunWebhook(mailgunSigningKey) }),
    ...(sendgridPublicKey === null ? {} : { sendgrid: sendgridWebhook(sendgridPublicKey) }),
  };
}
