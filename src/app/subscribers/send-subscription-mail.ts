import { randomBytes } from 'node:crypto';
import { languageOf } from '../../domain/languages/index.ts';
import { caps, confirmationHours } from '../../domain/subscribers/consent.ts';
import { undoDays } from '../../domain/subscribers/unsubscribing.ts';
import { hourMs } from '../../domain/time/units.ts';
import { isBarredByBounceAlone } from '../bounces/lift-bounce.ts';
import type { Deps, Needs } from '../deps.ts';
import { interestNames } from '../interests/name-interests.ts';
import type { Jobs } from '../job-queue.ts';
import { makeToken, tokenHash } from '../secret-token.ts';
import { joinChoices, notFollowed } from './choices.ts';
import { handOver, readerLinks, type Unsent } from './hand-over.ts';
import { sendAddition } from './send-addition.ts';
import type { SubscriptionRequest } from './subscriber-stores.ts';

type MailNeeds = Needs<
  | 'atomically'
  | 'composer'
  | 'links'
  | 'log'
  | 'mailDomain'
  | 'messageIds'
  | 'now'
  | 'returnPaths'
  | 'sendLetter'
  | 'takeWelcomePapers',
  'jobs' | 'papers' | 'requests' | 'subscribers' | 'suppressions' | 'topics'
>;

/**
 * Sends the mail that a request, a confirmation or an unsubscription calls for, if any. Rejects with
 * `unavailable` after a temporary refusal, or one of us, so that the queue tries again.
 */
export async function sendSubscriptionMail(
  deps: MailNeeds,
  job: Jobs['send-subscription-mail'],
): Promise<void> {
  if (job.kind === 'request') {
    const request = await deps.stores.requests.byId(job.requestId);
    if (request !== null) await answerRequest(deps, request, job);
    return;
  }
  const subscriber = await deps.stores.subscribers.byId(job.subscriberId);
  if (subscriber === null || (await deps.stores.suppressions.isSuppressed(subscriber.email))) return;
  const language = languageOf(subscriber.language);
  const ifNot: Unsent = {
    takeBack: async () => undefined,
    again: (after) => sendAgain(deps, job, after),
  };
  const base = {
    to: subscriber.email,
    language,
    date: deps.now(),
    messageId: messageId(deps, `${job.kind}.${subscriber.id}.${randomBytes(6).toString('hex')}`),
  };
  const { kind } = job;
  if (kind !== 'goodbye' && subscriber.status === 'active' && subscriber.nextDueAt !== null) {
    const { nextDueAt } = subscriber;
    const interests = await interestNames(deps.stores, subscriber.interests, language);
    const links = readerLinks(deps, subscriber.id);
    const mail = { ...base, interests, rhythm: subscriber, nextDueAt, links };
    if (kind === 'resumed') await handOver(deps, subscriber.id, { ...mail, kind }, ifNot);
    else {
      const first = await deps.takeWelcomePapers(subscriber.id, language);
      await handOver(
        deps,
        subscriber.id,
        { ...mail, kind, papers: first?.papers ?? [] },
        first === null ? ifNot : { ...ifNot, ended: first.end },
      );
    }
  }
  if (kind === 'goodbye' && subscriber.status === 'unsubscribed') {
    await handOver(
      deps,
      subscriber.id,
      {
        ...base,
        kind,
        // Only a page with a button: programs that follow the links of a mail must not undo anything.
        undoUrl: deps.links.unsubscribe(subscriber.id),
        undoDays,
        subscribeUrl: deps.links.home(),
      },
      ifNot,
    );
  }
}

