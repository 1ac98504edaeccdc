import type { ProxyDoubt } from '../client.ts';
import { isWithin, type Network } from '../ip-address.ts';
import { dayMs } from '../time/units.ts';
import { pass, type Verdict, warn } from './check.ts';

/** A doubt about a proxy, and when it was seen last. */
export type SeenDoubt = ProxyDoubt & { at: Date };

/** Whether a doubt still holds: seen within a day, and not of a proxy that is trusted by now. */
export function isCurrent({ kind, address, at }: SeenDoubt, trusted: readonly Network[], now: Date): boolean {
  const isMended = kind === 'untrusted' && isWithin(address, trusted);
  return !isMended && at.getTime() > now.getTime() - dayMs;
}

/** What is wrong, what follows from that, and what to do, for an operator. */
export function proxyAdvice({ kind, address }: ProxyDoubt): string {
  if (kind === 'silent')
    return `Requests come from this machine (${address}) under another name than localhost, without X-Forwarded-For. If a proxy passes them on, all readers who come that way share one cap: have it set X-Forwarded-For.`;
  const network = `${address}/${address.includes(':') ? 128 : 32}`;
  return `X-Forwarded-For comes from ${address}, which is not trusted: all readers who come that way share one cap. If it is a proxy of yours, set TRUSTED_PROXIES=${network}, beside those that it names already; if not, let only your proxy reach this service.`;
}

export function judgeProxy(seen: SeenDoubt | null, trusted: readonly Network[], now: Date): Verdict {
  return seen !== null && isCurrent(seen, trusted, now)
    ? warn(proxyAdvice(seen))
    : pass('Nothing was seen in front of this service that hides who its readers are.');
}
