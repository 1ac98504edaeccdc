import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { checkDigest } from '../../../app/digests/check-digest.ts';
import { keepDraftWords, readTypedWords } from '../../../app/digests/letters/set-next-words.ts';
import { previewDigest } from '../../../app/digests/preview-digest.ts';
import { sendTest } from '../../../app/digests/send-test.ts';
import { triggerDigest } from '../../../app/digests/trigger-digest.ts';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import { framedHtml, mailPolicy } from '../../framed-mail.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTests, runForm, runTest } from './compose-form.ts';
import {
  sendDigestCheckModel,
  sendDigestCheckPage,
  sendDigestModel,
  sendDigestPage,
} from './send-digest-models.ts';
import { readSendForm, type SendValues } from './send-form.ts';
import { wordsLanguages } from './words-form.ts';

type Form = ReturnType<typeof readSendForm>;

/** Sending a digest by hand: what is asked for, what that would be, and sending it. */
export function sendDigestRoutes(
  app: App,
  { deps, publicUrl }: HttpOptions,
  { pages, head, who, actor }: ConsoleContext,
): void {
  async function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    form: { values?: SendValues; errors?: readonly FieldError[] },
  ) {
    const model = sendDigestModel({
      ...form,
      topics: await deps.stores.topics.list(),
      languages: wordsLanguages(deps),
      now: deps.now(),
      spoken: await deps.stores.subscriberCounts.listLanguages(),
    });
    return pages.show(request, reply, sendDigestPage, model, head(request, 'New digest'));
  }

  /** Runs what a form asks for; when it is refused, shows the form again with what was typed. */
  async function withForm(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (form: Form) => Promise<FastifyReply>,
  ) {
    const form = readSendForm(request.body, wordsLanguages(deps));
    return await runForm(
      () => work(form),
      (errors) => showForm(request, reply.code(400), { values: form.values, errors }),
    );
  }

  async function showCheck(
    request: FastifyRequest,
    reply: FastifyReply,
    form: Form,
    reported: { flash?: string; error?: string } = {},
  ) {
    const asked = form.asked();
    const found = await checkDigest(deps, { ...asked, origin: 'console' });
    // Previews are pages of their own: they read what is kept here.
    const { words } = readTypedWords(asked.words ?? []);
    await keepDraftWords(deps, who(request).id, words);
    const model = sendDigestCheckModel({
      values: form.values,
      topics: await deps.stores.topics.list(),
      check: found,
      idempotencyKey: form.idempotencyKey ?? randomUUID(),
      admin: who(request).email,
      flash: reported.flash ?? null,
      error: reported.error ?? null,
    });
    return pages.show(request, reply, sendDigestCheckPage, model, head(request, 'New digest'));
  }

  app.get('/digests/new', async (request, reply) => showForm(request, reply, {}));
  // The way back from the check: by POST, since addresses do not belong in a URL.
  app.post('/digests/new', async (request, reply) =>
    showForm(request, reply, { values: readSendForm(request.body, wordsLanguages(deps)).values }),
  );

  app.post('/digests/check', async (request, reply) =>
    withForm(request, reply, (form) => showCheck(request, reply, form)),
  );

  app.post('/digests/test', aFewTests, async (request, reply) =>
    withForm(request, reply, async (form) => {
      const admin = who(request);
      return await runTest(
        request,
        {
          to: admin.email,
          send: (subscriberId) => {
            const { asOf, words = [] } = form.asked();
            return sendTest(deps, { admin, subscriberId, asOf, words: readTypedWords(words).words });
          },
        },
        (reported) =>
          showCheck(request, reported.error === undefined ? reply : reply.code(400), form, reported),
      );
    }),
  );

  app.post('/digests', async (request, reply) =>
    withForm(request, reply, async ({ asked, idempotencyKey }) => {
      const digest = await triggerDigest(deps, {
        ...asked(),
        origin: 'console',
        idempotencyKey,
        actor: actor(request),
      });
      return reply.redirect(`/admin/digests/${digest.id}`, 303);
    }),
  );

  // By the subscriber's id: an address does not belong in a URL.
  app.get(
    '/preview/:id',
    {
      schema: {
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(Type.String({ format: 'date-time' })) }),
      },
    },
    async (request, reply) => {
      const { asOf } = request.query;
      const { mail } = await previewDigest(deps, {
        subscriberId: request.params.id,
        asOf: asOf === undefined ? undefined : new Date(asOf),
        links: 'nobody',
      });
      if (mail === null) throw new DomainError('not_found', 'There is nothing to preview.');
      return reply
        .header('content-security-policy', mailPolicy(publicUrl))
        .type('text/html; charset=utf-8')
        .send(framedHtml(mail.html));
    },
  );
}
