import type { FastifyReply, FastifyRequest } from 'fastify';
import { requirePassword } from '../../../app/accounts/change-password.ts';
import {
  countConcerned,
  readChange,
  startChange,
  stopChange,
} from '../../../app/subscribers/bulk/start-change.ts';
import { DomainError } from '../../../domain/errors.ts';
import { type BulkKind, bulkKinds } from '../../../domain/subscribers/bulk-change.ts';
import { field } from '../../forms/form-body.ts';
import { refusalOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { changeCheckModel, changeCheckPage, changeModel, changePage, changeTitle } from './change-models.ts';
import { askedBy, readFilterForm } from './filter-form.ts';

/** Wrong passwords make the next ones wait by themselves; most changes ask for none. */
const someTries = { config: { rateLimit: { max: 60, timeWindow: '1 minute' } } };

/** Changes of all subscribers that were found, in the console: what one would be, beginning it, following it. */
export function changeRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor, who }: ConsoleContext,
): void {
  const { tags, topics } = deps.stores;

  function kindIn(body: unknown): BulkKind {
    const asked = field(body, 'kind');
    const kind = bulkKinds.find((one) => one === asked);
    if (kind === undefined) throw new DomainError('invalid', `Choose what to do: ${bulkKinds.join(', ')}.`);
    return kind;
  }

  /** What it would be; `refusal`: why it was not begun. */
  async function check(request: FastifyRequest, reply: FastifyReply, refusal: DomainError | null = null) {
    const { body } = request;
    const kind = kindIn(body);
    const values = readFilterForm(body);
    const model = changeCheckModel({
      kind,
      values,
      ...(await countConcerned(deps, kind, askedBy(values))),
      topics: await topics.list(),
      tags: await tags.listTags(),
      givenTag: field(body, 'givenTag').slice(0, 200),
      errors: refusal?.fields ?? [],
      problem: refusal === null || refusal.fields.length > 0 ? null : refusal.message,
    });
    return pages.show(request, reply, changeCheckPage, model, head(request, model.title));
  }

  // A post, because what was looked for may be an address; it changes nothing.
  app.post('/subscribers/changes/check', async (request, reply) => await check(request, reply));

  app.post('/subscribers/changes', someTries, async (request, reply) => {
    const { body } = request;
    const kind = kindIn(body);
    const asked = askedBy(readFilterForm(body));
    const counted = Number(field(body, 'counted'));
    const tag = field(body, 'givenTag');
    let id: number;
    try {
      if (kind === 'erase') await requirePassword(deps, who(request), field(body, 'present'));
      id = await startChange(deps, { kind, asked, tag, counted, actor: actor(request) });
    } catch (error) {
      const refusal = refusalOrThrow(error, ['invalid', 'conflict']);
      return await check(request, reply.code(refusal.code === 'invalid' ? 400 : 409), refusal);
    }
    return reply.redirect(`/admin/subscribers/changes/${id}`, 303);
  });

  app.get('/subscribers/changes/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const found = await readChange(deps, request.params.id);
    return pages.show(request, reply, changePage, changeModel(found), head(request, changeTitle(found)));
  });

  app.post('/subscribers/changes/:id/stop', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    await stopChange(deps, id, actor(request));
    return reply.redirect(`/admin/subscribers/changes/${id}`, 303);
  });
}
