import { languageOf } from '../../domain/languages/index.ts';
import { subjectName } from '../../domain/papers/subject.ts';
import type { Carried } from '../../domain/ranking/carried.ts';
import type { SubjectNames } from '../interests/subject-cache.ts';
import type { Links } from '../links.ts';
import type {
  AnnouncementMail,
  DigestMail,
  DigestWords,
  PaperCard,
  QuietMail,
  RenderedLetter,
} from '../mail.ts';
import type { ReturnPaths } from '../return-paths.ts';
import { sourceNames } from './carried/carried-papers.ts';
import type { BegunDelivery } from './delivery-store.ts';
import { digestSections } from './digest-sections.ts';

/** What an editor adds to a digest, or says in place of one. */
type Said = { letter?: RenderedLetter | null; words?: DigestWords | null; carried?: Carried | null };

/** What makes the addresses in and on a mail. */
export type MailAddresses = { links: Links; returnPaths: ReturnPaths };

/**
 * What one delivery says, in its reader's language; the note on quiet days when it has no papers. `papers`: their cards
 * and the subjects that they are there for. `silentSince`: when the reader was last mailed, or confirmed; null for a
 * delivery with papers, or when it is not known. `letter`: what the announcement says that it is of; `words`: what an
 * editor says in a digest; `carried`: the collection in it.
 */
export function deliveryMail(
  { links, returnPaths }: MailAddresses,
  delivery: BegunDelivery,
  papers: readonly { card: PaperCard; subjectId: number }[],
  names: SubjectNames,
  silentSince: Date | null,
  { letter = null, words = null, carried = null }: Said = {},
): AnnouncementMail | DigestMail | QuietMail {
  const { id, subscriberId, asOf } = delivery;
  const language = languageOf(delivery.language);
  const mail = {
    to: delivery.email,
    messageId: delivery.messageId,
    date: asOf,
    digestId: delivery.digestId,
    cadence: delivery.cadence,
    language,
    timezone: delivery.timezone,
    interests: delivery.followed
      .map(names)
      .filter((named) => named !== null)
      .map((named) => subjectName(named, language)),
    links: {
      unsubscribe: links.unsubscribe(subscriberId),
      preferences: links.preferences(subscriberId),
      view: links.view(id),
    },
    returnPath: returnPaths.of({ kind: 'digest', deliveryId: id }),
  };
  if (letter !== null) return { kind: 'announcement', ...mail, ...letter };
  if (delivery.paperIds.length === 0) return { kind: 'quiet-note', ...mail, since: silentSince ?? asOf };
  const voteLinks = (paperId: number) => links.feedback(subscriberId, paperId);
  const sections = digestSections(papers, sourceNames(carried, names), voteLinks, language);
  return { kind: 'digest', ...mail, words, sections };
}
