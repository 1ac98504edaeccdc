import { DomainError, invalid } from '../../../domain/errors.ts';
import { type Letter, readLetter } from '../../../domain/sending/announcement.ts';
import { recordAction } from '../../audit.ts';
import type { Needs } from '../../deps.ts';
import { type CarryInput, carriedDetail, readCarried } from '../carried/read-carried.ts';
import { readTypedWords, type TypedWords } from '../letters/set-next-words.ts';
import { readSendTime, type SendTimeInput, sendTimeDetail } from './send-time.ts';

/**
 * What a planned send is to be: another moment, and, for an announcement the letter, for a digest what is said in it
 * and the collection that it carries.
 */
export type PlannedInput = SendTimeInput &
  CarryInput & {
    letter: Letter;
    words: readonly TypedWords[];
  };

/**
 * Changes a planned send before its moment. Rejects with `invalid` and every wrong field, `not_found`, and `conflict`
 * when it is on its way already, or was cancelled.
 */
export async function changePlanned(
  deps: Needs<'atomically' | 'now', 'dueTimes'>,
  id: number,
  input: PlannedInput,
  actor: string,
): Promise<void> {
  const now = deps.now();
  await deps.atomically(async (stores) => {
    const digest = await stores.digests.lock(id);
    if (digest === null) throw new DomainError('not_found', `There is no digest ${id}.`);
    if (digest.status !== 'planned')
      throw new DomainError('conflict', `Digest ${id} is ${digest.status}: it cannot be changed any more.`);
    const { errors, sendAt, ...where } = await readSendTime(deps, input, digest.cadence, now);
    if (sendAt === null && errors.length === 0) errors.push({ field: 'sendAt', message: 'is missing' });
    const isLetter = digest.body !== null;
    const { letter, errors: wrongLetter } = readLetter(input.letter);
    const { words, errors: wrongWords } = readTypedWords(input.words);
    const { carried, errors: wrongCollection } = await readCarried({ stores }, input, digest.carried);
    errors.push(...(isLetter ? wrongLetter : [...wrongWords, ...wrongCollection]));
    if (sendAt === null || errors.length > 0) throw invalid(errors);
    // As of its moment, unless another instant was asked for.
    const asOf = digest.asOf.getTime() === digest.sendAt?.getTime() ? sendAt : digest.asOf;
    const said = isLetter
      ? { ...letter, words: null, carried: null }
      : { subject: null, body: null, words, carried };
    await stores.digests.changePlan(id, { sendAt, ...where, asOf, ...said });
    const detail = {
      ...sendTimeDetail({ sendAt, sendOn: where.sendOn }),
      ...carriedDetail(said.carried),
    };
    await recordAction(stores, { actor, at: now }, 'planned send changed', `digest ${id}`, detail);
  });
}
