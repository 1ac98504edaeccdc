import type { Page } from 'playwright-core';
import { runJobs } from '../jobs.ts';
import { addReader } from '../readers.ts';
import { type ReaderSite, readerPages } from './reader-site.ts';
import { askByForm, pathOf } from './web.ts';

/** A page that a reader can come to; `go` leads there, however often. */
export type Visit = { name: string; go(page: Page): Promise<unknown> };

const long = 'An-unbreakable-word-that-somebody-typed-into-a-form-'.repeat(3);

/** Every page that a reader can come to, the refused forms and the errors among them. */
export async function readerVisits(site: ReaderSite): Promise<Visit[]> {
  const { deps } = site.service;
  const { links } = deps;
  const reader = await addReader(deps, 'a.reader.with.a.very.long.address.indeed@subdomain.of.example.org', {
    topics: ['cs.RO', 'language-model-agents'],
    interests: [
      { kind: 'query', query: `"sparse attention" OR ${long}`, weight: 'more' },
      { kind: 'author', author: 'Ada Lovelace', weight: 'normal' },
      { kind: 'paper', paperId: 2, weight: 'less' },
    ],
  });
  const gone = await addReader(deps, 'gone@example.org', { topics: ['cs.RO'] });
  await deps.stores.feedback.vote(reader, 1, 'more', deps.now());
  await deps.stores.feedback.mute(reader, { author: long }, deps.now());
  const confirmation = await askByForm(site.service, 'pending@example.org', {
    topics: 'cs.RO',
    queries: long,
  });
  await runJobs(site.service);
  const preferences = pathOf(links.preferences(reader));
  const feedback = pathOf(links.feedback(reader, 3).less);
  const inAnHour = () => new Date(deps.now().getTime() + 3_600_000);
  const open = (path: string) => (page: Page) => page.goto(`${site.url}${path}`);
  const at = (name: string, path: string): Visit => ({ name, go: open(path) });
  const press = async (page: Page, button: string) => {
    await Promise.all([
      page.waitForEvent('load'),
      page.getByRole('button', { name: button, exact: true }).first().click(),
    ]);
  };
  const unsubscribed = async (page: Page) => {
    await open(pathOf(links.unsubscribe(gone)))(page);
    if ((await page.locator('h1').textContent()) === 'Unsubscribe') await press(page, 'Unsubscribe');
  };
  return [
    ...readerPages.map((path) => at(path, path)),
    at('confirm', confirmation),
    at('preferences', preferences),
    at('feedback', feedback),
    at('view', pathOf(links.view('1'))),
    at('unsubscribe', pathOf(links.unsubscribe(reader))),
    at('nothing there', '/nowhere'),
    at('a link that is none', '/preferences/x'),
    {
      name: 'confirmed',
      async go(page) {
        await open(confirmation)(page);
        await press(page, 'Yes, send me papers');
      },
    },
    {
      name: 'subscribe, refused',
      async go(page) {
        await open('/topics/cs.RO')(page);
        await page.getByLabel('Email address').fill(long);
        await press(page, 'Subscribe');
      },
    },
    {
      name: 'subscribed',
      async go(page) {
        await open('/')(page);
        await page.getByLabel('Email address').fill('somebody@example.org');
        await press(page, 'Subscribe');
      },
    },
    {
      name: 'preferences, refused',
      async go(page) {
        await open(preferences)(page);
        await page.getByLabel('Papers, 1 to 40').fill('99');
        await page.locator('#query').fill('robots\n-vision');
        await page.locator('#author').fill('42');
        await page.locator('#paper').fill(long);
        await page.locator('input[name^="value-"]').first().fill('42');
        await press(page, 'Save');
      },
    },
    {
      name: 'a link to manage, refused',
      async go(page) {
        await open('/manage')(page);
        await page.getByLabel('Email address').fill(long);
        await press(page, 'Mail me the link');
      },
    },
    {
      name: 'a link to manage, asked for',
      async go(page) {
        await open('/manage')(page);
        await page.getByLabel('Email address').fill('somebody@example.org');
        await press(page, 'Mail me the link');
      },
    },
    {
      name: 'a link to erase, asked for',
      async go(page) {
        await open(preferences)(page);
        await press(page, 'Mail me a link to erase my data');
      },
    },
    at('export', pathOf(links.ending('export', reader, inAnHour()))),
    at('a link that ended', pathOf(links.ending('erase', reader, deps.now()))),
    {
      name: 'feedback, voted',
      async go(page) {
        await open(feedback)(page);
        await press(page, 'Yes, less like this');
      },
    },
    {
      name: 'feedback, refused',
      async go(page) {
        await open(feedback)(page);
        await press(page, 'Mute');
      },
    },
    { name: 'unsubscribed', go: unsubscribed },
    {
      name: 'preferences of somebody who is unsubscribed',
      async go(page) {
        await unsubscribed(page);
        await open(pathOf(links.preferences(gone)))(page);
      },
    },
    {
      name: 'undone',
      go: async (page) => {
        // Of somebody new each time: it can be done three times a week.
        const other = await addReader(deps, `undone-${performance.now()}@example.org`, { topics: ['cs.RO'] });
        await open(pathOf(links.unsubscribe(other)))(page);
        await press(page, 'Unsubscribe');
        await press(page, 'Undo');
      },
    },
    {
      name: 'erased',
      go: async (page) => {
        const other = await addReader(deps, `erased-${performance.now()}@example.org`);
        await open(pathOf(links.ending('erase', other, inAnHour())))(page);
        await press(page, 'Yes, erase everything about me');
      },
    },
  ];
}
