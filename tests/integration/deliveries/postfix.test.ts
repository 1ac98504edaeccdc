import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BounceReceiver } from '../../../src/adapters/smtp/bounce-receiver.ts';
import { type Postfix, postfixPath, startPostfix } from '../../support/mail/postfix.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { freePort } from '../../support/postgres/postgres-server.ts';
import { until } from '../../support/until.ts';

const BOUNCE_DOMAIN = 'bounce.example.org';

describe.skipIf(postfixPath === null)('through a real Postfix', () => {
  let sending: Sending;
  let receiver: BounceReceiver;
  let postfix: Postfix;
  let logged = 0;

  beforeAll(async () => {
    const [port, bouncePort] = [await freePort(), await freePort()];
    sending = await openSending({
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      BOUNCE_DOMAIN,
      BOUNCE_PORT: String(bouncePort),
    });
    receiver = (await sending.service.receiveBounces())!;
    postfix = await startPostfix({
      port,
      // It knows all but `nobody`, and hands their mail on to a server whose replies a test decides.
      mailboxes: {
        domain: 'example.org',
        known: ['fine', 'moved', 'full', 'stuffed', 'busy'],
        port: Number(new URL(sending.server.url).port),
      },
      bounces: { domain: BOUNCE_DOMAIN, port: bouncePort },
    });
  });
  afterAll(async () => {
    await postfix?.stop();
    await receiver?.close();
    await sending?.close();
  });
  beforeEach(async ({ onTestFailed }) => {
    onTestFailed(async () => void process.stderr.write(await log()));
    await emptyTables(sending.service.databaseUrl, ['bounce_event'], { numbers: 'go on' });
    await sending.reset();
    logged = (await postfix.log()).length;
  });

  /** What Postfix has logged since the test began: return paths are the same in each, as the ids are. */
  const log = async () => (await postfix.log()).slice(logged);
  /** The server behind Postfix says this to every attempt for the address, until `recover`. */
  const refuse = (name: string, reply: string) =>
    sending.server.script(
      `${name}@example.org`,
      ...Array.from({ length: 1_000 }, () => ({ at: 'rcpt', reply }) as const),
    );
  const recover = (name: string) => sending.server.script(`${name}@example.org`);
  /** A digest for one reader, handed to Postfix; returns the id and the return path that the delivery has. */
  async function sendTo(name: string): Promise<{ digestId: number; returnPath: string }> {
    const digestId = await sending.planFor(name);
    await sending.send(digestId);
    const [row] = await sending.run('SELECT id::text FROM delivery WHERE digest_id = $1', [digestId]);
    const returnPath = sending.deps.returnPaths.of({ kind: 'digest', deliveryId: String(row?.['id']) });
    return { digestId, returnPath: returnPath! };
  }
  const stateOf = async (digestId: number, name: string) => (await sending.states(digestId))[name];
  const events = () =>
    sending.deps.stores.bounces.list({ kind: null, matched: null, before: null, limit: 100 });
  const someEvents = () => until(async () => (await events()).length > 0 && events());
  const statusOf = async (name: string) =>
    (await sending.deps.stores.subscribers.byEmail(`${name}@example.org`))?.status;
  const isSuppressed = (name: string) => sending.deps.stores.suppressions.isSuppressed(`${name}@example.org`);
  /** Postfix has given our receiver a message to this return path, and was told that it is recorded. */
  const reported = (returnPath: string) =>
    until(async () =>
      (await log())
        .split('\n')
        .some((line) => line.includes(`to=<${returnPath}>`) && line.includes('status=sent (250 2.6.0')),
    );

  test('what it hands on is what we gave it, over TLS though nobody vouches for its certificate', async () => {
    const { digestId } = await sendTo('fine');
    expect(await stateOf(digestId, 'fine')).toBe('sent');
    await until(() => sending.server.accepted().includes('fine@example.org'));
    const [mail] = sending.server.received;
    expect(mail!.from).toMatch(/^b\+d[0-9a-z]+-[a-z2-7]{26}@bounce\.example\.org$/);
    expect(mail!.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(mail!.raw).toMatch(/^\s+by mx\.relay\.example \(Postfix\) with ESMTPS id/m);
    expect(await events()).toEqual([]);
  });

  test('a reader whom it does not know is refused: the delivery fails, and nothing more goes there', async () => {
    const { digestId } = await sendTo('nobody');
    const { nobody } = await sending.deliveries(digestId);
    expect(nobody).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/^RCPT: 550 5\.1\.1 .*unknown/i),
    });
    expect(await statusOf('nobody')).toBe('bounced');
    expect(await isSuppressed('nobody')).toBe(true);
  });

  test('a reader who is gone behind it comes back in a report: nothing more goes there', async () => {
    refuse('moved', '550 5.1.1 <moved@example.org>: no such user here');
    const { digestId } = await sendTo('moved');
    expect(await stateOf(digestId, 'moved')).toBe('sent');
    const [delivery] = await sending.run('SELECT id::text FROM delivery');
    expect(await someEvents()).toMatchObject([
      {
        origin: 'smtp',
        kind: 'hard',
        reason: 'unknown-user',
        status: '5.1.1',
        matchedBy: 'return-path',
        deliveryId: delivery!['id'],
        kept: false,
      },
    ]);
    expect(await statusOf('moved')).toBe('bounced');
    expect(await isSuppressed('moved')).toBe(true);
    expect(await stateOf(digestId, 'moved')).toBe('sent');
  });

  test('a mailbox that is full is counted, and goes on being mailed', async () => {
    refuse('full', '552 5.2.2 <full@example.org>: mailbox is over quota');
    await sendTo('full');
    expect(await someEvents()).toMatchObject([
      { kind: 'soft', reason: 'mailbox-full', status: '5.2.2', matchedBy: 'return-path' },
    ]);
    expect(await statusOf('full')).toBe('active');
    expect(await isSuppressed('full')).toBe(false);
  });

  test('a delay is reported and not counted, and the message arrives in the end', async () => {
    refuse('busy', '450 4.2.1 <busy@example.org>: come again later');
    const { digestId, returnPath } = await sendTo('busy');
    await reported(returnPath);
    expect(await log()).toContain('sender delay notification');
    expect(await events()).toEqual([]);
    recover('busy');
    await until(() => sending.server.accepted().includes('busy@example.org'));
    expect(await events()).toEqual([]);
    expect(await statusOf('busy')).toBe('active');
    expect(await stateOf(digestId, 'busy')).toBe('sent');
  });

  // The last one: what it changes stays so.
  test('a mailbox that stays full until Postfix gives up is counted once', async () => {
    refuse('stuffed', '452 4.2.2 <stuffed@example.org>: mailbox is over quota');
    const { returnPath } = await sendTo('stuffed');
    await reported(returnPath);
    expect(await events()).toEqual([]);
    await postfix.restart({ maximal_queue_lifetime: '1s' });
    expect(await someEvents()).toMatchObject([
      { kind: 'soft', reason: 'mailbox-full', status: '4.2.2', matchedBy: 'return-path' },
    ]);
    expect(await statusOf('stuffed')).toBe('active');
    expect(await isSuppressed('stuffed')).toBe(false);
  });
});
