import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { addPicture, removePicture } from '../../../app/digests/letters/edit-pictures.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { picturesModel, picturesPage } from './picture-models.ts';

/**
 * Octets that a form with a picture may have: more than any that is taken, so that a larger one is told of in words.
 */
const largestForm = 6 * 1024 * 1024;
const shown = 60;
const hash = Type.String({ pattern: '^[a-f0-9]{64}$' });

/** Pictures for what editors write: uploading them, and the words that show them. */
export async function pictureRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor, sessions }: ConsoleContext,
): Promise<void> {
  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    more: { added?: string | null; errors?: readonly FieldError[] },
  ) {
    const model = picturesModel(await deps.stores.pictures.listPictures(shown), more);
    return pages.show(request, reply, picturesPage, model, head(request, 'Pictures'));
  }

  app.get(
    '/pictures',
    { schema: { querystring: Type.Object({ added: Type.Optional(hash) }) } },
    (request, reply) => show(request, reply, { added: request.query.added ?? null }),
  );

  app.post(
    '/pictures/:hash/remove',
    { schema: { params: Type.Object({ hash }) } },
    async (request, reply) => {
      await removePicture(deps, request.params.hash, actor(request));
      return reply.redirect('/admin/pictures', 303);
    },
  );

  await app.register(async (scope) => {
    await scope.register(multipart, { limits: { fileSize: largestForm, files: 1, fields: 5 } });
    scope.post('/pictures', { config: { checksForm: true } }, async (request, reply) => {
      const part = request.isMultipart() ? await request.file() : undefined;
      // It stands before the file, so that nothing of the file is taken in without it.
      const given = part?.fields['csrf'];
      const token = given !== undefined && !Array.isArray(given) && given.type === 'field' ? given.value : '';
      sessions.checkForm(request, 'session', typeof token === 'string' ? token : '');
      try {
        if (part === undefined || part.filename === '')
          return await show(request, reply.code(400), {
            errors: [{ field: 'picture', message: 'choose a PNG or JPEG picture' }],
          });
        const chunks: Uint8Array[] = [];
        for await (const chunk of part.file as AsyncIterable<Uint8Array>) chunks.push(chunk);
        const added = await addPicture(deps, Buffer.concat(chunks), actor(request));
        return await reply.redirect(`/admin/pictures?added=${added}`, 303);
      } catch (error) {
        return await show(request, reply.code(400), { errors: wrongFieldsOrThrow(error) });
      }
    });
  });
}
