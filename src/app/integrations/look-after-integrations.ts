import { nextDue } from '../../domain/time/cadence.ts';
import { localTime } from '../../domain/time/zone.ts';
import type { Needs } from '../deps.ts';
import type { Integration } from './integration-store.ts';

/** When the next post of a chat is due. */
export function nextPost({ timezone, hour }: Pick<Integration, 'timezone' | 'hour'>, after: Date): Date {
  return nextDue(after, { cadence: 'daily', weekday: 'monday', timezone, hour });
}

/**
 * Gives what waits to the workers, some seconds after it happened: new events, tries that are due again, what a killed
 * worker had in hand, and the posts whose hour has come. No post is made while sending is paused or the schedule is
 * held; one that was missed is made once afterwards.
 */
export async function lookAfterIntegrations(
  deps: Needs<'atomically' | 'log' | 'now', 'installation' | 'integrations' | 'jobs' | 'settings'>,
): Promise<void> {
  const now = deps.now();
  const { integrations, jobs } = deps.stores;
  await integrations.expire(now);
  const due = await integrations.duePosts(now);
  if (due.length > 0 && !(await isHeld(deps)))
    for (const { id } of due)
      await deps.atomically(async (stores) => {
        const integration = await stores.integrations.lock(id);
        if (integration?.nextPostAt == null || integration.nextPostAt > now) return;
        const { year, month, day } = localTime(integration.nextPostAt, integration.timezone);
        const date = new Date(Date.UTC(year, month - 1, day));
        const post = {
          integrationId: id,
          event: 'papers.daily',
          day: date,
          at: now,
          nextTryAt: now,
        } as const;
        await stores.integrations.addMessage(post);
        await stores.integrations.change(id, { nextPostAt: nextPost(integration, now) });
      });
  for (const integrationId of await integrations.withWork(now))
    await jobs.send('tell-integration', { integrationId }, { key: String(integrationId) });
}

async function isHeld({ stores }: Needs<never, 'installation' | 'settings'>): Promise<boolean> {
  const [{ sendingPausedAt }, hold] = await Promise.all([stores.settings.read(), stores.installation.hold()]);
  return sendingPausedAt !== null || hold !== null;
}
