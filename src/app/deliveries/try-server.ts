import { DomainError } from '../../domain/errors.ts';
import { triedAgain } from '../../domain/sending/server-hold.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { StoredHold } from './server-hold-store.ts';

/** The mail servers that are held, for all processes; the one that is held longest first. */
export async function heldServers({ stores }: Needs<never, 'serverHolds'>): Promise<StoredHold[]> {
  return await stores.serverHolds.list();
}

/**
 * Has a held mail server tried at once, and then for another day, with a line in the audit. `actor`: who asks. Rejects
 * with `not_found` when the hold has ended.
 */
export async function tryServer(
  deps: Pick<Deps, 'atomically' | 'now'>,
  id: number,
  actor: string,
): Promise<StoredHold> {
  const at = deps.now();
  return await deps.atomically(async (stores) => {
    const hold = await stores.serverHolds.byId(id);
    if (hold === null) throw new DomainError('not_found', 'This mail server is not held any more.');
    await stores.serverHolds.update(triedAgain(hold, at));
    await stores.serverHolds.hastenHeldJobs();
    const { server, cause } = hold;
    await recordAction(stores, { actor, at }, 'mail server tried again', `mail-server ${id}`, {
      server,
      cause,
    });
    return { ...hold, ...triedAgain(hold, at) };
  });
}
