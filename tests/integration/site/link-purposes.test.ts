import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { askByForm, form, linkIn, pathOf, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'mallory.jones@example.org';

let service: TestService;
let app: App;
let links: Record<string, string>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  app = await service.app();
  const { deps } = service;
  await deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
  const confirm = await askByForm(service, 'new@example.org');
  const id = await addReader(deps, email, { topics: ['cs.RO'] });
  await triggerDigest(deps, { origin: 'api', emails: [email] });
  await runJobs(service);
  // What they would get next.
  const later = makeIncoming({ arxivId: '2611.00002', title: 'Robots that walk on sand' });
  await deps.stores.papers.store([later], { source: 'hugging-face', now, sample: false });
  const earlier = await deps.stores.addressChanges.ask({
    subscriberId: id,
    newEmail: 'new@example.org',
    createdAt: now,
  });
  await deps.stores.addressChanges.noteConfirmed(earlier, now, email);
  const open = await deps.stores.addressChanges.ask({
    subscriberId: id,
    newEmail: 'third@example.org',
    createdAt: now,
  });
  const soon = new Date(now.getTime() + 60_000);
  links = {
    confirm,
    view: linkIn((await sentMail(service, email))[0], 'view'),
    feedback: pathOf(deps.links.feedback(id, 1).more),
    unsubscribe: pathOf(deps.links.unsubscribe(id)),
    preferences: pathOf(deps.links.preferences(id)),
    saved: pathOf(deps.links.saved(id)),
    'saved-feed': pathOf(deps.links.savedFeed(id)),
    export: pathOf(deps.links.ending('export', id, soon)),
    erase: pathOf(deps.links.ending('erase', id, soon)),
    address: pathOf(deps.links.ending('address', id, soon)),
    'new-address': pathOf(deps.links.ending('new-address', open, soon)),
    'old-address': pathOf(deps.links.ending('old-address', earlier, soon)),
  };
});
afterAll(() => service.close());

/** Pages that are about one reader: `/view/TOKEN` is `view`. */
const ofReader =
  /^\/(confirm|view|feedback|unsubscribe|preferences|saved|saved-feed|export|erase|address|new-address|old-address)\/[^/]+/;

/** The addresses of this site that a page links to, posts to or has in a frame. */
function addressesOn(html: string): string[] {
  const found = html.matchAll(/\s(?:href|action|src)="([^"]*)"/g);
  const home = service.deps.links.home();
  return [...found].flatMap(([, address = '']) => {
    const { origin, pathname, search } = new URL(address.replaceAll('&amp;', '&'), home);
    return origin === new URL(home).origin ? [pathname + search] : [];
  });
}

/** Goes from a link to each page that can be come to by GETs; returns the kinds of readers' pages, and all texts. */
async function walk(start: string): Promise<{ kinds: string[]; texts: string[] }> {
  const seen = new Set<string>();
  const kinds = new Set<string>();
  const texts: string[] = [];
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined && seen.size < 60; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const kind = ofReader.exec(path)?.[1];
    if (kind !== undefined) kinds.add(kind);
    const { headers, body } = await app.inject(path);
    texts.push(body);
    if (!String(headers['content-type']).startsWith('text/html')) continue;
    // What everybody can read leads to no reader. Caught mail is not shown where mail is sent.
    const ownPage = kind !== undefined;
    waiting.push(...addressesOn(body).filter((one) => ownPage && !one.startsWith('/mailbox')));
  }
  return { kinds: [...kinds].toSorted(), texts };
}

/** What each link opens, beside the pages that everybody can read (docs/security/links.md). */
const opens: Record<string, string[]> = {
  confirm: ['confirm'],
  view: ['view'],
  feedback: ['feedback'],
  unsubscribe: ['unsubscribe'],
  // Of what the reader would get now, which has the links of a digest.
  preferences: ['feedback', 'preferences', 'saved', 'saved-feed', 'unsubscribe'],
  saved: ['saved', 'saved-feed'],
  'saved-feed': ['saved-feed'],
  export: ['export'],
  erase: ['erase'],
  address: ['address'],
  'new-address': ['new-address'],
  'old-address': ['old-address'],
};

describe.each(Object.keys(opens))('a link of the kind %s', (kind) => {
  test('leads by GETs to what it is for and nothing else, and shows no whole address', async () => {
    const { kinds, texts } = await walk(links[kind] ?? '');
    expect(kinds).toEqual(opens[kind]);
    // A feed is where one ends.
    expect(texts.length).toBeGreaterThan(kind === 'saved-feed' ? 0 : 1);
    for (const text of texts)
      for (const address of [email, 'new@example.org']) expect(text).not.toContain(address);
  });

  test('has a token that opens no page of another kind', async () => {
    const token = (links[kind] ?? '').split('/').at(-1) ?? '';
    for (const other of Object.keys(opens).filter((one) => one !== kind))
      for (const method of ['GET', 'POST'] as const)
        expect((await app.inject({ method, url: `/${other}/${token}` })).statusCode, other).toBe(404);
  });
});

test('what is posted with a link answers with no link of another kind either', async () => {
  const id = await addReader(service.deps, 'other@example.org', { topics: ['cs.RO'] });
  const leave = pathOf(service.deps.links.unsubscribe(id));
  const vote = pathOf(service.deps.links.feedback(id, 1).less);
  for (const [path, kinds] of [
    [vote, ['feedback']],
    [leave, ['unsubscribe']],
    [`${leave}/undo`, []],
    // The first digest, sent at once to its reader.
    [links['confirm'] ?? '', ['confirm']],
    // Once more: such a mail is passed on after it was used.
    [links['confirm'] ?? '', ['confirm']],
  ] as const) {
    const { statusCode, body } = await app.inject({ url: path, ...form() });
    expect(statusCode, path).toBe(200);
    const found = addressesOn(body).flatMap((one) => ofReader.exec(one)?.[1] ?? []);
    expect([...new Set(found)], path).toEqual(kinds);
    expect(body).not.toContain('@example.org"');
    expect(body).not.toMatch(/(?:other|new)@example\.org/);
  }
});
