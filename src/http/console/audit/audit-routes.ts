import Type from 'typebox';
import { auditedKinds, kindsOfAccounts } from '../../../app/audit.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { auditModel, auditPage, seenBy } from './audit-models.ts';

const perPage = 50;

/** Who changed what, in the console. */
export function auditRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, who, actor: actorOf }: ConsoleContext,
): void {
  app.get(
    '/audit',
    {
      schema: {
        querystring: Type.Object({
          kind: Type.Optional(Type.String({ maxLength: 20 })),
          actor: Type.Optional(Type.String({ maxLength: 120 })),
          before: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
        }),
      },
    },
    async (request, reply) => {
      const { actor = '', before = null } = request.query;
      const kind = auditedKinds.find((one) => one === request.query.kind) ?? '';
      const admin = who(request);
      const isOwner = admin.role === 'owner';
      const items = await deps.stores.audit.list({
        before,
        limit: perPage,
        kind: kind || null,
        actor: actor.trim() || null,
        hides: isOwner ? null : { kinds: kindsOfAccounts, but: actorOf(request) },
      });
      const model = auditModel({
        items: seenBy(admin, items),
        limit: perPage,
        filters: { kind, actor },
        isOwner,
      });
      return pages.show(request, reply, auditPage, model, head(request, 'Log'));
    },
  );
}
