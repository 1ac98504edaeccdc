import Type from 'typebox';
import { changeSettings } from '../../../app/deliveries/change-settings.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { settingsModel, settingsPage } from './settings-models.ts';

/** What can be changed while everything runs. */
export function settingsRoutes(
  app: App,
  { deps, maxSendRate: configured }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  const { settings } = deps.stores;

  app.get(
    '/settings',
    { schema: { querystring: Type.Object({ saved: Type.Optional(Type.Literal('yes')) }) } },
    async (request, reply) => {
      const saved = request.query.saved === 'yes';
      const model = settingsModel({ settings: await settings.read(), configured, saved });
      return pages.show(request, reply, settingsPage, model, head(request, 'Settings'));
    },
  );

  app.post('/settings/rate', async (request, reply) => {
    const typed = field(request.body, 'maxSendRate').slice(0, 40);
    try {
      await changeSettings(deps, { maxSendRate: typed }, actor(request));
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      const model = settingsModel({
        settings: await settings.read(),
        configured,
        typed,
        errors,
      });
      return pages.show(request, reply.code(400), settingsPage, model, head(request, 'Settings'));
    }
    return reply.redirect('/admin/settings?saved=yes', 303);
  });

  for (const [path, sending] of [
    ['pause', 'paused'],
    ['resume', 'on'],
  ] as const) {
    app.post(`/settings/${path}`, async (request, reply) => {
      await changeSettings(deps, { sending }, actor(request));
      return reply.redirect('/admin/settings?saved=yes', 303);
    });
  }
}
