import { setTimeout as wait } from 'node:timers/promises';
import { createAdmin } from '../../src/app/accounts/add-admin.ts';
import type { Deps } from '../../src/app/deps.ts';
import type { DigestCounts } from '../../src/domain/sending/delivery.ts';

const account = { email: 'bench@example.org', password: 'the password of a benchmark' };

/** Signs in as an admin that is made for it; returns the cookie of the session. */
export async function signIn(deps: Deps, url: string): Promise<string> {
  await createAdmin(deps, account);
  const page = await fetch(`${url}/admin/login`);
  const visit = cookiesOf(page);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const answer = await fetch(`${url}/admin/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: visit },
    body: new URLSearchParams({ csrf, ...account }),
  });
  if (answer.status !== 303) throw new Error(`signing in was answered with ${answer.status}`);
  return cookiesOf(answer);
}

function cookiesOf(answer: Response): string {
  const pairs = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}

/** Browsers that have a page of events open: what each was told last, and how often all of them together. */
export type Watchers = { last(): DigestCounts[]; events(): number };

/** Opens them, and waits until each has been told something; they go at the end of `stack`. */
export async function openWatchers(
  stack: AsyncDisposableStack,
  url: string,
  { browsers, cookie }: { browsers: number; cookie: string },
): Promise<Watchers> {
  const leaving = new AbortController();
  stack.defer(() => leaving.abort());
  const last = new Map<number, DigestCounts>();
  let events = 0;
  async function look(browser: number): Promise<void> {
    const answer = await fetch(url, { headers: { cookie }, signal: leaving.signal });
    if (!answer.ok || answer.body === null) throw new Error(`the events were answered with ${answer.status}`);
    let text = '';
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + part).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (!block.startsWith('data: ')) continue;
        events++;
        last.set(browser, (JSON.parse(block.slice(6)) as { counts: DigestCounts }).counts);
      }
    }
  }
  const failures: Error[] = [];
  for (let browser = 0; browser < browsers; browser++)
    look(browser).catch((error: unknown) => {
      failures.push(error instanceof Error ? error : new Error(String(error)));
    });
  for (const deadline = Date.now() + 10_000; last.size < browsers; await wait(20)) {
    for (const failure of failures) throw failure;
    if (Date.now() > deadline) throw new Error('not every browser was told anything');
  }
  return { last: () => [...last.values()], events: () => events };
}
