import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDigest, samplePictures } from '../../scripts/sample-digest.ts';
import { createMailComposer } from '../../src/adapters/mail/compose.ts';
import { languageChoices, languageOf } from '../../src/domain/languages/index.ts';
import { makePaper } from '../support/papers/paper.ts';
import { chromiumPath, launchBrowser } from '../support/web/browser.ts';
import { digestOf, options, quietMail, subscriptionMails } from '../unit/adapters/mail/mails.ts';
import { mirrored } from '../unit/adapters/mail/mirrored.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

type Result = { id: string; impact: string | null; nodes: { target: string[] }[] };
type Finding = Omit<Result, 'nodes'> & { targets: string[] };

/** What axe-core finds that is serious or critical, or that it could not decide of colours. */
async function findings(page: Page): Promise<Finding[]> {
  await page.addScriptTag({ path: axe });
  const { violations, incomplete } = await page.evaluate<{ violations: Result[]; incomplete: Result[] }>(
    'axe.run()',
  );
  return [
    ...violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'),
    ...incomplete.filter(({ id }) => id === 'color-contrast'),
  ].map(({ id, impact, nodes }) => ({ id, impact, targets: nodes.map(({ target }) => target.join(' ')) }));
}

/** How far the page goes beyond the screen to the side, in pixels. */
async function overhang(page: Page): Promise<number> {
  return await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}

/** Of a colour as `rgb(…)`: 0 is black, 765 white. */
function lightnessOf(colour: string): number {
  return (colour.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
}

const composer = await createMailComposer(options);
const languages = [...languageChoices.map(({ tag }) => languageOf(tag)), mirrored];
const mails = languages.flatMap((language) => [
  sampleDigest(language),
  quietMail(language),
  ...subscriptionMails(language),
]);
const looks = [320, 1_200].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.skipIf(chromiumPath === null)('a mail in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  /** A mail in a browser that loads no pictures. */
  async function opened(html: string, look: (typeof looks)[number]): Promise<Page> {
    const { width, colorScheme } = look;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.route(`${samplePictures}**`, (route) => route.abort());
    await page.setContent(html);
    return page;
  }

  it.each(looks)('can be read by all, $colorScheme on $width pixels', async (look) => {
    const page = await opened('', look);
    for (const mail of mails) {
      const { html } = await composer.compose(mail);
      await page.setContent(html);
      const found = { findings: await findings(page), overhang: await overhang(page) };
      expect({ mail: `${mail.kind} in ${mail.language.tag}`, ...found }).toEqual({
        mail: `${mail.kind} in ${mail.language.tag}`,
        findings: [],
        overhang: 0,
      });
    }
    await page.close();
  });

  it('is seen to be wanting when it is', async () => {
    const page = await opened('<p style="color:#999">grey on white</p><p style="width:400px">wide</p>', {
      width: 320,
      colorScheme: 'light',
    });
    expect((await findings(page)).map(({ id }) => id)).toContain('color-contrast');
    expect(await overhang(page)).toBeGreaterThan(0);
    await page.close();
  });

  it('breaks words that are wider than a phone', async () => {
    const papers = [
      makePaper({ title: 'x'.repeat(90), abstract: 'y'.repeat(90), authors: ['z'.repeat(70)] }),
    ];
    const { html } = await composer.compose(digestOf(papers));
    const page = await opened(html, { width: 320, colorScheme: 'light' });
    expect(await overhang(page)).toBe(0);
    await page.close();
  });

  it('changes its colours where the reader wants it dark', async () => {
    const { html } = await composer.compose(sampleDigest(languageOf('en')));
    const seen = async (colorScheme: 'light' | 'dark') => {
      const page = await opened(html, { width: 320, colorScheme });
      const colours = await page.evaluate<{ page: string; title: string }>(`({
        page: getComputedStyle(document.body).backgroundColor,
        title: getComputedStyle(document.querySelector('h3 a')).color,
      })`);
      await page.close();
      return { page: lightnessOf(colours.page), title: lightnessOf(colours.title) };
    };
    const [light, dark] = [await seen('light'), await seen('dark')];
    expect(light.page).toBeGreaterThan(light.title + 400);
    expect(dark.page).toBeLessThan(dark.title - 400);
  });

  it.each(languages)('bears letters of twice their size on a phone: $tag', async (language) => {
    const { html } = await composer.compose(sampleDigest(language));
    const page = await opened(html, { width: 320, colorScheme: 'light' });
    const grown = await page.evaluate<number>(`(() => {
      const elements = [...document.body.querySelectorAll('*')];
      const sizes = elements.map((one) => parseFloat(getComputedStyle(one).fontSize) * 2);
      elements.forEach((one, at) => one.style.setProperty('font-size', sizes[at] + 'px', 'important'));
      return parseFloat(getComputedStyle(document.querySelector('h3')).fontSize);
    })()`);
    expect(grown).toBeGreaterThanOrEqual(38);
    expect(await overhang(page)).toBe(0);
    await page.close();
  });

  it('runs from right to left in a language that does, pictures on the left', async () => {
    const { html } = await composer.compose(sampleDigest(mirrored));
    const page = await opened(html, { width: 1_200, colorScheme: 'light' });
    const seen = await page.evaluate(`(() => {
      const words = document.createRange();
      words.selectNodeContents(document.querySelector('h1'));
      const edge = document.querySelector('.bar').getBoundingClientRect().right;
      return {
        heading: Math.round(edge - words.getBoundingClientRect().right),
        float: getComputedStyle(document.querySelector('img.thumb')).float,
        direction: getComputedStyle(document.querySelector('h1')).direction,
      };
    })()`);
    expect(seen).toEqual({ heading: 0, float: 'left', direction: 'rtl' });
    await page.close();
  });
});
