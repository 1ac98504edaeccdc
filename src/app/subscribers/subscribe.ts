import { DomainError, invalid } from '../../domain/errors.ts';
import { parseAddress } from '../../domain/subscribers/address.ts';
import { networksOf } from '../../domain/subscribers/client-ip.ts';
import { caps, consentTextVersion } from '../../domain/subscribers/consent.ts';
import type { Deps, Needs } from '../deps.ts';
import { type RawChoices, readChoices } from './choices.ts';
import type { Choices } from './subscriber-stores.ts';

export type SubscribeInput = RawChoices & {
  email: string;
  /** Which form was filled in: `home`, `topic:cs.RO`, `api` … */
  form: string;
  /** The solution of a challenge (crowd.ts), if there is one. */
  proof?: string;
  /** Null: not known. */
  clientIp: string | null;
};

/**
 * Takes a request to subscribe. What is answered, and the work done before answering, are the same for a new,
 * pending, active, unsubscribed or suppressed address: what is to be mailed is decided later, by the job
 * (send-subscription-mail.ts). Rejects with `invalid` for wrong fields and `too_many` for a client network that
 * asks too often, and in a crowd (crowd.ts).
 */
export async function subscribe(
  deps: Needs<'crowd' | 'knownTopics' | 'now' | 'writeRequest', 'papers'>,
  input: SubscribeInput,
): Promise<void> {
  const address = parseAddress(input.email);
  const known = { papers: deps.stores.papers, topics: deps.knownTopics };
  const { choices, errors } = await readChoices(known, input);
  const wrong = address.ok ? errors : [{ field: 'email', message: address.message }, ...errors];
  if (!address.ok || wrong.length > 0) throw invalid(wrong);
  const { form, clientIp, proof = '' } = input;
  const admitted = await deps.crowd.admit(proof);
  await requestSubscription(deps, {
    address: address.address,
    mailDomain: address.domain,
    choices,
    form,
    clientIp,
  });
  admitted.taken();
}

/** Takes a request whose address and choices are read. Rejects with `too_many` as `subscribe`. */
export async function requestSubscription(
  deps: Pick<Deps, 'now' | 'writeRequest'>,
  input: { address: string; mailDomain: string; choices: Choices; form: string; clientIp: string | null },
): Promise<void> {
  const { address, mailDomain, choices, form, clientIp } = input;
  const now = deps.now();
  const { network, site } = networksOf(clientIp);
  const taken = await deps.writeRequest({
    email: address,
    form,
    textVersion: consentTextVersion,
    clientIp,
    ipPrefix: network,
    ipSite: site,
    limit: {
      since: new Date(now.getTime() - caps.prefix.span),
      most: caps.prefix.most,
      mostOfSite: caps.site.most,
    },
    mailDomain,
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
