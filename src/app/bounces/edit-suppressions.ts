import { DomainError, invalid } from '../../domain/errors.ts';
import { parseAddress } from '../../domain/subscribers/address.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';
import type { Suppression } from './suppression-store.ts';

/**
 * Suppresses an address, or all addresses at exactly one domain, with a line in the audit. `actor`: who asked. Rejects
 * with `invalid`.
 */
export async function addSuppression(
  deps: Pick<Deps, 'atomically' | 'now'>,
  input: { email?: string; domain?: string; note?: string | null; actor: string },
): Promise<Suppression> {
  const { email, domain, note = null, actor } = input;
  if ((email === undefined) === (domain === undefined))
    throw invalid([{ field: 'email', message: 'give either an address or a domain' }]);
  // A domain is right when an address at it would be.
  const parsed = parseAddress(email ?? `anybody@${domain}`);
  if (!parsed.ok)
    throw invalid([{ field: email === undefined ? 'domain' : 'email', message: parsed.message }]);
  return await deps.atomically(async (stores) => {
    const added =
      email === undefined
        ? await stores.suppressions.suppressDomain(parsed.domain, { note })
        : await stores.suppressions.suppress(parsed.address, 'manual', { note });
    await recordAction(
      stores,
      { actor, at: deps.now() },
      'suppression added',
      `suppression ${added.id}`,
      suppressionDetail(added),
    );
    return added;
  });
}

/** Lifts a suppression, with a line in the audit. Rejects with `not_found`. */
export async function liftSuppression(
  deps: Pick<Deps, 'atomically' | 'now'>,
  id: number,
  actor: string,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const lifted = await stores.suppressions.lift(id);
    if (lifted === null) throw new DomainError('not_found', `There is no suppression ${id}.`);
    await recordAction(
      stores,
      { actor, at: deps.now() },
      'suppression lifted',
      `suppression ${id}`,
      suppressionDetail(lifted),
    );
  });
}

/**
 * What the audit says of it. An address would be there longer than the person's data may be; a domain is no person's.
 */
function suppressionDetail({ domain, reason, note }: Suppression): Record<string, unknown> {
  return {
    reason,
    ...(domain === null ? {} : { domain }),
    ...(note === null || domain === null ? {} : { note }),
  };
}