async function answerRequest(
  deps: MailNeeds,
  request: SubscriptionRequest,
  job: Jobs['send-subscription-mail'],
): Promise<void> {
  const { stores, links } = deps;
  if (request.mailedAt !== null || request.confirmedAt !== null) return;
  const now = deps.now();
  const ago = (span: number) => new Date(now.getTime() - span);
  const bars = await stores.suppressions.suppressionsOf(request.email);
  // An address that works again is not lost for good: its reader may confirm.
  const returned = isBarredByBounceAlone(bars);
  if (bars.length > 0 && !returned) {
    // Nothing may be mailed, so nothing can be confirmed: the address is not kept waiting for it.
    if (request.subscriberStatus === 'pending') await stores.subscribers.erase(request.subscriberId);
    return;
  }
  if (returned && (await stores.requests.mailedSince(request.subscriberId, ago(caps.returned.span)))) return;
  const reader =
    request.subscriberStatus === 'active' ? await stores.subscribers.byId(request.subscriberId) : null;
  const added = reader === null ? [] : notFollowed(reader.interests, request.choices.interests);
  const open = await stores.requests.openChoices(request.subscriberId, now);
  /** Everything that somebody has asked for who has not confirmed yet. */
  const choices = open === null ? request.choices : joinChoices(open, request.choices);
  // One mail a day; but the link in it confirms all that was asked for.
  const joinOpen = () => stores.requests.replaceOpenChoices(request.subscriberId, choices, now);
  if (added.length === 0 && (await stores.requests.mailedSince(request.subscriberId, ago(caps.address.span))))
    return await joinOpen();
  const overCap =
    (await stores.requests.countMailed(ago(caps.overall.span))) >= caps.overall.most ||
    (await stores.requests.countMailed(ago(caps.domain.span), request.mailDomain)) >= caps.domain.most;
  if (overCap) {
    const after = new Date(now.getTime() + caps.wait);
    await stores.jobs.send('send-subscription-mail', { kind: 'request', requestId: request.id }, { after });
    deps.log.warn(
      { requestId: request.id, until: after.toISOString() },
      'a confirmation waits: the cap on confirmation mails is reached',
    );
    return;
  }

  const ifNot: Unsent = {
    takeBack: async () => void (await stores.requests.noteMailed(request.id, null, null)),
    again: (after) => sendAgain(deps, job, after),
  };
  const base = { to: request.email, date: now, messageId: deps.messageIds.ofRequest(request.id) };
  if (request.subscriberStatus === 'active') {
    if (reader === null) return;
    if (added.length > 0) return await sendAddition(deps, { request, reader, added, base, ifNot });
    if (!(await deps.atomically(({ requests }) => requests.noteMailed(request.id, now, null))))
      return await joinOpen();
    const language = languageOf(reader.language);
    const interests = await interestNames(stores, reader.interests, language);
    const mail = { ...base, language, interests, rhythm: reader };
    await handOver(
      deps,
      reader.id,
      { ...mail, kind: 'already-subscribed', links: readerLinks(deps, reader.id) },
      ifNot,
    );
    return;
  }
  const token = makeToken();
  const expiresAt = new Date(now.getTime() + confirmationHours * hourMs);
  // Noted before it is sent: after a crash a second mail is worse than none, since the form can be sent again.
  const link = { hash: tokenHash(token), expiresAt };
  if (!(await deps.atomically(({ requests }) => requests.noteMailed(request.id, now, link))))
    return await joinOpen();
  if (open !== null) await stores.requests.setChoices(request.id, choices);
  const language = languageOf(choices.language);
  const mail = {
    ...base,
    language,
    interests: await interestNames(stores, choices.interests, language),
    rhythm: choices,
    validHours: confirmationHours,
    confirmUrl: links.confirm(token),
    returned,
  };
  await handOver(deps, request.subscriberId, { ...mail, kind: 'confirmation' }, ifNot);
}

async function sendAgain(
  { stores }: Needs<never, 'jobs'>,
  job: Jobs['send-subscription-mail'],
  after: Date,
): Promise<void> {
  await stores.jobs.send('send-subscription-mail', { ...job, held: true }, { after });
}

function messageId(deps: Pick<Deps, 'mailDomain'>, local: string): string {
  return `<${local}@${deps.mailDomain}>`;
}
