import { parseAddress } from '../domain/address.ts';
import { ipPrefix } from '../domain/client-ip.ts';
import { caps, consentTextVersion } from '../domain/consent.ts';
import { DomainError, invalid } from '../domain/errors.ts';
import { type RawChoices, readChoices } from './choices.ts';
import type { Deps } from './ports.ts';

export type SubscribeInput = RawChoices & {
  email: string;
  /** Which form was filled in: `home`, `topic:cs.RO`, `api` … */
  form: string;
  clientIp: string | null;
};

/**
 * Takes a request to subscribe. What is answered, and the work done before answering, are the same for a new,
 * pending, active, unsubscribed or suppressed address: what is to be mailed is decided later, by the job
 * (send-subscription-mail.ts). Rejects with `invalid` for wrong fields and `too_many` for a client network that
 * asks too often.
 */
export async function subscribe(deps: Deps, input: SubscribeInput): Promise<void> {
  const address = parseAddress(input.email);
  const known = { papers: deps.stores.papers, topics: deps.knownTopics };
  const { choices, errors } = await readChoices(known, input);
  const wrong = address.ok ? errors : [{ field: 'email', message: address.message }, ...errors];
  if (!address.ok || wrong.length > 0) throw invalid(wrong);

  const now = deps.now();
  const prefix = input.clientIp === null ? null : ipPrefix(input.clientIp);
  const taken = await deps.requestBook({
    email: address.address,
    form: input.form,
    textVersion: consentTextVersion,
    clientIp: input.clientIp,
    ipPrefix: prefix,
    limit: { since: new Date(now.getTime() - caps.prefix.span), most: caps.prefix.most },
    mailDomain: address.domain,
    choices,
    createdAt: now,
  });
  if (!taken)
    throw new DomainError(
      'too_many',
      'Too many subscriptions came from your network within an hour. Please try again later.',
      { retryAfter: caps.prefix.span / 1000 },
    );
}
