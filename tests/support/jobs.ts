import { sendAccountMail } from '../../src/app/accounts/send-account-mail.ts';
import { sendDeliveries } from '../../src/app/deliveries/send-deliveries.ts';
import { planDigest, planRanges } from '../../src/app/digests/planning/plan-digest.ts';
import { tellIntegration } from '../../src/app/integrations/tell-integration.ts';
import type { Jobs } from '../../src/app/job-queue.ts';
import { tidy } from '../../src/app/retention/tidy.ts';
import { sendAddressMail } from '../../src/app/subscribers/address-change/send-address-mail.ts';
import { runChange } from '../../src/app/subscribers/bulk/run-change.ts';
import { runImport } from '../../src/app/subscribers/imports/uploaded-imports.ts';
import { sendLink } from '../../src/app/subscribers/send-link.ts';
import { sendSubscriptionMail } from '../../src/app/subscribers/send-subscription-mail.ts';
import { sql } from './postgres/sql.ts';
import type { TestService } from './test-service.ts';

export type WaitingJob = { name: string; data: Record<string, unknown>; start_after: Date };

/** What waits in the queue, with the moment from which a worker may take it. */
export async function waitingJobs(service: TestService): Promise<WaitingJob[]> {
  const jobs = await sql(
    service.databaseUrl,
    `SELECT name, data, start_after FROM pgboss.job WHERE state = 'created' ORDER BY created_on, id`,
  );
  return jobs as WaitingJob[];
}

/**
 * Does what workers would, in order and in this process, until no job is due by the service's clock; a job that was
 * given out for at once is due whatever that says. Returns how many it did. One call at a time: a second one does
 * not wait for the job that the first has in hand.
 */
export async function runJobs(service: TestService): Promise<number> {
  const { deps, databaseUrl } = service;
  for (let done = 0; ; done++) {
    const [job] = (await sql(
      databaseUrl,
      `DELETE FROM pgboss.job WHERE id = (SELECT id FROM pgboss.job
         WHERE state = 'created' AND (start_after <= $1 OR start_after = created_on) ORDER BY created_on, id LIMIT 1) RETURNING name, data`,
      [deps.now()],
    )) as { name: string; data: never }[];
    if (job === undefined) return done;
    if (job.name === 'plan-digest') {
      const { digestId }: Jobs['plan-digest'] = job.data;
      await planDigest(deps, digestId);
    } else if (job.name === 'plan-range') {
      const { digestId }: Jobs['plan-range'] = job.data;
      await planRanges(deps, digestId);
    } else if (job.name === 'send-deliveries') {
      await sendDeliveries(deps, job.data, new AbortController().signal);
    } else if (job.name === 'send-subscription-mail') {
      await sendSubscriptionMail(deps, job.data);
    } else if (job.name === 'import-subscribers') {
      const { importId }: Jobs['import-subscribers'] = job.data;
      await runImport(deps, importId, new AbortController().signal);
    } else if (job.name === 'change-subscribers') {
      const { changeId }: Jobs['change-subscribers'] = job.data;
      await runChange(deps, changeId, new AbortController().signal);
    } else if (job.name === 'match-topic') {
      const { topicId }: Jobs['match-topic'] = job.data;
      await deps.stores.topics.matchPapers(topicId);
    } else if (job.name === 'send-link') {
      await sendLink(deps, job.data);
    } else if (job.name === 'send-address-mail') {
      await sendAddressMail(deps, job.data);
    } else if (job.name === 'send-account-mail') {
      await sendAccountMail(deps, job.data);
    } else if (job.name === 'tell-integration') {
      const { integrationId }: Jobs['tell-integration'] = job.data;
      await tellIntegration(deps, integrationId, new AbortController().signal);
    } else if (job.name === 'tidy') {
      await tidy(deps, new AbortController().signal);
    } else throw new Error(`no test runs the job ${job.name}`);
  }
}
