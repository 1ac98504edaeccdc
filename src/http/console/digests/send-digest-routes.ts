import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCarried } from '../../../app/digests/carried/read-carried.ts';
import { checkDigest } from '../../../app/digests/check-digest.ts';
import { keepDraft, readTypedWords } from '../../../app/digests/letters/set-next-words.ts';
import { previewDigest } from '../../../app/digests/preview-digest.ts';
import { sendTest } from '../../../app/digests/send-test.ts';
import { triggerDigest } from '../../../app/digests/trigger-digest.ts';
import type { Admin } from '../../../domain/accounts/admin-role.ts';
import { DomainError, type FieldError, invalid } from '../../../domain/errors.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import { framedHtml, mailPolicy } from '../../framed-mail.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTests, runForm, runTest } from './compose-form.ts';
import { PreviewQuery, previewedAt, readPreviewForm } from './preview-form.ts';
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
  { pages, head, who, actor, choosers }: ConsoleContext,
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
      published: await deps.stores.collections.listPublished(),
      now: deps.now(),
      zone: who(request).timezone,
      nextSlot: await deps.stores.dueTimes.nextSlotOf(null, deps.now()),
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

  /** The check, with the copy of a reader who was asked for; one who gets none costs nothing else of it. */
  async function checkWith(looked: Parameters<typeof checkDigest>[1], reader: string) {
    if (reader === '') return { found: await checkDigest(deps, looked, { choosers }), errors: [] };
    try {
      return { found: await checkDigest(deps, looked, { reader, choosers }), errors: [] };
    } catch (error) {
      const errors = wrongFieldsOrThrow(error).filter(({ field }) => field === 'reader');
      if (errors.length === 0) throw error;
      return { found: await checkDigest(deps, looked, { choosers }), errors };
    }
  }

  async function showCheck(
    request: FastifyRequest,
    reply: FastifyReply,
    form: Form,
    reported: { flash?: string; error?: string } = {},
  ) {
    const { reader, checkedAt } = readPreviewForm(request.body, deps.now());
    const asked = form.asked();
    const looked = { ...asked, asOf: asked.asOf ?? checkedAt, origin: 'console' as const };
    const { found, errors } = await checkWith(looked, reader);
    // Previews are pages of their own: they read what is kept here.
    const { words } = readTypedWords(asked.words ?? []);
    await keepDraft(deps, who(request).id, { words, carried: found.carried });
    const model = sendDigestCheckModel({
      values: form.values,
      topics: await deps.stores.topics.list(),
      check: found,
      idempotencyKey: form.idempotencyKey ?? randomUUID(),
      admin: who(request).email,
      flash: reported.flash ?? null,
      error: reported.error ?? null,
      reader: { typed: reader, errors },
    });
    if (errors.length > 0) void reply.code(400);
    return pages.show(request, reply, sendDigestCheckPage, model, head(request, 'New digest'));
  }

  async function sendDraft(admin: Admin, subscriberId: number, asked: ReturnType<Form['asked']>) {
    const { asOf, words = [] } = asked;
    const { carried, errors } = await readCarried(deps, asked);
    if (errors.length > 0) throw invalid(errors);
    await sendTest(deps, { admin, subscriberId, asOf, words: readTypedWords(words).words, carried });
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
          send: (subscriberId) => sendDraft(admin, subscriberId, form.asked()),
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
        querystring: PreviewQuery,
      },
    },
    async (request, reply) => {
      const { scheme } = request.query;
      const { asOf, chooser } = previewedAt(request.query.asOf, choosers);
      const { id: subscriberId } = request.params;
      const { mail } = await previewDigest(deps, { subscriberId, asOf, links: 'nobody' }, chooser);
      if (mail === null) throw new DomainError('not_found', 'There is nothing to preview.');
      return reply
        .header('content-security-policy', mailPolicy(publicUrl))
        .type('text/html; charset=utf-8')
        .send(framedHtml(mail.html, scheme));
    },
  );
}
