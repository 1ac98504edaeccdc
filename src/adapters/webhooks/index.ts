import type { Webhook } from '../../app/bounces/webhook.ts';
import { type BounceProvider, bounceProviders } from '../../domain/bounces/bounce-origin.ts';
import { mailgun } from './mailgun.ts';
import { postmark } from './postmark.ts';
import type { Fetch, Provider } from './provider.ts';
import { sendgrid } from './sendgrid.ts';
import { ses } from './ses.ts';

const providers: Record<BounceProvider, Provider> = { ses, postmark, mailgun, sendgrid };

/** What each provider's posts are checked by; null: they are not taken. */
export type WebhookSettings = Readonly<Record<BounceProvider, string | null>>;

const forEach = <T>(make: (name: BounceProvider) => T) =>
  Object.fromEntries(bounceProviders.map((name) => [name, make(name)])) as Record<BounceProvider, T>;

/** Reads what is set by `text`, which gives null for what is not; `wrong` is told what is not right. */
export function readWebhookSettings(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
): WebhookSettings {
  return forEach((name) => {
    const { setting, faultOf } = providers[name];
    const value = text(setting);
    const fault = value === null ? null : faultOf(value);
    if (fault !== null) wrong(setting, fault);
    return value;
  });
}

/** The webhooks of all providers; those that are not set take no posts. */
export function openWebhooks(
  settings: WebhookSettings,
  fetch: Fetch = globalThis.fetch,
): Record<BounceProvider, Webhook> {
  return forEach((name) => {
    const { title, setting, post, reader } = providers[name];
    const value = settings[name];
    return { title, setting, post, read: value === null ? null : reader(value, fetch) };
  });
}
