import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { changeLook } from '../../../app/brand/change-brand.ts';
import { previewLook } from '../../../app/digests/previews/preview-look.ts';
import { type LookField, lookFields, readLook, typedLook } from '../../../domain/brand/look.ts';
import { invalid } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import { framedHtml, mailPolicy } from '../../framed-mail.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { lookModel, lookPage } from './look-models.ts';

const Short = Type.Optional(Type.String({ maxLength: 20 }));
const MailQuery = Type.Object({
  pictures: Short,
  density: Short,
  order: Short,
  summaryLines: Short,
  scheme: Type.Optional(Type.Union([Type.Literal('light'), Type.Literal('dark')])),
});
const PageQuery = Type.Object({ saved: Type.Optional(Type.Literal('yes')) });

function typedIn(given: unknown): Record<LookField, string> {
  const entries = lookFields.map((name) => [name, field(given, name)]);
  return Object.fromEntries(entries) as Record<LookField, string>;
}

/** What papers look like in digests, with a preview of what is chosen before it is saved. */
export function lookRoutes(
  app: App,
  { deps, publicUrl }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  const show = (request: FastifyRequest, reply: FastifyReply, model: ReturnType<typeof lookModel>) =>
    pages.show(request, reply, lookPage, model, head(request, 'Look of digests'));

  app.get('/settings/look', { schema: { querystring: PageQuery } }, async (request, reply) => {
    const { look } = await deps.stores.brand.read();
    return show(request, reply, lookModel({ typed: typedLook(look), saved: request.query.saved === 'yes' }));
  });

  app.post('/settings/look/preview', async (request, reply) => {
    const typed = typedIn(request.body);
    const { errors } = readLook(typed);
    if (errors.length > 0) void reply.code(400);
    return show(request, reply, lookModel({ typed, errors, tried: true }));
  });

  app.get('/settings/look/mail', { schema: { querystring: MailQuery } }, async (request, reply) => {
    const asked = request.query.density !== undefined;
    const { look, errors } = readLook(
      asked ? typedIn(request.query) : typedLook((await deps.stores.brand.read()).look),
    );
    if (errors.length > 0) throw invalid(errors);
    const html = await previewLook(deps, look);
    if (html === null)
      return reply.type('text/plain; charset=utf-8').send('There are no papers to show yet.\n');
    return reply
      .header('content-security-policy', mailPolicy(publicUrl))
      .type('text/html; charset=utf-8')
      .send(framedHtml(html, request.query.scheme ?? 'light'));
  });

  app.post('/settings/look', async (request, reply) => {
    const typed = typedIn(request.body);
    try {
      await changeLook(deps, typed, actor(request));
    } catch (error) {
      return show(request, reply.code(400), lookModel({ typed, errors: wrongFieldsOrThrow(error) }));
    }
    return reply.redirect('/admin/settings/look?saved=yes', 303);
  });
}
