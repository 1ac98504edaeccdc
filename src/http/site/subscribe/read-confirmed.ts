import type { Deps } from '../../../app/deps.ts';
import { interestNames } from '../../../app/interests/name-interests.ts';
import { languageOf } from '../../../domain/languages/index.ts';
import type { About } from '../../../domain/papers/subject.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { rhythmSentence } from '../../forms/form-options.ts';
import { momentOf } from '../../forms/words.ts';
import type { ConfirmedModel } from './subscribe-models.ts';

/** What somebody gets who has just become a subscriber, was one before, or is one again, in their language. */
export async function readConfirmedModel(
  { stores }: Pick<Deps, 'stores'>,
  subscriber: Subscriber,
  how: Pick<ConfirmedModel, 'already' | 'undone'> &
    Partial<Pick<ConfirmedModel, 'firstAction' | 'firstSent'>> & { added?: readonly About[] },
): Promise<ConfirmedModel> {
  const { nextDueAt, timezone, interests } = subscriber;
  const language = languageOf(subscriber.language);
  return {
    firstAction: null,
    firstSent: false,
    ...how,
    added: await interestNames(stores, how.added ?? [], language),
    interests: await interestNames(stores, interests, language),
    rhythm: rhythmSentence(subscriber, language),
    nextDigest: nextDueAt === null ? null : momentOf(nextDueAt, timezone, language),
  };
}
