import type { FastifyReply, FastifyRequest } from 'fastify';
import { changePlanned } from '../../../app/digests/planned/change-planned.ts';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { carryAsked, carryValues, readCarry } from './carry-form.ts';
import { runForm } from './compose-form.ts';
import { planModel, planPage } from './planned-models.ts';
import { readWhen, whenAsked, whenValues } from './when-form.ts';
import { readWordsForm, wordsLanguages, wordsValues } from './words-form.ts';

const schema = { params: IdParams };

/** Changing a send that is planned for a moment to come. */
export function plannedRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, who, actor }: ConsoleContext,
): void {
  const { collections, digests, dueTimes, subscriberCounts } = deps.stores;

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: number,
    typed?: Pick<Parameters<typeof planModel>[0], 'letter' | 'words' | 'carry' | 'when' | 'errors'>,
  ) {
    const digest = await digests.byId(id);
    if (digest === null) throw new DomainError('not_found', `There is no digest ${id}.`);
    if (digest.status !== 'planned' || digest.sendAt === null)
      throw new DomainError('conflict', `Digest ${id} is ${digest.status}: it cannot be changed any more.`);
    const languages = wordsLanguages(deps);
    const stored = {
      letter: { subject: digest.subject ?? '', body: digest.body ?? '' },
      words: wordsValues(digest.words ?? {}, languages),
      carry: carryValues(digest.carried),
      when: whenValues(digest.sendAt, digest.sendZone, digest.sendOn),
    };
    const spoken = await subscriberCounts.listLanguages();
    const now = deps.now();
    const nextSlot = await dueTimes.nextSlotOf(digest.cadence, now);
    const published = await collections.listPublished();
    const about = { digest, languages, spoken, published, now, nextSlot, zone: who(request).timezone };
    const model = planModel({ ...about, ...(typed ?? stored) });
    return pages.show(request, reply, planPage, model, head(request, 'Planned send'));
  }

  app.get('/digests/:id/plan', { schema }, async (request, reply) => show(request, reply, request.params.id));

  app.post('/digests/:id/plan', { schema }, async (request, reply) => {
    const { id } = request.params;
    const letter = { subject: field(request.body, 'subject'), body: field(request.body, 'body') };
    const { values: words, typed = [] } = readWordsForm(request.body, wordsLanguages(deps));
    const carry = readCarry(request.body);
    const when = readWhen(request.body);
    return await runForm(
      async () => {
        const asked = { ...whenAsked(when), ...carryAsked(carry) };
        await changePlanned(deps, id, { ...asked, letter, words: typed }, actor(request));
        return reply.redirect('/admin/digests', 303);
      },
      (errors: readonly FieldError[]) =>
        show(request, reply.code(400), id, { letter, words, carry, when, errors }),
    );
  });
}
