import type { ProxyDoubt } from '../../domain/client.ts';
import { proxyAdvice } from '../../domain/doctor/proxy.ts';
import { messageOf } from '../../domain/errors.ts';
import { hourMs } from '../../domain/time/units.ts';
import type { Needs } from '../deps.ts';

/**
 * Tells of a proxy that hides readers: a line in the log, and a note for the console and the doctor, once an hour over
 * all processes. Anybody can send a header, so more would be a way to fill the log. Costs nothing in between, and never
 * rejects.
 */
export function createProxyWatch({
  stores,
  log,
  now,
}: Needs<'log' | 'now', 'proxyDoubts'>): (doubt: ProxyDoubt) => void {
  let quietUntil = 0;

  async function tell(doubt: ProxyDoubt, at: Date): Promise<void> {
    try {
      if (!(await stores.proxyDoubts.note({ ...doubt, at }, new Date(at.getTime() - hourMs)))) return;
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'what is wrong with a proxy could not be noted for the console');
    }
    log.warn({ proxy: doubt.address, advice: proxyAdvice(doubt) }, 'a proxy hides who the readers are');
  }

  return (doubt) => {
    const at = now();
    if (at.getTime() < quietUntil) return;
    quietUntil = at.getTime() + hourMs;
    void tell(doubt, at);
  };
}
