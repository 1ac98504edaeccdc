import { askDoctor } from '../../../app/doctor/doctor-report.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { doctorModel, doctorPage } from './doctor-models.ts';

/** What the command `doctor` says, on a page. */
export function doctorRoutes(
  app: App,
  { deps, examine }: HttpOptions,
  { pages, head }: ConsoleContext,
): void {
  // Admins who press at the same time get the same answer.
  let asking: ReturnType<typeof askDoctor> | null = null;

  app.get('/doctor', async (request, reply) =>
    pages.show(
      request,
      reply,
      doctorPage,
      doctorModel(await deps.stores.doctorReports.read()),
      head(request, 'Doctor'),
    ),
  );

  app.post('/doctor', aFewTries, async (_request, reply) => {
    asking ??= askDoctor(deps, examine).finally(() => {
      asking = null;
    });
    await asking;
    return reply.redirect('/admin/doctor', 303);
  });
}
