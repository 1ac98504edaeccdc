import type { Handlers } from '../adapters/queue/workers.ts';
import { sendAccountMail } from '../app/accounts/send-account-mail.ts';
import { sendDeliveries } from '../app/deliveries/send-deliveries.ts';
import type { Deps } from '../app/deps.ts';
import { planDigest, planRanges } from '../app/digests/planning/plan-digest.ts';
import { tellIntegration } from '../app/integrations/tell-integration.ts';
import { embedPapers } from '../app/papers/embeddings/embed-papers.ts';
import { ingestPapers } from '../app/papers/ingest-papers.ts';
import { keepThumbnails } from '../app/papers/thumbnails/keep-thumbnails.ts';
import { tidy } from '../app/retention/tidy.ts';
import { sendAddressMail } from '../app/subscribers/address-change/send-address-mail.ts';
import { runChange } from '../app/subscribers/bulk/run-change.ts';
import { runImport } from '../app/subscribers/imports/uploaded-imports.ts';
import { sendLink } from '../app/subscribers/send-link.ts';
import { sendSubscriptionMail } from '../app/subscribers/send-subscription-mail.ts';

/** What a worker does for each kind of job, until the process is `ending`. */
export function handlers(deps: Deps, ending: AbortSignal): Handlers {
  return {
    'plan-digest': ({ digestId }, signal) =>
      planDigest(deps, digestId, { signal: AbortSignal.any([signal, ending]) }),
    'plan-range': ({ digestId }, signal) =>
      planRanges(deps, digestId, { signal: AbortSignal.any([signal, ending]) }),
    'send-deliveries': (data, signal) => sendDeliveries(deps, data, AbortSignal.any([signal, ending])),
    'send-subscription-mail': (data) => sendSubscriptionMail(deps, data),
    'import-subscribers': ({ importId }, signal) =>
      runImport(deps, importId, AbortSignal.any([signal, ending])),
    'change-subscribers': ({ changeId }, signal) =>
      runChange(deps, changeId, AbortSignal.any([signal, ending])),
    'match-topic': ({ topicId }) => deps.stores.topics.matchPapers(topicId),
    'embed-papers': async (_, signal) => {
      await embedPapers(deps, AbortSignal.any([signal, ending]));
    },
    'keep-thumbnails': async (_, signal) => {
      await keepThumbnails(deps, AbortSignal.any([signal, ending]));
    },
    'send-link': (data) => sendLink(deps, data),
    'send-address-mail': (data) => sendAddressMail(deps, data),
    'send-account-mail': (data) => sendAccountMail(deps, data),
    'tell-integration': ({ integrationId }, signal) =>
      tellIntegration(deps, integrationId, AbortSignal.any([signal, ending])),
    tidy: (_, signal) => tidy(deps, AbortSignal.any([signal, ending])),
    ingest: async ({ sources }, signal) => {
      await ingestPapers(deps, { sources, signal: AbortSignal.any([signal, ending]) });
    },
  };
}
