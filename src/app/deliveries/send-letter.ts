import { DomainError, messageOf } from '../../domain/errors.ts';
import { type Handover, outcomeOf } from '../../domain/sending/outcome.ts';
import { domainOf } from '../../domain/subscribers/address.ts';
import type { Needs } from '../deps.ts';
import type { OutgoingMail, SentLetter } from '../mail.ts';
import { believeRefusals } from './believe-refusals.ts';

/**
 * Hands over one message that is no digest, by a mail server that is not held, or to try one that is. `subscriberId`:
 * of whom it reaches; null for an admin. That its address is gone is taken note of, once it is known that the server
 * does not refuse everybody.
 */
export async function sendLetter(
  deps: Needs<'atomically' | 'log' | 'now' | 'serverHolds' | 'transport', 'digests' | 'returns'>,
  mail: OutgoingMail,
  subscriberId: number | null,
): Promise<SentLetter> {
  const begunAt = deps.now();
  const way = await deps.serverHolds.way();
  const pause = deps.serverHolds.pause();
  if (way.kind === 'held' && pause !== null)
    return { outcome: { kind: 'retry', stage: null, reply: pause.reason }, waitUntil: pause.until };
  const probe = way.kind === 'probe' ? way.server : null;
  const handover = probe === null ? await deps.transport.send(mail) : await tryServer(deps, mail, probe);
  const outcome = outcomeOf(handover, mail);
  const hard = outcome.kind === 'failed' && outcome.hard;
  const of = subscriberId === null ? null : { subscriberId, reply: outcome.reply, hard, delivery: null };
  const domain = domainOf(mail.envelopeTo);
  const { server } = handover;
  await believeRefusals(deps, await deps.serverHolds.learn({ server, outcome, domain, of, begunAt, probe }));
  return { outcome, waitUntil: outcome.kind === 'sent' ? null : (deps.serverHolds.pause()?.until ?? null) };
}

async function tryServer(
  deps: Needs<'serverHolds' | 'transport', never>,
  mail: OutgoingMail,
  probe: string,
): Promise<Handover> {
  try {
    const place = await deps.transport.reserve(undefined, probe);
    return await place.send(mail);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const none = { reply: null, stage: null, accepted: false, bodyGiven: false, server: probe };
    return { ...none, error: messageOf(error) };
  }
}
