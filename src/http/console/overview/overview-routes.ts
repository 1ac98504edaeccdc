import { changeSettings } from '../../../app/deliveries/change-settings.ts';
import { tryServer } from '../../../app/deliveries/try-server.ts';
import { overdueChoices, releaseSchedule } from '../../../app/digests/schedule-hold.ts';
import { measuredCache } from '../../../app/measured-cache.ts';
import { readOverview } from '../../../app/overview/read-overview.ts';
import { isCurrent } from '../../../domain/doctor/proxy.ts';
import { DomainError } from '../../../domain/errors.ts';
import { dayMs, hourMs } from '../../../domain/time/units.ts';
import { upcomingSlots } from '../../../domain/time/upcoming.ts';
import { field } from '../../forms/form-body.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { firstSteps } from './first-steps.ts';
import { failureDays, overviewModel, overviewPage } from './overview-models.ts';
import { upcoming, upcomingHours } from './upcoming.ts';

const digestsShown = 8;
const failuresShown = 10;
/** What is read faster than this is read for each page. */
const cheapMs = 50;

/** The console's first page, letting the schedule go on when it is held, and trying a mail server that is. */
export function overviewRoutes(
  app: App,
  { deps, queueDepths, trustedProxies, mailbox, environment }: HttpOptions,
  { pages, head, who, actor }: ConsoleContext,
): void {
  const { stores } = deps;
  const variables = environment.flatMap((group) => group.variables);
  const isSet = (name: string) => variables.some((one) => one.name === name && one.value !== null);
  const overview = measuredCache(() => readOverview(deps), { cheapMs });
  const aheadMs = upcomingHours * hourMs;
  const slots = measuredCache(() => stores.dueTimes.listSlots(new Date(deps.now().getTime() + aheadMs)), {
    cheapMs,
  });

  app.get('/', async (request, reply) => {
    const now = deps.now();
    const hold = await stores.installation.hold();
    const recent = new Date(now.getTime() - failureDays * dayMs);
    const [
      numbers,
      digests,
      visited,
      queues,
      doubt,
      heldServers,
      failures,
      report,
      settings,
      tested,
      tidied,
    ] = await Promise.all([
      overview(),
      stores.digests.list({ before: null, limit: digestsShown, archive: false }),
      stores.sources.list(),
      queueDepths(),
      stores.proxyDoubts.read(),
      stores.serverHolds.list(),
      stores.reports.failures(recent, failuresShown),
      stores.doctorReports.read(),
      stores.settings.read(),
      stores.audit.hasEver('test mail sent', { outcome: 'sent' }),
      stores.retention.lastRun(),
    ]);
    const sources = visited.filter(({ name }) => deps.sources.some((source) => source.name === name));
    const steps = () =>
      firstSteps({
        sources,
        // By an owner's hand, or in the environment.
        named: deps.brand.last().version !== '0' || isSet('MAIL_FROM'),
        mailDomain: deps.mailDomain,
        hasMailServer: !mailbox,
        tested,
        report,
        readers: numbers.now.reduce((sum, { count }) => sum + count, 0),
        messages: numbers.reputation.messages,
      });
    const embeddings =
      deps.embedder === null
        ? null
        : { state: await stores.embeddings.read(), counts: await stores.embeddings.counts() };
    const [due, planned, nextWords] = await Promise.all([
      slots(),
      stores.digests.listPlanned(now),
      stores.nextWords.list(now),
    ]);
    const ahead = upcomingSlots(due, new Date(now.getTime() + aheadMs));
    const zone = who(request).timezone ?? 'UTC';
    const model = overviewModel({
      zone,
      upcoming: upcoming({ slots: ahead, planned, nextWords, zone }),
      firstSteps: settings.firstStepsHidden ? null : steps(),
      overview: numbers,
      hold: hold === null ? null : { hold, due: await stores.dueTimes.countDue(now) },
      heldServers,
      failures,
      // A planned one stands under what is to come.
      digests: digests.filter(({ status }) => status !== 'planned'),
      sources,
      embeddings,
      queues,
      tidied,
      proxyDoubt: doubt !== null && isCurrent(doubt, trustedProxies, now) ? doubt : null,
      now,
    });
    return pages.show(request, reply, overviewPage, model, head(request, 'Console'));
  });

  app.post('/first-steps/hide', async (request, reply) => {
    await changeSettings(deps, { firstSteps: 'hidden' }, actor(request));
    return reply.redirect('/admin', 303);
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
