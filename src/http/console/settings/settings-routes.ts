import Type from 'typebox';
import { requireSecondFactor } from '../../../app/accounts/require-second-factor.ts';
import { changeSettings } from '../../../app/deliveries/change-settings.ts';
import { sentence } from '../../forms/field-messages.ts';
import { field } from '../../forms/form-body.ts';
import { refusalOrThrow, wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { environmentPage, settingsModel, settingsPage } from './settings-models.ts';

/** What can be changed while everything runs. */
export function settingsRoutes(
  app: App,
  { deps, maxSendRate: configured, environment, version, changes }: HttpOptions,
  { pages, head, actor, who }: ConsoleContext,
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

  app.get('/settings/environment', (request, reply) =>
    pages.show(
      request,
      reply,
      environmentPage,
      { groups: environment, version, changes },
      head(request, 'Environment and version'),
    ),
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

  app.post('/settings/second-factor', aFewTries, async (request, reply) => {
    const required = field(request.body, 'required') === 'yes';
    const present = field(request.body, 'present');
    try {
      await requireSecondFactor(deps, { by: who(request), present, required });
    } catch (error) {
      const refusal = refusalOrThrow(error, ['invalid', 'conflict']);
      const [wrong] = refusal.fields;
      const kept = wrong === undefined ? { problem: refusal.message } : { present: sentence(wrong.message) };
      const model = settingsModel({ settings: await settings.read(), configured, kept });
      const status = wrong === undefined ? 409 : 400;
      return pages.show(request, reply.code(status), settingsPage, model, head(request, 'Settings'));
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
