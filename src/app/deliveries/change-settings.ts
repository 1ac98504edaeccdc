import { invalid } from '../../domain/errors.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';
import type { Settings } from './settings-store.ts';

/** The highest rate that can be set, in messages a second: more than any mail server takes. */
const mostRate = 100_000;

/**
 * Changes what an admin may change while everything runs, with a line in the audit; what is absent stays. All processes
 * follow within seconds. `maxSendRate` as it was typed: empty for MAX_SEND_RATE. Rejects with `invalid`.
 */
export async function changeSettings(
  deps: Pick<Deps, 'atomically' | 'now'>,
  input: { maxSendRate?: string; sending?: 'paused' | 'on'; firstSteps?: 'hidden' },
  actor: string,
): Promise<void> {
  const now = deps.now();
  const typed = input.maxSendRate?.trim();
  const rate = typed === undefined || typed === '' ? null : Number(typed);
  if (rate !== null && !(rate >= 0.01 && rate <= mostRate))
    throw invalid([{ field: 'maxSendRate', message: `must be a number from 0.01 to ${mostRate}, or empty` }]);
  await deps.atomically(async (stores) => {
    const before = await stores.settings.read();
    const wasPaused = before.sendingPausedAt !== null;
    const paused = input.sending === undefined ? wasPaused : input.sending === 'paused';
    const newRate = typed !== undefined && rate !== before.maxSendRate;
    const hides = input.firstSteps === 'hidden' && !before.firstStepsHidden;
    if (!newRate && paused === wasPaused && !hides) return;
    // Nothing but what is changed: somebody else may be changing the rest.
    const change: Partial<Settings> = {
      ...(newRate ? { maxSendRate: rate } : {}),
      ...(paused === wasPaused ? {} : { sendingPausedAt: paused ? now : null }),
      ...(hides ? { firstStepsHidden: true } : {}),
    };
    await stores.settings.write(change);
    const detail = {
      ...(newRate ? { maxSendRate: rate, before: before.maxSendRate } : {}),
      ...(paused === wasPaused ? {} : { sending: paused ? 'paused' : 'on' }),
      ...(hides ? { firstSteps: 'hidden' } : {}),
    };
    await recordAction(stores, { actor, at: now }, 'settings changed', 'settings', detail);
  });
}
