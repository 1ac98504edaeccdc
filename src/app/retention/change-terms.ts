import { invalid } from '../../domain/errors.ts';
import { type RetentionName, readTerms, retentionNames, termsOf } from '../../domain/retention/retention.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';

/**
 * Changes how long things are kept, as an owner typed it (`readTerms`), from the next tidying on. Rejects with
 * `invalid` about each field that is wrong; then nothing is changed.
 */
export async function changeTerms(
  deps: Pick<Deps, 'atomically' | 'now'>,
  typed: Readonly<Record<RetentionName, string>>,
  actor: string,
): Promise<void> {
  const { said, errors } = readTerms(typed);
  if (errors.length > 0) throw invalid(errors);
  await deps.atomically(async (stores) => {
    const before = termsOf(await stores.retention.readSaid());
    const after = termsOf(said);
    const changed = retentionNames.filter((name) => before[name] !== after[name]);
    if (changed.length === 0) return;
    await stores.retention.writeSaid(said);
    const detail = Object.fromEntries(changed.map((name) => [name, [before[name], after[name]]]));
    await recordAction(stores, { actor, at: deps.now() }, 'retention changed', 'retention', detail);
  });
}
