import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { readPaperLine } from '../../../src/app/papers/read-paper-line.ts';
import { runJobs } from '../jobs.ts';
import { sql } from '../postgres/sql.ts';
import { projectRoot } from '../processes/serve-process.ts';
import type { TestService } from '../test-service.ts';
import { form, linkIn, pathOf } from '../web/web.ts';
import type { MailServer, ReceivedMail } from './mail-server.ts';

export type MailKind =
  | 'confirmation'
  | 'welcome'
  | 'already-subscribed'
  | 'addition'
  | 'digest'
  | 'quiet-note'
  | 'goodbye'
  | 'resumed'
  | 'manage'
  | 'saved'
  | 'export'
  | 'erase';

const day = 86_400_000;
/** A Tuesday. */
const start = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.com';

/** The sample papers, as many as asked for, as if they were featured a few hours before `now`. */
async function storeSamples(service: TestService, count: number, now: Date): Promise<void> {
  const lines = (await readFile(join(projectRoot, 'scripts/sample-papers.jsonl'), 'utf8')).trim().split('\n');
  const papers = lines.slice(0, count).flatMap((line, index) => {
    const read = readPaperLine(JSON.parse(line), new Date());
    const featuredAt = new Date(now.getTime() - (index + 1) * 600_000);
    return read.ok ? [{ ...read.paper, featuredAt, publishedAt: featuredAt }] : [];
  });
  await service.deps.stores.papers.store(papers, { source: 'hugging-face', now, sample: false });
}

/**
 * Lives the life of a reader of `service`, which sends to `server`, from the form to leaving; returns one of each kind
 * of mail as the server got it. The service must be empty; its clock is moved.
 */
export async function everyMail(
  service: TestService,
  server: MailServer,
): Promise<ReadonlyMap<MailKind, ReceivedMail>> {
  const { clock, deps } = service;
  const app = await service.app();
  const mails = new Map<MailKind, ReceivedMail>();
  clock.now = start;

  /** Lets the jobs of `cause` run, which must send one mail; returns its text. */
  async function sends(kind: MailKind, cause: () => Promise<unknown>): Promise<string> {
    const before = server.received.length;
    await cause();
    await runJobs(service);
    const [mail, ...more] = server.received.slice(before);
    if (mail === undefined || !mail.accepted || more.length > 0)
      throw new Error(
        `${kind}: ${more.length + (mail === undefined ? 0 : 1)} mails were sent instead of one`,
      );
    mails.set(kind, mail);
    return (await service.readMail(mail.bytes)).text;
  }
  const subscribe = () => app.inject({ url: '/subscribe', ...form({ email, timezone: 'Europe/Berlin' }) });
  const press = (path: string) => app.inject({ method: 'POST', url: path });

  const confirmation = await sends('confirmation', subscribe);
  await sends('welcome', () => press(linkIn({ text: confirmation }, 'confirm')));
  clock.now = new Date(start.getTime() + 2 * day);
  await sends('already-subscribed', subscribe);
  await sends('addition', () =>
    app.inject({ url: '/subscribe', ...form({ email, topics: ['cs.LG', 'cs.RO'] }) }),
  );
  await storeSamples(service, 10, clock.now);
  await sends('digest', () => triggerDigest(deps, { origin: 'api' }));
  await sql(service.databaseUrl, `UPDATE subscriber SET quiet_days = 'note'`);
  clock.now = new Date(clock.now.getTime() + 4 * day);
  await sends('quiet-note', () => triggerDigest(deps, { origin: 'api' }));
  const subscriber = await deps.stores.subscribers.byEmail(email);
  if (subscriber === null) throw new Error('nobody subscribed');
  const leave = pathOf(deps.links.unsubscribe(subscriber.id));
  await sends('goodbye', () => press(leave));
  await sends('resumed', () => press(`${leave}/undo`));
  await sends('manage', () => app.inject({ url: '/manage', ...form({ email }) }));
  await sends('saved', () => app.inject({ url: '/saved/mail', ...form({ email }) }));
  const preferences = pathOf(deps.links.preferences(subscriber.id));
  for (const kind of ['export', 'erase'] as const) await sends(kind, () => press(`${preferences}/${kind}`));
  return mails;
}
