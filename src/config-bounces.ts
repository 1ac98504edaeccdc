import { createPublicKey } from 'node:crypto';

/** What the environment decides about mail that comes back. */
export type BounceSettings = {
  /** The domain of envelope senders that name their message; null: bounces go to the address in `MAIL_FROM`. */
  bounceDomain: string | null;
  bounceHost: string;
  /** Where the bounce receiver of a worker listens; null: there is none. */
  bouncePort: number | null;
  /** Where the bounce receiver's certificate and its key are, in PEM; null: it offers no STARTTLS. */
  bounceTls: { keyFile: string; certFile: string } | null;
  /** What each provider's posts are checked by; null: they are not taken. */
  webhooks: Readonly<{
    sesTopicArn: string | null;
    postmarkSecret: string | null;
    mailgunSigningKey: string | null;
    sendgridPublicKey: string | null;
  }>;
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
    webhooks: readWebhooks(text, wrong),
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

function readWebhooks(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
): BounceSettings['webhooks'] {
  const sesTopicArn = text('WEBHOOK_SES_TOPIC_ARN');
  if (sesTopicArn !== null && !/^arn:aws[\w-]*:sns:[a-z0-9-]{3,30}:\d{12}:[\w-]{1,256}$/.test(sesTopicArn))
    wrong(
      'WEBHOOK_SES_TOPIC_ARN',
      'is not the ARN of an SNS topic such as arn:aws:sns:eu-west-1:123456789012:bounces',
    );
  const [postmarkSecret, mailgunSigningKey] = ['WEBHOOK_POSTMARK_SECRET', 'WEBHOOK_MAILGUN_SIGNING_KEY'].map(
    (name) => {
      const secret = text(name);
      if (secret !== null && secret.length < 16) wrong(name, 'must have at least 16 characters');
      return secret;
    },
  );
  const sendgridPublicKey = text('WEBHOOK_SENDGRID_PUBLIC_KEY');
  if (sendgridPublicKey !== null && !isP256(sendgridPublicKey))
    wrong('WEBHOOK_SENDGRID_PUBLIC_KEY', 'is not the verification key that SendGrid shows (base64)');
  return {
    sesTopicArn,
    postmarkSecret: postmarkSecret ?? null,
    mailgunSigningKey: mailgunSigningKey ?? null,
    sendgridPublicKey,
  };
}

function isP256(base64: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
