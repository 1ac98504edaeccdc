import { tryServer } from '../../../app/deliveries/try-server.ts';
import { overdueChoices, releaseSchedule } from '../../../app/digests/schedule-hold.ts';
import { measuredCache } from '../../../app/measured-cache.ts';
import { readOverview } from '../../../app/overview/read-overview.ts';
import { isCurrent } from '../../../domain/doctor/proxy.ts';
import { DomainError } from '../../../domain/errors.ts';
import { dayMs } from '../../../domain/time/units.ts';
import { field } from '../../forms/form-body.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { failureDays, overviewModel, overviewPage } from './overview-models.ts';

const digestsShown = 8;
const failuresShown = 10;
/** What is read faster than this is read for each page. */
const cheapMs = 50;

/** The console's first page, letting the schedule go on when it is held, and trying a mail server that is. */
export function overviewRoutes(
  app: App,
  { deps, queueDepths, trustedProxies }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  const { stores } = deps;
  const overview = measuredCache(() => readOverview(deps), { cheapMs });

  app.get('/', async (request, reply) => {
    const now = deps.now();
    const hold = await stores.installation.hold();
    const recent = new Date(now.getTime() - failureDays * dayMs);
    const [numbers, digests, sources, queues, doubt, heldServers, failures] = await Promise.all([
      overview(),
      stores.digests.list({ before: null, limit: digestsShown, archive: false }),
      stores.sources.list(),
      queueDepths(),
      stores.proxyDoubts.read(),
      stores.serverHolds.list(),
      stores.reports.failures(recent, failuresShown),
    ]);
    const embeddings =
      deps.embedder === null
        ? null
        : { state: await stores.embeddings.read(), counts: await stores.embeddings.counts() };
    const model = overviewModel({
      overview: numbers,
      hold: hold === null ? null : { hold, due: await stores.dueTimes.countDue(now) },
      heldServers,
      failures,
      digests,
      sources: sources.filter(({ name }) => deps.sources.some((source) => source.name === name)),
      embeddings,
      queues,
      proxyDoubt: doubt !== null && isCurrent(doubt, trustedProxies, now) ? doubt : null,
      now,
    });
    return pages.show(request, reply, overviewPage, model, head(request, 'Console'));
  });

  app.post('/mail-servers/:id/try', { schema: { params: IdParams } }, async (request, reply) => {
    await tryServer(deps, request.params.id, actor(request));
    return reply.redirect('/admin', 303);
  });

  app.post('/schedule/release', async (request, reply) => {
    const overdue = overdueChoices.find((choice) => choice === field(request.body, 'overdue'));
    if (overdue === undefined) throw new DomainError('invalid', 'Say how the schedule shall go on.');
    await releaseSchedule(deps, overdue, actor(request));
    return reply.redirect('/admin', 303);
  });
}
