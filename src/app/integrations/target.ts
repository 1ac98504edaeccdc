import { createHmac, randomBytes } from 'node:crypto';
import type { Target } from '../../domain/integrations/integration.ts';
import type { Needs } from '../deps.ts';

/** What of a target is sealed with which integration, so that it cannot be moved to another one. */
const sealedFor = (id: number) => `integration ${id}`;

export function sealTarget({ vault }: Needs<'vault', never>, id: number, target: Target): Uint8Array {
  return vault.seal(Buffer.from(JSON.stringify(target)), sealedFor(id));
}

/** The target of an integration; null when the secret key is another now, so that it must be typed again. */
export async function openTarget(
  { vault, stores }: Needs<'vault', 'integrations'>,
  id: number,
): Promise<Target | null> {
  const sealed = await stores.integrations.sealed(id);
  const plain = sealed === null ? null : vault.open(sealed, sealedFor(id));
  return plain === null ? null : (JSON.parse(Buffer.from(plain).toString('utf8')) as Target);
}

/** A secret as Standard Webhooks writes it: 32 random octets in base 64. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/**
 * The headers of a message by Standard Webhooks 1.0: its id, the moment of this try in seconds, and
 * `v1,` with the HMAC-SHA256 of `id.moment.body` in base 64, once for each secret that is good at present.
 */
export function signedHeaders(
  { secret, previous }: Pick<Target, 'secret' | 'previous'>,
  { id, body, now }: { id: string; body: string; now: Date },
): Record<string, string> {
  const moment = String(Math.floor(now.getTime() / 1000));
  const secrets = [secret, previous !== null && previous.until > now.getTime() ? previous.secret : null];
  const signatures = secrets.flatMap((one) => {
    if (one === null) return [];
    const key = Buffer.from(one.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${moment}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': moment, 'webhook-signature': signatures.join(' ') };
}
