import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { checkAnnouncement } from '../../../app/digests/check-digest.ts';
import { announce } from '../../../app/digests/letters/announce.ts';
import { previewDigest } from '../../../app/digests/preview-digest.ts';
import { sendTest } from '../../../app/digests/send-test.ts';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import { readLetter } from '../../../domain/sending/announcement.ts';
import { framedHtml, mailPolicy } from '../../framed-mail.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams, SchemeSchema } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { type AnnouncementValues, readAnnouncementForm } from './announcement-form.ts';
import {
  announcementCheckModel,
  announcementCheckPage,
  announcementModel,
  announcementPage,
} from './announcement-models.ts';
import { aFewTests, runForm, runTest } from './compose-form.ts';

type Form = ReturnType<typeof readAnnouncementForm>;

/** An editor's letter: writing it, looking at it as readers would get it, and sending it. */
export function announcementRoutes(
  app: App,
  { deps, publicUrl }: HttpOptions,
  { pages, head, who, actor }: ConsoleContext,
): void {
  const { drafts, tags, topics } = deps.stores;

  async function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    form: { values: Partial<AnnouncementValues>; errors?: readonly FieldError[] },
  ) {
    const model = announcementModel({
      ...form,
      topics: await topics.list(),
      tags: await tags.listTags(),
      now: deps.now(),
      zone: who(request).timezone,
      nextSlot: await deps.stores.dueTimes.nextSlotOf(null, deps.now()),
    });
    return pages.show(request, reply, announcementPage, model, head(request, 'Announcement'));
  }

  /** Runs what a form asks for; when it is refused, shows the form again with what was typed. */
  async function withForm(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (form: Form) => Promise<FastifyReply>,
  ) {
    const form = readAnnouncementForm(request.body);
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
    const check = await checkAnnouncement(deps, asked);
    // Previews are pages of their own: they read what is kept here.
    await drafts.keepDraft(who(request).id, readLetter(asked).letter, deps.now());
    const model = announcementCheckModel({
      values: form.values,
      topics: await topics.list(),
      check,
      idempotencyKey: form.idempotencyKey ?? randomUUID(),
      admin: who(request).email,
      flash: reported.flash ?? null,
      error: reported.error ?? null,
    });
    return pages.show(request, reply, announcementCheckPage, model, head(request, 'Announcement'));
  }

  app.get('/announcements/new', async (request, reply) =>
    showForm(request, reply, { values: (await drafts.draftOf(who(request).id)) ?? {} }),
  );
  app.post('/announcements/new', async (request, reply) =>
    showForm(request, reply, { values: readAnnouncementForm(request.body).values }),
  );
  app.post('/announcements/check', async (request, reply) =>
    withForm(request, reply, (form) => showCheck(request, reply, form)),
  );

  app.post('/announcements/test', aFewTests, async (request, reply) =>
    withForm(request, reply, async (form) => {
      const admin = who(request);
      return await runTest(
        request,
        {
          to: admin.email,
          send: (subscriberId) =>
            sendTest(deps, { admin, subscriberId, letter: readLetter(form.asked()).letter }),
        },
        (reported) =>
          showCheck(request, reported.error === undefined ? reply : reply.code(400), form, reported),
      );
    }),
  );

  app.post('/announcements', async (request, reply) =>
    withForm(request, reply, async ({ asked, idempotencyKey }) => {
      const { id } = await announce(deps, { ...asked(), idempotencyKey, actor: actor(request) });
      await drafts.dropDraft(who(request).id);
      return reply.redirect(`/admin/digests/${id}`, 303);
    }),
  );

  // By the subscriber's id: an address does not belong in a URL.
  const preview = { params: IdParams, querystring: Type.Object({ scheme: Type.Optional(SchemeSchema) }) };
  app.get('/announcements/preview/:id', { schema: preview }, async (request, reply) => {
    const letter = await drafts.draftOf(who(request).id);
    if (letter === null) throw new DomainError('not_found', 'There is no draft to preview.');
    const { mail } = await previewDigest(deps, { subscriberId: request.params.id, letter, links: 'nobody' });
    if (mail === null) throw new DomainError('not_found', 'This reader would not get it.');
    return reply
      .header('content-security-policy', mailPolicy(publicUrl))
      .type('text/html; charset=utf-8')
      .send(framedHtml(mail.html, request.query.scheme));
  });
}
