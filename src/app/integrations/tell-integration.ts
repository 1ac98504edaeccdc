import type { IntegrationKind } from '../../domain/integrations/integration.ts';
import { type Answer, failingMs, judge, nextTry, troubleOf } from '../../domain/integrations/retries.ts';
import { minuteMs } from '../../domain/time/units.ts';
import { serviceItself } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import { choosePostedPapers } from './choose-posted-papers.ts';
import { composeMessage } from './compose-message.ts';
import type { Integration, IntegrationMessage } from './integration-store.ts';
import { openTarget } from './target.ts';

export type TellNeeds = Needs<
  'atomically' | 'brand' | 'links' | 'log' | 'now' | 'outgoing' | 'vault',
  'digests' | 'integrations' | 'papers' | 'subscribers'
>;

/** How long one message is in hand at most: longer than any request takes. */
export const leaseMs = minuteMs;
/** After so long a job makes room for others'; the rest is given out again within seconds. */
const longestJobMs = minuteMs;

/**
 * Tells an integration what waits for it, one thing after the other, the oldest first. Each message is written down as
 * in hand before it is sent, so two workers never send the same one at the same time; what a killed one had in hand
 * waits again (`lookAfterIntegrations`).
 */
export async function tellIntegration(deps: TellNeeds, id: number, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  while (!signal.aborted && performance.now() - started < longestJobMs) {
    const now = deps.now();
    const message = await deps.stores.integrations.take(id, now, new Date(now.getTime() + leaseMs));
    const integration = message === null ? null : await deps.stores.integrations.byId(id);
    if (message === null || integration === null) return;
    await tellMessage(deps, integration, message);
  }
}

/** Tries once to tell this, which is in hand, and writes down what came of it; resolves with the trouble, if any. */
export async function tellMessage(
  deps: TellNeeds,
  integration: Integration,
  message: IntegrationMessage,
): Promise<string | null> {
  const papers = await papersOf(deps, integration, message);
  if (message.event === 'papers.daily' && papers.length === 0) {
    const to = { state: 'skipped', nextTryAt: deps.now() } as const;
    await deps.stores.integrations.settle(message, to, null);
    return null;
  }
  const target = await openTarget(deps, integration.id);
  const started = performance.now();
  const answer: Answer =
    target === null
      ? {
          kind: 'unreached',
          reason: 'its address cannot be read since SECRET_KEY was changed: type it again',
        }
      : await deps.outgoing.send(
          await composeMessage(deps, integration, target, { ...message, paperIds: papers }),
        );
  const ms = Math.round(performance.now() - started);
  await settle(deps, integration, message, answer, ms);
  return troubleOf(answer);
}

/** The papers of a post: chosen once, the same at each try. */
async function papersOf(
  deps: TellNeeds,
  integration: Integration,
  { id, event, paperIds }: IntegrationMessage,
): Promise<number[]> {
  if (integration.kind === 'webhook' || paperIds.length > 0) return paperIds;
  const chosen = await choosePostedPapers(deps, integration);
  // Those of a test are not posted by it: they come with the day's post all the same.
  if (event === 'papers.daily') await deps.stores.integrations.keepPapers(id, chosen);
  return chosen;
}

async function settle(
  deps: TellNeeds,
  { id, kind }: { id: number; kind: IntegrationKind },
  message: IntegrationMessage,
  answer: Answer,
  ms: number,
): Promise<void> {
  const now = deps.now();
  const verdict = judge(kind, answer);
  const retryAfter = answer.kind === 'answered' ? answer.retryAfter : null;
  // A test is tried once: a person waits for its answer.
  const again =
    verdict === 'again' && message.event !== 'test'
      ? nextTry(kind, message.tries, now, { retryAfter, random: Math.random() })
      : null;
  const trouble = troubleOf(answer);
  const status = answer.kind === 'answered' ? answer.status : null;
  const ended = verdict === 'delivered' || verdict === 'unknown' ? verdict : 'failed';
  const to = { state: again === null ? ended : 'waiting', nextTryAt: again ?? now } as const;
  await deps.atomically(async (stores) => {
    const integration = await stores.integrations.lock(id);
    const taken = await stores.integrations.settle(message, to, { at: now, ms, status, trouble });
    if (!taken || integration === null) return;
    if (verdict === 'delivered') {
      if (integration.failingSince !== null) await stores.integrations.change(id, { failingSince: null });
      return;
    }
    const since = integration.failingSince ?? now;
    const worn = again === null && now.getTime() - since.getTime() >= failingMs;
    if (integration.enabled && (verdict === 'gone' || worn)) {
      await stores.integrations.change(id, {
        enabled: false,
        offReason: trouble ?? 'nothing arrived for a day',
        failingSince: since,
        nextPostAt: null,
      });
      await stores.integrations.dropWaiting(id);
      const by = { actor: serviceItself, at: now };
      await recordAction(stores, by, 'integration switched off', `integration ${id}`, { reason: trouble });
    } else if (integration.failingSince === null && message.event !== 'test')
      await stores.integrations.change(id, { failingSince: since });
  });
  if (trouble !== null)
    deps.log.warn(
      { integration: id, event: message.event, tries: message.tries, trouble },
      'an integration could not be told',
    );
}
