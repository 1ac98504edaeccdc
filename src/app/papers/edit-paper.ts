import { DomainError, invalid } from '../../domain/errors.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import { recordAction } from '../audit.ts';
import type { Deps } from '../deps.ts';

export const longestNote = 2_000;

export type PaperEdit = {
  /** Among the editor's picks, which come first in digests. */
  pinned?: boolean | undefined;
  hidden?: boolean | undefined;
  /** Shown to readers beside the paper; null or blank for none. */
  note?: string | null | undefined;
};

/**
 * An editor's word on a paper; what is absent stays. A paper that is pinned again keeps its moment. `actor`: who asks.
 * Rejects with `not_found`, or `invalid` for a note that is too long.
 */
export async function editPaper(
  deps: Pick<Deps, 'atomically' | 'now'>,
  id: number,
  edit: PaperEdit,
  actor: string,
): Promise<Paper> {
  const note = edit.note?.trim() || null;
  if (note !== null && note.length > longestNote)
    throw invalid([{ field: 'note', message: `must not have more than ${longestNote} characters` }]);
  return await deps.atomically(async ({ papers, audit }) => {
    const before = await papers.byId(id);
    if (before === null) throw new DomainError('not_found', `There is no paper ${id}.`);
    const now = deps.now();
    await papers.edit(id, {
      ...(edit.hidden === undefined ? {} : { hidden: edit.hidden }),
      ...(edit.note === undefined ? {} : { note }),
      ...(edit.pinned === undefined ? {} : { pinnedAt: edit.pinned ? (before.pinnedAt ?? now) : null }),
    });
    const after = (await papers.byId(id)) ?? before;
    const object = `paper ${id}`;
    await recordAction({ audit }, { actor, at: now }, 'paper changed', object, changes(before, after));
    return after;
  });
}

/** What the audit says of it: only what is different now. */
function changes(before: Paper, after: Paper): Record<string, unknown> {
  return {
    ...((before.pinnedAt === null) === (after.pinnedAt === null) ? {} : { pinned: after.pinnedAt !== null }),
    ...(before.hidden === after.hidden ? {} : { hidden: after.hidden }),
    ...(before.note === after.note ? {} : { note: after.note }),
  };
}
