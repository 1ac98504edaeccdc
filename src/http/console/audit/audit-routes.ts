import Type from 'typebox';
import { auditedKinds } from '../../../app/audit.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { auditModel, auditPage } from './audit-models.ts';

const perPage = 50;

/** Who changed what, in the console. */
export function auditRoutes(app: App, { deps }: HttpOptions, { pages, head }: ConsoleContext): void {
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
      const items = await deps.stores.audit.list({
        before,
        limit: perPage,
        kind: kind || null,
        actor: actor.trim() || null,
      });
      const model = auditModel({ items, limit: perPage, filters: { kind, actor } });
      return pages.show(request, reply, auditPage, model, head(request, 'Log'));
    },
  );
}
