import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { readCarried } from '../../../app/digests/carried/read-carried.ts';
import { checkDigest } from '../../../app/digests/check-digest.ts';
import {
  dropNextWords,
  keepDraft,
  nothingSaid,
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
import { type CarryValues, carryAsked, carryValues, readCarry } from './carry-form.ts';
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
  const { collections, nextWords, subscriberCounts, wordsDrafts } = deps.stores;

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    cadence: Cadence,
    more: { values?: WordsValues; carry?: CarryValues } & Pick<
      Parameters<typeof introductionModel>[0],
      'errors' | 'preview'
    > = {},
  ) {
    const languages = wordsLanguages(deps);
    const kept = await nextWords.nextWordsOf(cadence, deps.now());
    const model = introductionModel({
      cadence,
      languages,
      spoken: await subscriberCounts.listLanguages(),
      kept,
      values: wordsValues(kept?.words ?? {}, languages),
      carry: carryValues(kept?.carried ?? null),
      published: await collections.listPublished(),
      zone: who(request).timezone ?? 'UTC',
      ...more,
    });
    return pages.show(request, reply, introductionPage, model, head(request, `Next ${cadence} digests`));
  }

  /** Runs what a form asks for; when it is refused, shows the form again with what was typed. */
  async function withForm(
    request: FastifyRequest,
    reply: FastifyReply,
    cadence: Cadence,
    work: (form: ReturnType<typeof readWordsForm> & { carry: CarryValues }) => Promise<FastifyReply>,
  ) {
    const carry = readCarry(request.body);
    const form = { ...readWordsForm(request.body, wordsLanguages(deps)), carry };
    return await runForm(
      () => work(form),
      (errors: readonly FieldError[]) =>
        show(request, reply.code(400), cadence, { values: form.values, carry, errors }),
    );
  }

  app.get('/introductions/:cadence', { schema }, async (request, reply) =>
    show(request, reply, request.params.cadence),
  );

  app.post('/introductions/:cadence/preview', { schema }, async (request, reply) => {
    const { cadence } = request.params;
    return await withForm(request, reply, cadence, async ({ values, carry, typed = [] }) => {
      const { words } = readTypedWords(typed);
      const kept = await nextWords.nextWordsOf(cadence, deps.now());
      const { carried, errors } = await readCarried(deps, carryAsked(carry), kept?.carried);
      if (errors.length > 0) throw invalid(errors);
      const asked = { origin: 'console' as const, cadence, words: typed };
      const check = await checkDigest(deps, asked, { choosers, carried });
      if (words === null && carried === null) throw invalid([nothingSaid]);
      await keepDraft(deps, who(request).id, { words, carried });
      const [sample] = check.samples;
      const preview = sample === undefined ? null : { sample, asOf: check.asOf };
      return await show(request, reply, cadence, { values, carry, preview });
    });
  });

  app.post('/introductions/:cadence', { schema }, async (request, reply) => {
    const { cadence } = request.params;
    return await withForm(request, reply, cadence, async ({ carry, typed = [] }) => {
      await setNextWords(deps, { cadence, typed, ...carryAsked(carry), actor: actor(request) });
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
      const draft = await wordsDrafts.draftOf(who(request).id);
      const { id: subscriberId } = request.params;
      const { mail } = await previewDigest(deps, { ...draft, subscriberId, asOf, links: 'nobody' }, chooser);
      if (mail === null) throw new DomainError('not_found', 'There is nothing to preview.');
      return reply
        .header('content-security-policy', mailPolicy(publicUrl))
        .type('text/html; charset=utf-8')
        .send(framedHtml(mail.html, scheme));
    },
  );
}
