import { randomBytes } from 'node:crypto';
import { languageOf } from '../../domain/languages/index.ts';
import { caps } from '../../domain/subscribers/consent.ts';
import { linkSpans, mailedLinkMinutes } from '../../domain/subscribers/mailed-link.ts';
import { minuteMs } from '../../domain/time/units.ts';
import type { Needs } from '../deps.ts';
import type { Jobs } from '../job-queue.ts';
import { handOver } from './hand-over.ts';
import type { LinkRequest } from './link-request-store.ts';

/**
 * Mails the link that was asked for, unless nobody has the address, it was never confirmed or must not be mailed, or
 * one of the kind went there not long ago. Rejects with `unavailable` as `sendSubscriptionMail`.
 */
export async function sendLink(
  deps: Needs<
    'composer' | 'links' | 'log' | 'mailDomain' | 'now' | 'returnPaths' | 'sendLetter',
    'jobs' | 'linkRequests' | 'subscribers' | 'suppressions'
  >,
  { requestId }: Jobs['send-link'],
): Promise<void> {
  const { stores, links } = deps;
  const request = await stores.linkRequests.byId(requestId);
  if (request === null || request.subscriberId === null || request.mailedAt !== null) return;
  const subscriber = await stores.subscribers.byId(request.subscriberId);
  if (subscriber === null || subscriber.confirmedAt === null) return;
  if (await stores.suppressions.isSuppressed(subscriber.email)) return;
  const now = deps.now();
  const { kind } = request;
  const { id, email } = subscriber;
  const since = new Date(now.getTime() - linkSpans[kind]);
  if (await stores.linkRequests.linkMailedSince(id, kind, since)) return;
  if (await waitsForCaps(deps, request)) return;
  // Noted before it is sent: after a crash a second mail is worse than none, since it can be asked for again.
  if (!(await stores.linkRequests.noteLinkMailed(request.id, now))) return;
  const until = new Date(now.getTime() + mailedLinkMinutes * minuteMs);
  const mail = {
    to: email,
    language: languageOf(subscriber.language),
    date: now,
    messageId: `<${kind}.${id}.${randomBytes(6).toString('hex')}@${deps.mailDomain}>`,
    validMinutes: mailedLinkMinutes,
  };
  const url =
    kind === 'manage'
      ? links.preferences(id)
      : kind === 'saved'
        ? links.saved(id, request.paperIds)
        : links.ending(kind, id, until);
  await handOver(
    deps,
    id,
    { ...mail, kind, url },
    {
      takeBack: async () => void (await stores.linkRequests.noteLinkMailed(request.id, null)),
      again: (after) => stores.jobs.send('send-link', { requestId }, { after }),
    },
  );
}

/** Whether as many links were mailed as may be in an hour: the job is given out again for later. */
async function waitsForCaps(
  { stores, now, log }: Needs<'log' | 'now', 'jobs' | 'linkRequests'>,
  { id: requestId, mailDomain }: LinkRequest,
): Promise<boolean> {
  const ago = (span: number) => new Date(now().getTime() - span);
  const over =
    (await stores.linkRequests.countLinksMailed(ago(caps.overall.span))) >= caps.overall.most ||
    (await stores.linkRequests.countLinksMailed(ago(caps.domain.span), mailDomain)) >= caps.domain.most;
  if (!over) return false;
  const after = new Date(now().getTime() + caps.wait);
  await stores.jobs.send('send-link', { requestId }, { after });
  log.warn({ requestId, until: after.toISOString() }, 'a link waits: the cap on mails with links is reached');
  return true;
}
