import { DomainError, invalid } from '../../domain/errors.ts';
import { domainOf, parseAddress } from '../../domain/subscribers/address.ts';
import { networksOf } from '../../domain/subscribers/client-ip.ts';
import { caps } from '../../domain/subscribers/consent.ts';
import type { MailedLinkKind } from '../../domain/subscribers/mailed-link.ts';
import type { Needs } from '../deps.ts';

/** What anybody may ask for, with an address that may be somebody else's. */
type AskedByAnybody = Extract<MailedLinkKind, 'manage' | 'saved'>;

/**
 * Takes a wish for the link to manage a subscription, or to its list of saved papers, which then offers `papers` to be
 * added. What is answered, and the work done before answering, are the same for every address; whether a mail goes out
 * is decided later, by the job (send-link.ts). Rejects with `invalid` for what is no address and `too_many` for a
 * client network that asks too often.
 */
export async function askByAddress(
  deps: Needs<'atomically' | 'now', never>,
  input: { kind: AskedByAnybody; email: string; clientIp: string | null; papers?: readonly number[] },
): Promise<void> {
  const address = parseAddress(input.email);
  if (!address.ok) throw invalid([{ field: 'email', message: address.message }]);
  await askForLink(deps, { ...input, email: address.address });
}

/** The same for a link of any kind, to an address that is known. Rejects with `too_many`. */
export async function askForLink(
  deps: Needs<'atomically' | 'now', never>,
  input: { kind: MailedLinkKind; email: string; clientIp: string | null; papers?: readonly number[] },
): Promise<void> {
  const { kind, email, clientIp, papers = [] } = input;
  const now = deps.now();
  const { span, most } = caps.prefix;
  const { network, site } = networksOf(clientIp);
  const taken = await deps.atomically(async (stores) => {
    const requestId = await stores.linkRequests.askForLink({
      kind,
      email,
      ipPrefix: network,
      ipSite: site,
      mailDomain: domainOf(email),
      paperIds: papers,
      createdAt: now,
      limit: { since: new Date(now.getTime() - span), most, mostOfSite: caps.site.most },
    });
    if (requestId !== null) await stores.jobs.send('send-link', { requestId });
    return requestId !== null;
  });
  if (!taken)
    throw new DomainError(
      'too_many',
      'Too many links were asked for from your network within an hour. Please try again later.',
      { retryAfter: span / 1000 },
    );
}
