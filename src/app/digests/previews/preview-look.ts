import type { Look } from '../../../domain/brand/look.ts';
import { allFields } from '../../../domain/papers/subject.ts';
import { nobody } from '../../../domain/subscribers/subscriber.ts';
import type { Needs } from '../../deps.ts';
import { deliveryMail } from '../delivery-mail.ts';

/** Papers of a preview: enough to see what stands between two. */
const shown = 4;

/**
 * A digest of what trends, with that look; nothing is written or sent, and its links do nothing. Null: there are no
 * papers.
 */
export async function previewLook(
  deps: Needs<'brand' | 'composer' | 'links' | 'mailDomain' | 'now' | 'returnPaths', 'papers'>,
  look: Look,
): Promise<string | null> {
  const now = deps.now();
  const { items } = await deps.stores.papers.trending({
    window: null,
    topicId: null,
    query: null,
    asker: null,
    now,
    page: 1,
    limit: shown,
  });
  if (items.length === 0) return null;
  const { language } = await deps.brand.now();
  const delivery = {
    id: '0',
    digestId: 0,
    subscriberId: nobody,
    email: `nobody@${deps.mailDomain}`,
    timezone: 'UTC',
    cadence: 'daily' as const,
    language: language ?? 'en',
    attempt: 0,
    waived: 0,
    messageId: `<look@${deps.mailDomain}>`,
    asOf: now,
    introduced: false,
    paperIds: items.map(({ id }) => id),
    subjectIds: items.map(() => allFields),
    followed: [],
  };
  const cards = items.map((paper) => ({
    card: { paper, upvotes: paper.upvotes, trend: null },
    subjectId: allFields,
  }));
  const mail = deliveryMail(deps, delivery, cards, () => null, null);
  if (mail.kind !== 'digest') return null;
  const { html } = await deps.composer.compose({ ...mail, links: { ...mail.links, view: null }, look });
  return html;
}
