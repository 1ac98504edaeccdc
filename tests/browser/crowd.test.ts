import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../support/web/browser.ts';
import { type ReaderSite, startReaderSite } from '../support/web/reader-site.ts';

// Very many people, or one program with very many addresses: what the form does then.
describe.skipIf(chromiumPath === null)('a crowd at the form', () => {
  let site: ReaderSite;
  let refused = false;
  beforeAll(async () => {
    site = await startReaderSite({
      crowd: { calm: { most: 5, aSecond: 0.01 }, unproven: { most: 3, aSecond: 0.01 } },
    });
    const app = await site.service.app();
    const ask = async (at: number) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/v1/subscriptions',
        headers: { 'x-forwarded-for': `198.51.${at}.7` },
        payload: { email: `${at}@example.org` },
      });
      return answer.statusCode;
    };
    for (let at = 0; at < 5 + 3; at += 1) await ask(at);
    refused = (await ask(8)) === 429;
  });
  afterAll(() => site?.close());

  const isThere = async (email: string) =>
    (await site.service.deps.stores.subscribers.byEmail(email)) !== null;
  const metric = async (admission: string) => {
    const { body } = await (await site.service.app()).inject('/metrics');
    return Number(
      new RegExp(`offprint_subscribe_requests_total\\{admission="${admission}"\\} (\\d+)`).exec(body)?.[1],
    );
  };

  it('lets everybody in whose browser does the work, as often as they come', async () => {
    expect(refused).toBe(true);
    const page = await site.open();
    for (const email of ['ada@example.net', 'grace@example.net']) {
      await page.goto(site.url);
      await page.getByLabel('Email address').fill(email);
      await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      expect(await isThere(email)).toBe(true);
    }
    expect(await metric('proven')).toBe(2);
    // Back on the form, it can be sent again.
    await page.goBack();
    expect(await page.getByRole('button', { name: 'Subscribe', exact: true }).isEnabled()).toBe(true);
    site.checkQuiet();
  });

  it('asks those to come back whose browser runs no script', async () => {
    const page = await site.open({ javaScriptEnabled: false });
    await page.goto(site.url);
    await page.getByLabel('Email address').fill('alan@example.net');
    await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
    await page.getByText('Very many people are subscribing just now').waitFor();
    expect(await isThere('alan@example.net')).toBe(false);
    expect(await metric('refused')).toBe(2);
  });
});
