import { paced } from '../../../app/measured-cache.ts';
import { readOverview } from '../../../app/overview/read-overview.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { overviewModel, overviewPage } from './overview-models.ts';

const digestsShown = 8;
/** What is read faster than this is read for each page. */
const cheapMs = 50;

/** The console's first page. */
export function overviewRoutes(
  app: App,
  { deps, queueDepths }: HttpOptions,
  { pages, head }: ConsoleContext,
): void {
  const { stores } = deps;
  const overview = paced(() => readOverview(deps), { cheapMs });

  app.get('/', async (request, reply) => {
    const now = deps.now();
    const hold = await stores.installation.hold();
    const [numbers, digests, sources, queues] = await Promise.all([
      overview(),
      stores.digests.list({ before: null, limit: digestsShown, archive: false }),
      stores.sources.list(),
      queueDepths(),
    ]);
    const model = overviewModel({
      overview: numbers,
      hold: hold === null ? null : { hold, due: await stores.dueTimes.countDue(now) },
      digests,
      sources: sources.filter(({ name }) => deps.sources.some((source) => source.name === name)),
      queues,
      now,
    });
    return pages.show(request, reply, overviewPage, model, head(request, 'Console'));
  });
}
