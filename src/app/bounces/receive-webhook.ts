import { createHash } from 'node:crypto';
import { addressIn } from '../../domain/bounces/bounce-address.ts';
import { statusIn } from '../../domain/bounces/bounce-fields.ts';
import type { BounceProvider, PostOutcome } from '../../domain/bounces/bounce-origin.ts';
import { kinds } from '../../domain/bounces/bounce-reason.ts';
import type { NamedEvent } from '../../domain/bounces/provider-event.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Needs } from '../deps.ts';
import { recordBounce } from './record-bounce.ts';
import type { WebhookRequest } from './webhook.ts';

/**
 * Records the bounces and complaints in a provider's post, each once, and returns how many were new. Rejects with
 * `not_found` when the provider is not configured, `unauthenticated` when the post is not the provider's, `invalid`
 * when it cannot be read.
 */
export async function receiveWebhook(
  deps: Needs<
    'atomically' | 'log' | 'messageIds' | 'now' | 'returnPaths' | 'webhooks',
    'digests' | 'webhookLog'
  >,
  provider: BounceProvider,
  request: Pick<WebhookRequest, 'body' | 'headers'>,
): Promise<number> {
  const { read, setting } = deps.webhooks[provider];
  if (read === null)
    throw new DomainError('not_found', `Posts of ${provider} are not taken here: ${setting} is not set.`);
  const count = (outcome: PostOutcome, stated: { events?: number; recorded?: number; detail?: string }) =>
    deps.stores.webhookLog.countPost(
      { provider, outcome, events: 0, recorded: 0, detail: null, ...stated },
      deps.now(),
    );
  const firstUse = (token: string) =>
    deps.stores.webhookLog.useToken(
      { provider, tokenHash: sha256(token), bodyHash: sha256(request.body) },
      deps.now(),
    );
  let events: NamedEvent[];
  try {
    events = await read({ ...request, now: deps.now(), firstUse });
  } catch (error) {
    const expected = error instanceof DomainError ? error : null;
    await count(refusals[expected?.code ?? ''] ?? 'failed', {
      detail: expected?.message ?? 'an unexpected error; see the log',
    });
    throw error;
  }
  const recorded = await recordEvents(deps, provider, events);
  await count('taken', { events: events.length, recorded });
  return recorded;
}

function sha256(data: string | Uint8Array): Uint8Array {
  return createHash('sha256').update(data).digest();
}

const refusals: Readonly<Record<string, PostOutcome>> = { unauthenticated: 'refused', invalid: 'unreadable' };

/** How many were new. */
async function recordEvents(
  deps: Needs<'atomically' | 'log' | 'messageIds' | 'now' | 'returnPaths', 'digests'>,
  provider: BounceProvider,
  events: readonly NamedEvent[],
): Promise<number> {
  let fresh = 0;
  for (const { eventId, address, status, reason, messageIds, returnPaths } of events) {
    // Without a name of its own, an event is what it says.
    const name = eventId.trim() === '' ? JSON.stringify([address, status, reason, messageIds]) : eventId;
    // As with a report: nothing is kept that is not an address or a status code.
    const recipient = {
      address: addressIn(address) ?? '',
      status: statusIn(status),
      kind: kinds[reason],
      reason,
    };
    const recorded = await recordBounce(deps, {
      recipients: [recipient],
      aliases: new Map(),
      messageIds,
      deliveredTo: [],
      returnPaths,
      origin: provider,
      eventId: `${provider}\0${name}`,
      raw: Buffer.from(JSON.stringify({ address, status, reason, messageIds })),
    });
    fresh += recorded.filter((one) => one.recorded).length;
  }
  return fresh;
}
