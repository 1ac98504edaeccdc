import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendDeliveries } from '../../../src/app/deliveries/send-deliveries.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import {
  type Moment,
  type ScriptedMailServer,
  startScriptedMailServer,
} from '../../support/mail/scripted-mail-server.ts';
import { storePaper } from '../../support/mail/sending.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

// What a server says, played at its step of a real conversation: whom it bars, what the digest says meanwhile, and that
// afterwards everybody has every paper once.

type Case = { stage: string; reply: string; about: string };
const root = join(import.meta.dirname, '../../..');
const read = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);

const beside = ['..', '../..']
  .map((up) => join(root, up, 'shared', 'cases', 'smtp-replies.jsonl'))
  .find((file) => existsSync(file));
/**
 * Of our own lines, which are all judged in a unit test, one for each step and what it is about; every one with
 * `REPLY_CASES=all`.
 */
const lines = read(join(root, 'tests/fixtures/smtp-replies.jsonl'));
const own =
  process.env['REPLY_CASES'] === 'all'
    ? lines
    : [...Map.groupBy(lines, (one) => `${one.stage} ${one.about}`)].flatMap(
        ([, alike]) => alike.at(-1) ?? [],
      );

const moments: Readonly<Record<string, Moment['at']>> = {
  CONNECT: 'greeting',
  EHLO: 'hello',
  AUTH: 'login',
  MAIL: 'sender',
  RCPT: 'recipient',
  DATA: 'dot',
};
const isOurs = ({ about }: Case) => about.startsWith('sender');
/** The connections look again by themselves: nothing is held, so that there is nothing to see here. */
const passes = ({ stage, reply }: Case) =>
  reply.startsWith('4') && ['CONNECT', 'EHLO', 'AUTH'].includes(stage);

const now = new Date('2026-11-24T10:00:00Z');
const domains = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'];
const offersLogin = { reply: '250-scripted.example\r\n250 AUTH PLAIN' };
let server: ScriptedMailServer;
let service: TestService;
beforeAll(async () => {
  server = await startScriptedMailServer();
  const url = server.url.replace('smtp://', 'smtp://ada:secret@');
  service = await testService({ env: { SMTP_URL: url } });
});
afterAll(async () => {
  await service.close();
  await server[Symbol.asyncDispose]();
});

const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
const later = (hours: number) => {
  service.clock.now = new Date(now.getTime() + hours * 3_600_000);
};

/** A server that takes everything but what `refuses` says. */
async function behave(refuses: (moment: Moment) => string | null): Promise<void> {
  server.behave = (moment) => {
    const reply = refuses(moment);
    if (reply !== null) return { reply };
    return moment.at === 'hello' ? offersLogin : null;
  };
  // What was opened before has been greeted already.
  await server.shut();
  await server.open();
}

async function planned(readers: readonly string[]): Promise<number> {
  await emptyTables(service.databaseUrl, [
    'subscriber',
    'paper',
    'digest',
    'delivery',
    'suppression',
    'mail_server_hold',
  ]);
  await run('DELETE FROM pgboss.job');
  later(0);
  await service.deps.serverHolds.look();
  server.mails = [];
  await storePaper(service.deps);
  await run(
    `INSERT INTO subscriber (email, address_hash, status, confirmed_at, next_due_at)
     SELECT email, sha256(convert_to(email, 'UTF8')), 'active', $2, $3 FROM unnest($1::text[]) AS email`,
    [readers, new Date(now.getTime() - 3_600_000), new Date(now.getTime() + 86_400_000)],
  );
  return await digest();
}
async function digest(): Promise<number> {
  const { id } = await triggerDigest(service.deps, { origin: 'api' });
  await planDigest(service.deps, id);
  return id;
}
async function send(digestId: number): Promise<void> {
  const deliveryIds = (await service.deps.stores.deliveries.queuedOfDigest(digestId)).map(
    (queued) => queued.id,
  );
  await sendDeliveries(service.deps, { digestId, deliveryIds }, new AbortController().signal);
}
const counts = (id: number) => service.deps.stores.digests.counts(id);

/** Every reader who is active has every paper once, by the ledger and by the server. */
async function expectAllOnce(audience: readonly string[]): Promise<void> {
  const [papers] = await run('SELECT count(*)::int AS n FROM paper');
  const rows = await run(
    `SELECT s.email::text, coalesce(array_agg(p.id) FILTER (WHERE p.id IS NOT NULL), '{}') AS papers
     FROM subscriber s
     LEFT JOIN (SELECT d.subscriber_id, unnest(d.paper_ids) AS id FROM delivery d WHERE d.state = 'sent') p ON p.subscriber_id = s.id
     WHERE s.status = 'active' GROUP BY 1`,
  );
  for (const { email, papers: got } of rows) expect(got, String(email)).toHaveLength(Number(papers?.['n']));
  const barred = await run("SELECT email::text FROM subscriber WHERE status <> 'active'");
  const takers = audience.filter((reader) => !barred.some(({ email }) => email === reader));
  expect(
    server
      .taken()
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual(takers.toSorted());
}

async function play(one: Case, readers: readonly string[]): Promise<void> {
  const at = moments[one.stage];
  // What is said of a reader is said of a few among many.
  const refused = new Set(isOurs(one) ? readers : readers.slice(0, 2));
  const id = await planned(readers);
  await behave((moment) => {
    const isMeant = moment.to === null || refused.has(moment.to);
    return moment.at === at && isMeant && (moment.to !== null || isOurs(one)) ? one.reply : null;
  });
  await send(id);

  const suppressed = (await run('SELECT email::text FROM suppression')).map(({ email }) => String(email));
  expect(suppressed.toSorted()).toEqual(one.about === 'hard' ? [...refused].toSorted() : []);
  const found = await service.deps.stores.digests.byId(id);
  const { audience, ...states } = await counts(id);
  expect(audience).toBe(readers.length);
  expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(audience);
  if (isOurs(one)) {
    expect(states).toMatchObject({ queued: readers.length });
    if (found?.problem !== null || (await service.deps.stores.serverHolds.list()).length > 0)
      expect(found?.problem).toContain('waits for a mail server');
  } else if (one.about === 'retry') expect(states).toMatchObject({ queued: 2, sent: readers.length - 2 });
  else expect(states).toMatchObject({ failed: 2, sent: readers.length - 2 });

  await behave(() => null);
  for (const hours of [2, 4]) {
    later(hours);
    await send(id);
  }
  later(6);
  await send(await digest());
  await expectAllOnce(readers);
}

function readersOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `r${index}@${domains[index % domains.length]}`);
}

describe.runIf(beside !== undefined)(
  'cases beside the repository, with forty readers of five domains',
  () => {
    const cases = beside === undefined ? [] : read(beside);
    test.each(cases.filter((one) => !passes(one)))('$stage $reply is about: $about', async (one) => {
      await play(one, readersOf(40));
    });
  },
);

describe('cases of our own, with forty readers of five domains', () => {
  test.each(own.filter((one) => !passes(one)))('$stage $reply is about: $about', async (one) => {
    await play(one, readersOf(40));
  });
});
