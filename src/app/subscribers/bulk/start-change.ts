import { DomainError, type FieldError, invalid } from '../../../domain/errors.ts';
import { type BulkKind, statusesOf } from '../../../domain/subscribers/bulk-change.ts';
import type { SubscriberStatus } from '../../../domain/subscribers/subscriber.ts';
import { readTag } from '../../../domain/subscribers/tag.ts';
import { type AuditAction, recordAction } from '../../audit.ts';
import type { Deps, Needs } from '../../deps.ts';
import type { Stores } from '../../persistence.ts';
import { type AskedFilter, filterDetail, readFilter } from '../list/find-subscribers.ts';
import { requireRoom, tagNamed } from '../tags/edit-tags.ts';
import type { Tag } from '../tags/tag-store.ts';
import type { BulkChange } from './bulk-store.ts';

export type AskedChange = {
  kind: BulkKind;
  asked: AskedFilter;
  /** As it was typed; of the kinds `tag` and `untag`. */
  tag: string;
};

/** How many a change is for, by status. Rejects with `invalid` as `readFilter`. */
export async function countConcerned(
  { stores }: Needs<never, 'subscribers' | 'tags' | 'topics'>,
  kind: BulkKind,
  asked: AskedFilter,
): Promise<{ total: number; counts: Partial<Record<SubscriberStatus, number>> }> {
  const filter = await readFilter(stores, asked);
  const statuses = statusesOf(kind);
  const counts = Object.entries(await stores.subscribers.countsOf(filter)).filter(
    ([status, count]) =>
      count > 0 &&
      (filter.status === null || filter.status === status) &&
      (statuses === null || statuses.some((one) => one === status)),
  );
  return {
    total: counts.reduce((sum, [, count]) => sum + count, 0),
    counts: Object.fromEntries(counts),
  };
}

/** What each kind leaves in the log of changes. */
const actions: Record<BulkKind, AuditAction> = {
  tag: 'subscribers tagged',
  untag: 'subscribers untagged',
  unsubscribe: 'subscribers unsubscribed',
  erase: 'subscribers erased',
};

/**
 * Begins a change of all who fit, who are as many as the admin was told; a worker goes on with it. Who comes to fit
 * later has no part in it. Returns its id. Rejects with `invalid` for a wrong tag or filter, and with `conflict`, and
 * nothing is begun, when it would be for another number of subscribers, or for none.
 */
export async function startChange(
  deps: Pick<Deps, 'atomically' | 'now'>,
  input: AskedChange & { counted: number; actor: string },
): Promise<number> {
  const { kind, asked, counted, actor } = input;
  const at = deps.now();
  return await deps.atomically(async (stores) => {
    const tag = await tagOf(stores, input);
    const filter = await readFilter(stores, asked);
    const { id, total } = await stores.bulkChanges.begin({
      kind,
      tagId: tag?.id ?? null,
      filter,
      statuses: statusesOf(kind),
      actor,
      at,
    });
    if (total === 0) throw new DomainError('conflict', 'Nobody fits any more: there is nothing to do.');
    if (total !== counted)
      throw new DomainError(
        'conflict',
        `It is about ${total.toLocaleString('en')} subscribers now, and was about ${counted.toLocaleString('en')} when you were asked. Nothing is done yet: look at it again.`,
      );
    const detail = { change: id, count: total, ...(tag === null ? {} : { tag: tag.name }) };
    await stores.jobs.send('change-subscribers', { changeId: id }, { key: String(id) });
    await recordAction(stores, { actor, at }, actions[kind], 'subscribers', {
      ...detail,
      ...filterDetail(filter),
    });
    return id;
  });
}

/** The tag that is given, made if need be, or taken; null for kinds without one. */
async function tagOf(
  stores: Pick<Stores, 'tags'>,
  { kind, tag: typed }: Pick<AskedChange, 'kind' | 'tag'>,
): Promise<Tag | null> {
  if (kind !== 'tag' && kind !== 'untag') return null;
  const read = readTag(typed);
  const wrong = (message: string): FieldError[] => [{ field: 'givenTag', message }];
  if ('wrong' in read) throw invalid(wrong(read.wrong));
  if (kind === 'tag') {
    await requireRoom(stores, [read.tag]);
    const [made] = await stores.tags.ensureTags([read.tag]);
    if (made !== undefined) return made;
  }
  const found = await tagNamed(stores, typed);
  if (found === null) throw invalid(wrong(`there is no tag "${read.tag.name}"`));
  return found;
}

/** Rejects with `not_found`. */
export async function readChange(deps: Needs<never, 'bulkChanges'>, id: number): Promise<BulkChange> {
  const found = await deps.stores.bulkChanges.byId(id);
  if (found === null)
    throw new DomainError('not_found', `There is no change ${id}; it may be forgotten by now.`);
  return found;
}

/** Ends a change that goes on; who had their turn stays changed. Rejects with `conflict` when it has ended. */
export async function stopChange(
  deps: Needs<'atomically' | 'now', 'bulkChanges'>,
  id: number,
  actor: string,
): Promise<void> {
  const { left, total } = await readChange(deps, id);
  const at = deps.now();
  await deps.atomically(async (stores) => {
    if (!(await stores.bulkChanges.end(id, 'stopped', at)))
      throw new DomainError('conflict', `Change ${id} has ended already.`);
    const detail = { change: id, done: total - left, left };
    await recordAction(stores, { actor, at }, 'change of subscribers stopped', 'subscribers', detail);
  });
}
