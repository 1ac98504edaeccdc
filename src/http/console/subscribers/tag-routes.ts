import Type from 'typebox';
import { deleteTag, renameTag } from '../../../app/subscribers/tags/edit-tags.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { tagsModel, tagsPage } from './tag-models.ts';

/** The tags that there are, in the console. */
export function tagRoutes(app: App, { deps }: HttpOptions, { pages, head, actor }: ConsoleContext): void {
  const { tags } = deps.stores;

  app.get(
    '/subscribers/tags',
    { schema: { querystring: Type.Object({ done: Type.Optional(Type.String({ maxLength: 20 })) }) } },
    async (request, reply) => {
      const model = tagsModel({ tags: await tags.listTagsWithHolders(), done: request.query.done });
      return pages.show(request, reply, tagsPage, model, head(request, 'Tags'));
    },
  );

  app.post('/subscribers/tags/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const name = field(request.body, 'name');
    try {
      await renameTag(deps, id, name, actor(request));
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      const model = tagsModel({ tags: await tags.listTagsWithHolders(), refused: { id, name, errors } });
      return pages.show(request, reply.code(400), tagsPage, model, head(request, 'Tags'));
    }
    return reply.redirect('/admin/subscribers/tags?done=renamed', 303);
  });

  app.post('/subscribers/tags/:id/delete', { schema: { params: IdParams } }, async (request, reply) => {
    await deleteTag(deps, request.params.id, actor(request));
    return reply.redirect('/admin/subscribers/tags?done=deleted', 303);
  });
}
