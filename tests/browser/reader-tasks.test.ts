import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { triggerDigest } from '../../src/app/digests/trigger-digest.ts';
import { maskedAddress } from '../../src/domain/subscribers/masked-address.ts';
import type { Subscriber } from '../../src/domain/subscribers/subscriber.ts';
import { runJobs } from '../support/jobs.ts';
import { chromiumPath } from '../support/web/browser.ts';
import { type ReaderSite, startReaderSite } from '../support/web/reader-site.ts';
import { linkIn, sentMail } from '../support/web/web.ts';

// The tasks of a reader from the first form to the last page, as one does them: by what the pages say.
describe.skipIf(chromiumPath === null)('the tasks of a reader', () => {
  let site: ReaderSite;
  beforeAll(async () => {
    site = await startReaderSite();
  });
  afterAll(() => site?.close());
  afterEach(() => {
    if (site.faults.length > 0) throw new Error(site.faults.join('\n'));
  });

  describe.each([
    ['without JavaScript', { javaScriptEnabled: false }, 'without'],
    ['with JavaScript', {}, 'with'],
  ] as const)('%s', (_, settings, who) => {
    const email = `${who}@example.org`;
    const heading = (page: Page) => page.locator('h1').textContent();
    const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

    async function subscriber(address = email): Promise<Subscriber> {
      const found = await site.service.deps.stores.subscribers.byEmail(address);
      if (found === null) throw new Error(`${address} is no subscriber`);
      return found;
    }
    /** The path of a link in the last mail. */
    async function mailed(page: string, address = email): Promise<string> {
      await runJobs(site.service);
      return linkIn((await sentMail(site.service, address)).at(-1), page);
    }
    const open = async (path: string): Promise<Page> => {
      const page = await site.open(settings);
      await page.goto(`${site.url}${path}`);
      return page;
    };
    /** The reader's own page, by the link that each mail has. */
    const preferences = async () =>
      await open(new URL(site.service.deps.links.preferences((await subscriber()).id)).pathname);
    const leave = async () =>
      await open(new URL(site.service.deps.links.unsubscribe((await subscriber()).id)).pathname);
    /** What is followed, as it is written. */
    async function follows(address = email): Promise<string[]> {
      const topics = await site.service.deps.stores.topics.list();
      return (await subscriber(address)).interests.map((one) => {
        if (one.kind === 'topic') return topics.find(({ id }) => id === one.topicId)?.slug ?? '';
        return one.kind === 'query' ? one.query : one.kind === 'author' ? one.author : String(one.paperId);
      });
    }

    /** Fills in the box on the page that is open, and presses the buttons here and in the mail. */
    async function subscribeAndConfirm(page: Page, address: string): Promise<void> {
      await page.getByLabel('Email address').fill(address);
      await press(page, 'Subscribe');
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      await page.goto(`${site.url}${await mailed('confirm', address)}`);
      expect((await subscriber(address)).status).toBe('pending');
      await press(page, 'Yes, send me papers');
      await page.getByRole('heading', { name: 'You are subscribed' }).waitFor();
      expect((await subscriber(address)).status).toBe('active');
    }

    it('subscribing on the first page, with topics, a search and an author, and confirming', async () => {
      const page = await open('/');
      await page.getByText('How often, topics, time').click();
      await page.getByText('Topics: all fields').click();
      await page.getByLabel('Language-model agents').check();
      await page.getByText('Keywords, authors: none').click();
      await page.getByLabel('Keywords', { exact: true }).fill('"graph networks"');
      await page.getByLabel('Author', { exact: true }).fill('Ada Lovelace');
      await subscribeAndConfirm(page, email);
      expect((await follows()).toSorted()).toEqual([
        '"graph networks"',
        'Ada Lovelace',
        'language-model-agents',
      ]);
      expect(await page.locator('.facts').textContent()).toContain('Ada Lovelace');
    });

    it('subscribing, and having the first digest at once', async () => {
      const address = `first.${email}`;
      const page = await open('/topics/cs.RO');
      await subscribeAndConfirm(page, address);
      await press(page, 'Send me the first one now');
      await page.getByText('It is on its way').waitFor();
      expect(await page.getByRole('button', { name: 'Send me the first one now' }).count()).toBe(0);
      // The welcome mail has the first three, the digest those after them.
      await runJobs(site.service);
      const mails = (await sentMail(site.service, address)).slice(-2);
      expect(mails.map(({ text }) => /Robots number \d+ that walk/.test(text))).toEqual([true, true]);
    });

    it('subscribing from a topic follows just that', async () => {
      const address = `topic.${email}`;
      await subscribeAndConfirm(await open('/topics/cs.RO'), address);
      expect(await follows(address)).toEqual(['cs.RO']);
    });

    it('subscribing from a search follows just that', async () => {
      const address = `search.${email}`;
      const page = await open('/');
      await page.getByLabel('Search papers').fill('"that walk" author:ada');
      await page.getByLabel('Search papers').press('Enter');
      await page.waitForURL(/q=/);
      await page.getByRole('checkbox', { name: /^The search/ }).waitFor();
      await subscribeAndConfirm(page, address);
      expect(await follows(address)).toEqual(['"that walk" author:ada']);
    });

    it('mending the address on the page after the form, with what was chosen', async () => {
      const page = await open('/topics/cs.RO');
      await page.getByLabel('Email address').fill(`typign.${email}`);
      await press(page, 'Subscribe');
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      await page.getByLabel('Email address').fill(`typing.${email}`);
      await press(page, 'Send again');
      await page.getByText(`typing.${email}`).waitFor();
      await page.goto(`${site.url}${await mailed('confirm', `typing.${email}`)}`);
      expect(await page.locator('.chips').textContent()).toBe('Robotics');
    });

    it('following more from the page of a topic, twice before confirming and once afterwards', async () => {
      const address = `more.${email}`;
      const follow = async (slug: string) => {
        const page = await open(`/topics/${slug}`);
        await page.getByLabel('Email address').fill(address);
        await press(page, 'Subscribe');
        await page.getByText('If you get the digest already, the button adds this to it.').waitFor();
        return page;
      };
      await follow('cs.RO');
      const page = await follow('cs.CV');
      await page.goto(`${site.url}${await mailed('confirm', address)}`);
      await press(page, 'Yes, send me papers');
      await page.getByRole('heading', { name: 'You are subscribed' }).waitFor();
      expect((await follows(address)).toSorted()).toEqual(['cs.CV', 'cs.RO']);

      const { clock } = site.service;
      clock.now = new Date((clock.now ?? new Date()).getTime() + 60_000);
      const later = await follow('cs.LG');
      const path = await mailed('confirm', address);
      expect((await sentMail(site.service, address)).at(-1)?.subject).toBe(
        'Add Machine Learning to your digest',
      );
      await later.goto(`${site.url}${path}`);
      expect((await follows(address)).toSorted()).toEqual(['cs.CV', 'cs.RO']);
      await press(later, 'Add to my digest');
      await later.getByRole('heading', { name: 'Added to your digest' }).waitFor();
      expect((await follows(address)).toSorted()).toEqual(['cs.CV', 'cs.LG', 'cs.RO']);
    });

    it('changing everything on the preferences page with one button', async () => {
      const page = await preferences();
      expect(await page.locator('.status').textContent()).toContain(maskedAddress(email));
      await page.getByLabel('How often').selectOption('weekly');
      await page.getByLabel('Hour').selectOption('6');
      await page.getByLabel('Papers, 1 to 40').fill('12');
      await page.getByLabel('Language', { exact: true }).selectOption('de');
      await page.getByLabel('How much of "graph networks"').selectOption('more');
      await page.getByLabel('Search', { exact: true }).fill('"graph networks" OR molecules');
      await page.getByLabel('Remove Language-model agents').check();
      await page.locator('#query').fill('sparse attention\n"world models" -games');
      await page.locator('#author').fill('Emmy Noether');
      await page.locator('#paper').fill('/papers/3');
      await page.getByText('Computer Science').first().click();
      await page.locator('input[name="topics"][value="cs.RO"]').check();
      await press(page, 'Save');
      // In the language that was chosen, and back.
      await page.getByText('Gespeichert.').waitFor();
      expect(await subscriber()).toMatchObject({ cadence: 'weekly', hour: 6, maxPapers: 12, language: 'de' });
      await page.getByLabel('Sprache', { exact: true }).selectOption('en');
      await press(page, 'Speichern');
      await page.getByText('Saved.').waitFor();
      expect((await follows()).toSorted()).toEqual(
        [
          'cs.RO',
          'Ada Lovelace',
          'Emmy Noether',
          '3',
          'sparse attention',
          '"world models" -games',
          '"graph networks" OR molecules',
        ].toSorted(),
      );
      const molecules = (await subscriber()).interests.find(
        (one) => one.kind === 'query' && /mol/.test(one.query),
      );
      expect(molecules?.weight).toBe('more');
    });

    it('seeing what is wrong beside each field, with what was typed, and mending it', async () => {
      const before = await subscriber();
      const page = await preferences();
      const author = page.getByLabel('Author', { exact: true }).first();
      await page.getByLabel('Papers, 1 to 40').fill('99');
      await page.locator('#query').fill('robots\n-vision');
      await author.fill('42');
      await press(page, 'Save');
      await page.getByRole('alert').waitFor();
      for (const field of [page.getByLabel('Papers, 1 to 40'), page.locator('#query'), author]) {
        expect(await field.getAttribute('aria-invalid')).toBe('true');
        const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
        const words = await page.locator(`[id="${ids.at(-1)}"]`).textContent();
        expect(words).toMatch(/\w{4}/);
        // Beside it: right below, in the same place of the page.
        const [own, told] = [
          await field.boundingBox(),
          await page.locator(`[id="${ids.at(-1)}"]`).boundingBox(),
        ];
        expect(Math.abs((told?.y ?? 0) - (own?.y ?? 0) - (own?.height ?? 0))).toBeLessThan(12);
      }
      expect(await page.getByLabel('Papers, 1 to 40').inputValue()).toBe('99');
      expect(await page.locator('#query').inputValue()).toBe('robots\n-vision');
      expect(await author.inputValue()).toBe('42');
      expect(await subscriber()).toEqual(before);
      await page.getByLabel('Papers, 1 to 40').fill('9');
      await page.locator('#query').fill('');
      await author.fill('Ada Lovelace');
      await press(page, 'Save');
      await page.getByText('Saved.').waitFor();
      expect((await subscriber()).maxPapers).toBe(9);
    });

    it('reading a digest in the browser and in the archive, voting and muting, and taking it back', async () => {
      const { id } = await subscriber();
      await triggerDigest(site.service.deps, { origin: 'api', emails: [email] });
      const page = await open(await mailed('view'));
      const titles = page.locator('.papers .title');
      expect(await titles.count()).toBeGreaterThan(1);
      const [first] = await titles.allTextContents();
      // The links to vote are in the mail alone.
      await page.goto(`${site.url}${await mailed('feedback')}`);
      await press(page, 'Yes, more like this');
      await page.getByText('You want more like this.').waitFor();
      await page.getByText('Mute an author or a topic').click();
      await press(page, 'Mute');
      await page.getByText('Tick whom or what to mute').waitFor();
      await page.getByLabel('The topic Robotics').check();
      await press(page, 'Mute');
      await page.getByText('Muted: Robotics.').waitFor();
      const { feedback } = site.service.deps.stores;
      expect([(await feedback.votes(id)).length, (await feedback.mutes(id)).length]).toEqual([1, 1]);
      await page.goto(`${site.url}${await mailed('preferences')}`);
      await page.getByText('1 vote, 1 muted').waitFor();
      await page.getByLabel(`Forget: More like ${first?.trim()}`).check();
      await press(page, 'Save');
      await page.getByText('0 votes, 1 muted').waitFor();
      await page.getByLabel('Forget all of it').check();
      await press(page, 'Save');
      await page.getByText('Nothing yet.').waitFor();
      expect([await feedback.votes(id), await feedback.mutes(id)]).toEqual([[], []]);
      await page.getByRole('link', { name: 'Archive' }).click();
      await page.locator('.entries a').first().click();
      await page.getByRole('heading', { name: String(first?.trim()) }).waitFor();
    });

    it('unsubscribing, and undoing it', async () => {
      const before = await subscriber();
      const page = await leave();
      await press(page, 'Unsubscribe');
      await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
      expect((await subscriber()).status).toBe('unsubscribed');
      await press(page, 'Undo');
      await page.getByRole('heading', { name: 'You are subscribed again' }).waitFor();
      expect(await subscriber()).toEqual(before);
    });

    it('unsubscribing, and undoing it from the goodbye mail', async () => {
      await press(await leave(), 'Unsubscribe');
      const page = await open(await mailed('unsubscribe'));
      expect(await heading(page)).toBe('You are unsubscribed');
      expect((await subscriber()).status).toBe('unsubscribed');
      await press(page, 'Undo');
      await page.getByRole('heading', { name: 'You are subscribed again' }).waitFor();
      expect((await subscriber()).status).toBe('active');
    });

    it('coming back from the preferences page', async () => {
      await press(await leave(), 'Unsubscribe');
      const page = await preferences();
      expect(await page.locator('.status').textContent()).toContain('Unsubscribed since');
      await press(page, 'Undo');
      await page.getByText('The digests come again.').waitFor();
      expect((await subscriber()).status).toBe('active');
    });

    it('getting the link to the preferences by mail', async () => {
      const page = await open('/');
      await page.getByRole('link', { name: 'Manage my subscription' }).click();
      await page.getByLabel('Email address').fill(email);
      await press(page, 'Mail me the link');
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      await page.goto(`${site.url}${await mailed('preferences')}`);
      expect(await heading(page)).toBe('Preferences');
    });

    it('downloading what is stored, and erasing it', async () => {
      const { id } = await subscriber();
      const page = await preferences();
      expect(await page.locator('.stored').textContent()).toContain('the form on the start page');
      await press(page, 'Mail me my data link');
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      await page.goto(`${site.url}${await mailed('export')}`);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        press(page, 'Download all of it'),
      ]);
      expect(download.suggestedFilename()).toBe('my-subscription.json');
      const data: unknown = JSON.parse(await readFile(await download.path(), 'utf8'));
      expect(data).toMatchObject({ subscriber: { email }, consent: [{ form: 'home' }] });
      const again = await preferences();
      await press(again, 'Mail me a link to erase my data');
      await again.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      await page.goto(`${site.url}${await mailed('erase')}`);
      expect((await subscriber()).id).toBe(id);
      await press(page, 'Yes, erase everything about me');
      await page.getByRole('heading', { name: 'Everything about you is erased' }).waitFor();
      expect(await site.service.deps.stores.subscribers.byId(id)).toBeNull();
    });
  });
});
