import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { AuditAction } from '../../../app/audit.ts';
import { countBarredBy, undoBounces } from '../../../app/bounces/lift-bounce.ts';
import { resolveUnknown } from '../../../app/deliveries/resolve-delivery.ts';
import { controlDigest, type DigestCommand } from '../../../app/digests/control-digest.ts';
import { pastMail } from '../../../app/digests/previews/past-mail.ts';
import { DomainError } from '../../../domain/errors.ts';
import { dayMs } from '../../../domain/time/units.ts';
import { closing, eventStream } from '../../digest-events.ts';
import { framedHtml, mailPolicy } from '../../framed-mail.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams, idCursor, SchemeSchema } from '../../schemas/common.ts';
import { seenBy } from '../audit/audit-models.ts';
import type { ConsoleContext } from '../console-context.ts';
import { resolutionIn } from '../deliveries/resolution.ts';
import { digestLive } from './digest-live.ts';
import {
  digestModel,
  digestPage,
  digestRow,
  digestsPage,
  undoBouncesModel,
  undoBouncesPage,
} from './digest-models.ts';
import { plannedList } from './planned-models.ts';

const perPage = 25;
/** Planned sends are shown for so long after they went out: in the list below they stand by when they were written. */
const recentMs = 7 * dayMs;
/** The log's lines about one digest that are looked through for who sent it. */
const perLook = 200;
const triggers: readonly string[] = ['digest triggered', 'announcement sent'] satisfies AuditAction[];
const commands: readonly DigestCommand[] = ['pause', 'resume', 'cancel', 'retry-failed'];

/** Digests in the console: the list, and each one's progress with what can be done about it. */
export function digestRoutes(
  app: App,
  { deps, publicUrl }: HttpOptions,
  { pages, head, who, actor }: ConsoleContext,
): void {
  const { stores } = deps;
  const ending = closing(app);

  app.get(
    '/digests',
    {
      schema: {
        querystring: Type.Object({
          before: Type.Optional(idCursor()),
        }),
      },
    },
    async (request, reply) => {
      const { before = null } = request.query;
      const found = await stores.digests.list({ before, limit: perPage + 1, archive: false });
      const shown = found.slice(0, perPage);
      const last = shown.at(-1);
      const now = deps.now();
      const zone = who(request).timezone ?? 'UTC';
      const textOf = (markdown: string) => deps.markdown(markdown, 'page').text;
      // What is to come stands on the first page.
      const [planned, next] =
        before === null
          ? await Promise.all([
              stores.digests.listPlanned(new Date(now.getTime() - recentMs)),
              stores.nextWords.list(now),
            ])
          : [[], []];
      const model = {
        planned: planned.length + next.length === 0 ? null : plannedList(planned, next, { textOf, zone }),
        // A planned one stands above.
        digests: shown.filter(({ status }) => status !== 'planned').map((one) => digestRow(one, zone)),
        older: found.length > perPage && last !== undefined ? `/admin/digests?before=${last.id}` : null,
      };
      return pages.show(request, reply, digestsPage, model, head(request, 'Digests'));
    },
  );

  /** Who asked for a digest, as the log of changes says it; null where nobody did. */
  async function senderOf(request: FastifyRequest, id: number): Promise<string | null> {
    const lines = await stores.audit.list({ before: null, limit: perLook, object: `digest ${id}` });
    const line = lines.find(({ action }) => triggers.includes(action));
    const [seen] = line === undefined ? [] : seenBy(who(request), [line]);
    return seen === undefined ? null : (seen.email ?? seen.actor);
  }

  app.get('/digests/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const digest = await stores.digests.byId(id);
    if (digest === null) throw new DomainError('not_found', `There is no digest ${id}.`);
    // Read now: whoever has just pressed a button is to see what it did.
    const watched = await deps.watch.look(id, { fresh: true });
    const [barred, by, past] = await Promise.all([
      countBarredBy(deps, id),
      senderOf(request, id),
      pastMail(deps, id),
    ]);
    const zone = who(request).timezone ?? 'UTC';
    const model = digestModel(digest, watched, { barred, by, past, zone });
    return pages.show(request, reply, digestPage, model, head(request, `Digest ${id}`));
  });

  app.get(
    '/digests/:id/mail',
    {
      schema: { params: IdParams, querystring: Type.Object({ scheme: Type.Optional(SchemeSchema) }) },
    },
    async (request, reply) => {
      const past = await pastMail(deps, request.params.id);
      if (past === null) throw new DomainError('not_found', 'There is no copy of this digest to show.');
      return reply
        .header('content-security-policy', mailPolicy(publicUrl))
        .type('text/html; charset=utf-8')
        .send(framedHtml(past.mail.html, request.query.scheme));
    },
  );

  app.get('/digests/:id/events', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    await deps.watch.progress(id, { fresh: true });
    const zone = who(request).timezone ?? 'UTC';
    return eventStream(reply, async () => digestLive(await deps.watch.look(id), zone), ending);
  });

  for (const command of commands) {
    app.post(`/digests/:id/${command}`, { schema: { params: IdParams } }, async (request, reply) => {
      await controlDigest(deps, request.params.id, command, actor(request));
      return reply.redirect(`/admin/digests/${request.params.id}`, 303);
    });
  }

  app.get('/digests/:id/undo-bounces', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    if ((await stores.digests.byId(id)) === null)
      throw new DomainError('not_found', `There is no digest ${id}.`);
    const model = undoBouncesModel(id, await countBarredBy(deps, id));
    return pages.show(request, reply, undoBouncesPage, model, head(request, 'Undo bounces'));
  });

  app.post('/digests/:id/undo-bounces', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    await undoBounces(deps, id, actor(request));
    return reply.redirect(`/admin/digests/${id}`, 303);
  });

  app.post('/digests/:id/resolve-unknown', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    await resolveUnknown(deps, id, resolutionIn(request.body), actor(request));
    return reply.redirect(`/admin/digests/${id}`, 303);
  });
}
