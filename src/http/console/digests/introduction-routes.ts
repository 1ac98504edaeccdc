import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { checkDigest } from '../../../app/digests/check-digest.ts';
import {
  dropNextWords,
  keepDraftWords,
  readTypedWords,
  setNextWords,
} from '../../../app/digests/letters/set-next-words.ts';
import { previewDigest } from '../../../app/digests/preview-digest.ts';
import { DomainError, type FieldError, invalid } from '../../../domain/errors.ts';
import { type Cadence, cadences } from '../../../domain/time/cadence.ts';
import { framedHtml, mailPolicy } from '../../framed-mail.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams, oneOf } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { runForm } from './compose-form.ts';
import { introductionModel, introductionPage } from './introduction-models.ts';
import { PreviewQuery, previewedAt } from './preview-form.ts';
import { readWordsForm, type WordsValues, wordsLanguages, wordsValues } from './words-form.ts';

const schema = { params: Type.Object({ cadence: oneOf(cadences) }) };

/** What an editor says in the next digests of a cadence: writing it, looking at it in a reader's digest, setting it. */
export function introductionRoutes(
  app: App,
  { deps, publicUrl }: HttpOptions,
  { pages, head, who, actor, choosers }: ConsoleContext,
): void {
  const { nextWords, subscriberCounts, wordsDrafts } = deps.stores;

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    cadence: Cadence,
    more: { values?: WordsValues } & Pick<Parameters<typeof introductionModel>[0], 'errors' | 'preview'> = {},
  ) {
    const languages = wordsLanguages(deps);
    const kept = await nextWords.nextWordsOf(cadence, deps.now());
    const model = introductionModel({
      cadence,
      languages,
      spoken: await subscriberCounts.listLanguages(),
      kept,
      values: wordsValues(kept?.words ?? {}, languages),
      ...more,
    });
    return pages.show(request, reply, introductionPage, model, head(request, `Next ${cadence} digests`));
  }

  /** Runs what a form asks for; when it is refused, shows the form again with what was typed. */
  async function withForm(
    request: FastifyRequest,
    reply: FastifyReply,
    cadence: Cadence,
    work: (form: ReturnType<typeof readWordsForm>) => Promise<FastifyReply>,
  ) {
    const form = readWordsForm(request.body, wordsLanguages(deps));
    return await runForm(
      () => work(form),
      (errors: readonly FieldError[]) =>
        show(request, reply.code(400), cadence, { values: form.values, errors }),
    );
  }

  app.get('/introductions/:cadence', { schema }, async (request, reply) =>
    show(request, reply, request.params.cadence),
  );

  app.post('/introductions/:cadence/preview', { schema }, async (request, reply) => {
    const { cadence } = request.params;
    return await withForm(request, reply, cadence, async ({ values, typed = [] }) => {
      const { words } = readTypedWords(typed);
      const check = await checkDigest(deps, { origin: 'console', cadence, words: typed }, { choosers });
      if (words === null)
        throw invalid([{ field: 'introduction', message: 'is missing, and so is a subject' }]);
      await keepDraftWords(deps, who(request).id, words);
      const [sample] = check.samples;
      const preview = sample === undefined ? null : { sample, asOf: check.asOf };
      return await show(request, reply, cadence, { values, preview });
    });
  });

  app.post('/introductions/:cadence', { schema }, async (request, reply) => {
    const { cadence } = request.params;
    return await withForm(request, reply, cadence, async ({ typed = [] }) => {
      await setNextWords(deps, { cadence, typed, actor: actor(request) });
      return reply.redirect('/admin/digests', 303);
    });
  });

  app.post('/introductions/:cadence/remove', { schema }, async (request, reply) => {
    await dropNextWords(deps, request.params.cadence, actor(request));
    return reply.redirect('/admin/digests', 303);
  });

  // By the subscriber's id: an address does not belong in a URL.
  app.get(
    '/introductions/preview/:id',
    {
      schema: {
        params: IdParams,
        querystring: PreviewQuery,
      },
    },
    async (request, reply) => {
      const { scheme } = request.query;
      const { asOf, chooser } = previewedAt(request.query.asOf, choosers);
      const words = await wordsDrafts.draftWordsOf(who(request).id);
      const { id: subscriberId } = request.params;
      const { mail } = await previewDigest(deps, { subscriberId, asOf, words, links: 'nobody' }, chooser);
      if (mail === null) throw new DomainError('not_found', 'There is nothing to preview.');
      return reply
        .header('content-security-policy', mailPolicy(publicUrl))
        .type('text/html; charset=utf-8')
        .send(framedHtml(mail.html, scheme));
    },
  );
}
