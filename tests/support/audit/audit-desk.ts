import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { newHold } from '../../../src/domain/sending/server-hold.ts';
import { runJobs } from '../jobs.ts';
import { makeIncoming } from '../papers/incoming.ts';
import { png } from '../png.ts';
import { sql } from '../postgres/sql.ts';
import { addReader } from '../readers.ts';
import { apiOf } from '../web/api.ts';
import { openConsole } from '../web/console.ts';
import { csrfIn } from '../web/web.ts';

export const now = new Date('2026-11-24T10:00:00Z');
export const columns = { 'column-0': 'email', consentNote: 'a sign-up sheet', defaultStatus: 'active' };
export const topic = { name: 'Zebras', group: 'Zoology', description: 'Striped.', query: 'zebra' };

/** What does each thing that an admin can do, and the line that it leaves. */
export type Actions = Record<string, { does: (at: AuditDesk) => Promise<unknown>; says: string }>;

export type AuditDesk = Awaited<ReturnType<typeof openAuditDesk>>;

/** A console, and the API by a token, with what it takes to do each thing once. */
export async function openAuditDesk() {
  const unreachable = 'http://127.0.0.1:9';
  const desk = await openConsole({
    env: { HUGGING_FACE_URL: unreachable, ARXIV_API_URL: unreachable, ARXIV_RSS_URL: unreachable },
  });
  desk.service.clock.now = now;
  const api = await apiOf(desk.service);
  const deps = () => desk.service.deps;
  const run = (statement: string) => sql(desk.service.databaseUrl, statement);

  let numbers = 0;
  /** A number that was not given before. */
  const next = () => numbers++;
  const reader = () => addReader(deps(), `reader${next()}@example.org`);
  /** A digest that goes on, with what it takes to be told to. */
  async function digest(): Promise<number> {
    await reader();
    const { id } = await triggerDigest(deps(), { origin: 'api' });
    await planDigest(deps(), id);
    return id;
  }
  /** A digest with a delivery that is `unknown`. */
  async function unknown(): Promise<{ id: number; delivery: string }> {
    const id = await digest();
    const [row] = await run(`UPDATE delivery SET state = 'unknown' WHERE digest_id = ${id} RETURNING id`);
    return { id, delivery: String(row!['id']) };
  }
  async function suppression(): Promise<number> {
    return (await deps().stores.suppressions.suppress(`barred${next()}@example.org`, 'manual')).id;
  }
  /** What is posted to unsubscribe one reader by the console's list. */
  async function changeOfOne(): Promise<Record<string, string>> {
    const { email } = (await deps().stores.subscribers.byId(await reader()))!;
    return { kind: 'unsubscribe', q: email, counted: '1' };
  }
  async function tag(): Promise<number> {
    const name = `tag ${next()}`;
    return (await deps().stores.tags.ensureTags([{ name, key: name }]))[0]!.id;
  }
  async function logo(width: number) {
    const page = (await desk.browser.get('/admin/settings/brand')).body;
    const content = png(width, 32);
    return await desk.browser.upload('/admin/settings/brand/logo', {
      csrf: csrfIn(page),
      name: 'logo.png',
      content,
    });
  }
  async function heldServer(): Promise<number> {
    const { serverHolds } = deps().stores;
    await serverHolds.hold(
      newHold({ server: 'mail.example.org:587', cause: 'account', reply: 'AUTH: 535 no' }, now),
    );
    return (await serverHolds.list())[0]!.id;
  }
  async function uploaded(step: 'uploaded' | 'checked'): Promise<number> {
    const { headers } = await desk.upload('email\nada@example.org');
    const id = Number(/\d+$/.exec(String(headers.location))?.[0]);
    if (step === 'checked') {
      await desk.send(`/subscribers/import/${id}/check`, columns);
      await runJobs(desk.service);
    }
    return id;
  }
  const post = (path: string, values: Record<string, string> = {}) => desk.send(path, values);
  await deps().stores.papers.store([makeIncoming()], { source: 'test', now, sample: false });
  return {
    desk,
    api,
    deps,
    run,
    next,
    reader,
    digest,
    unknown,
    suppression,
    changeOfOne,
    tag,
    logo,
    heldServer,
    uploaded,
    post,
  };
}
