import { readWebhookSettings, type WebhookSettings } from '../adapters/webhooks/index.ts';

/** What the environment decides about mail that comes back. */
export type BounceSettings = {
  /** The domain of envelope senders that name their message; null: bounces go to the address in `MAIL_FROM`. */
  bounceDomain: string | null;
  bounceHost: string;
  /** Where the bounce receiver of a worker listens; null: there is none. */
  bouncePort: number | null;
  /** Where the bounce receiver's certificate and its key are, in PEM; null: it offers no STARTTLS. */
  bounceTls: { keyFile: string; certFile: string } | null;
  webhooks: WebhookSettings;
};

/** Reads the settings by `text`, which gives null for what is not set; `wrong` is told what is not right. */
export function readBounceSettings(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
  host: string,
): BounceSettings {
  const bounceDomain = text('BOUNCE_DOMAIN')?.toLowerCase() ?? null;
  if (bounceDomain !== null && !/^(?=.{4,190}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(bounceDomain))
    wrong('BOUNCE_DOMAIN', `"${bounceDomain}" is not a domain such as bounce.example.org`);
  const bouncePort = text('BOUNCE_PORT') === null ? null : Number(text('BOUNCE_PORT'));
  if (bouncePort !== null && !(Number.isInteger(bouncePort) && bouncePort >= 0 && bouncePort <= 65_535))
    wrong('BOUNCE_PORT', `"${text('BOUNCE_PORT')}" is not a port from 0 to 65535`);
  if (bouncePort !== null && bounceDomain === null)
    wrong('BOUNCE_DOMAIN', 'is required when BOUNCE_PORT is set');
  return {
    bounceDomain,
    bounceHost: text('BOUNCE_HOST') ?? host,
    bouncePort,
    bounceTls: readTls(text, wrong),
    webhooks: readWebhookSettings(text, wrong),
  };
}

/** Whether the files can be used is told where they are: at the start of a process that receives bounces. */
function readTls(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
): BounceSettings['bounceTls'] {
  const [keyFile, certFile] = [text('BOUNCE_TLS_KEY'), text('BOUNCE_TLS_CERT')];
  if (keyFile !== null && certFile !== null) return { keyFile, certFile };
  if (keyFile !== null) wrong('BOUNCE_TLS_CERT', 'is required when BOUNCE_TLS_KEY is set');
  if (certFile !== null) wrong('BOUNCE_TLS_KEY', 'is required when BOUNCE_TLS_CERT is set');
  return null;
}
