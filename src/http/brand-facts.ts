import type { Deps, Needs } from '../app/deps.ts';
import type { Brand } from '../domain/brand/brand.ts';
import type { Facts } from '../domain/brand/texts.ts';
import { sourceTitles } from '../domain/papers/paper-source.ts';
import { termsOf } from '../domain/retention/retention.ts';
import { undoDays } from '../domain/subscribers/unsubscribing.ts';

/** What this installation's own texts tell of it. */
export async function factsOf(
  {
    deps,
    postalAddress,
  }: {
    deps: Pick<Deps, 'sources'> & Needs<never, 'integrations' | 'retention'>;
    postalAddress: string | null;
  },
  { name, contact }: Brand,
): Promise<Facts> {
  const sources = deps.sources.map((source) => sourceTitles[source.name]);
  // Where readers' addresses are sent on to.
  const told = (await deps.stores.integrations.list()).filter((one) => one.enabled && one.withReader);
  const givenTo = [...new Set(told.map(({ host }) => host))];
  const terms = termsOf(await deps.stores.retention.readSaid());
  return { givenTo, name, contact, sources, postalAddress, terms, undoDays };
}
