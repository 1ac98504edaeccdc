import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDigest, samplePictures } from '../../scripts/sample-digest.ts';
import { createMailComposer } from '../../src/adapters/mail/compose.ts';
import { languageChoices, languageOf } from '../../src/domain/languages/index.ts';
import { makePaper } from '../support/papers/paper.ts';
import { findings } from '../support/web/axe.ts';
import { type BrowserShare, chromiumPath, shareBrowser } from '../support/web/browser.ts';
import { digestOf, options, quietMail, subscriptionMails } from '../unit/adapters/mail/mails.ts';
import { mirrored } from '../unit/adapters/mail/mirrored.ts';

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
type Look = { width: number; colorScheme: 'light' | 'dark' };
const looks: Look[] = [320, 1_200].flatMap((width) => [
  { width, colorScheme: 'light' },
  { width, colorScheme: 'dark' },
]);
/** Of colours, what axe cannot decide is a fault as well. */
const undecided = ['color-contrast'];

describe.skipIf(chromiumPath === null)('a mail in a browser', () => {
  let browser: BrowserShare;
  /** It loads no pictures. */
  let page: Page;
  beforeAll(async () => {
    browser = await shareBrowser();
    page = await browser.newPage();
    await page.route(`${samplePictures}**`, (route) => route.abort());
  });
  afterAll(() => browser?.close());

  async function look({ width, colorScheme }: Look): Promise<void> {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
  }
  async function open(html: string, as: Look): Promise<void> {
    await look(as);
    await page.setContent(html);
  }

  it.each(mails.map((mail) => ({ mail, name: `${mail.kind} in ${mail.language.tag}` })))(
    'can be read by all, light and dark, on 320 and 1200 pixels: $name',
    async ({ mail }) => {
      const { html } = await composer.compose(mail);
      await page.setContent(html);
      for (const one of looks) {
        await look(one);
        const found = { findings: await findings(page, undecided), overhang: await overhang(page) };
        expect({ ...one, ...found }).toEqual({ ...one, findings: [], overhang: 0 });
      }
    },
  );

  it('is seen to be wanting when it is', async () => {
    await open('<p style="color:#999">grey on white</p><p style="width:400px">wide</p>', {
      width: 320,
      colorScheme: 'light',
    });
    expect(await findings(page, undecided)).toContain('color-contrast: p:nth-child(1)');
    expect(await overhang(page)).toBeGreaterThan(0);
  });

  it('is seen to be wanting in other colours, and in what only a wider screen shows', async () => {
    const light = { width: 320, colorScheme: 'light' } as const;
    const style = `p { color: #000; background: #fff } img { display: none }
      @media (prefers-color-scheme: dark) { p { color: #aaa } }
      @media (min-width: 1000px) { img { display: block } }`;
    await open(`<style>${style}</style><p>black on white</p><img src="${samplePictures}x">`, light);
    const atFirst = await findings(page);
    expect(atFirst).not.toContain('color-contrast: p');
    expect(atFirst).not.toContain('image-alt: img');
    await look({ ...light, colorScheme: 'dark' });
    expect(await findings(page)).toContain('color-contrast: p');
    await look({ ...light, width: 1_200 });
    expect(await findings(page)).toContain('image-alt: img');
  });

  it('breaks words that are wider than a phone', async () => {
    const papers = [
      makePaper({ title: 'x'.repeat(90), abstract: 'y'.repeat(90), authors: ['z'.repeat(70)] }),
    ];
    const { html } = await composer.compose(digestOf(papers));
    await open(html, { width: 320, colorScheme: 'light' });
    expect(await overhang(page)).toBe(0);
  });

  it('changes its colours where the reader wants it dark', async () => {
    const { html } = await composer.compose(sampleDigest(languageOf('en')));
    const seen = async (colorScheme: 'light' | 'dark') => {
      await open(html, { width: 320, colorScheme });
      const colours = await page.evaluate<{ page: string; title: string }>(`({
        page: getComputedStyle(document.body).backgroundColor,
        title: getComputedStyle(document.querySelector('h3 a')).color,
      })`);
      return { page: lightnessOf(colours.page), title: lightnessOf(colours.title) };
    };
    const [light, dark] = [await seen('light'), await seen('dark')];
    expect(light.page).toBeGreaterThan(light.title + 400);
    expect(dark.page).toBeLessThan(dark.title - 400);
  });

  it.each(languages)('bears letters of twice their size on a phone: $tag', async (language) => {
    const { html } = await composer.compose(sampleDigest(language));
    await open(html, { width: 320, colorScheme: 'light' });
    const grown = await page.evaluate<number>(`(() => {
      const elements = [...document.body.querySelectorAll('*')];
      const sizes = elements.map((one) => parseFloat(getComputedStyle(one).fontSize) * 2);
      elements.forEach((one, at) => one.style.setProperty('font-size', sizes[at] + 'px', 'important'));
      return parseFloat(getComputedStyle(document.querySelector('h3')).fontSize);
    })()`);
    expect(grown).toBeGreaterThanOrEqual(38);
    expect(await overhang(page)).toBe(0);
  });

  it('runs from right to left in a language that does, pictures on the left', async () => {
    const { html } = await composer.compose(sampleDigest(mirrored));
    await open(html, { width: 1_200, colorScheme: 'light' });
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
  });
});
