import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { createMailComposer } from '../src/adapters/mail/compose.ts';
import { english } from '../src/domain/languages/en.ts';
import { launchBrowser } from '../tests/support/web/browser.ts';
import { sampleDigest, samplePictures, sampleSite } from './sample-digest.ts';

/**
 * `node scripts/mail-screenshots.ts` makes docs/images/digest-*.png: the first screenful of a digest of sample papers
 * in Chromium, light and dark, on a phone and on a desk, with pictures and without. To be run when the look has
 * changed.
 */
const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
const screens = [
  { name: 'wide', viewport: { width: 1200, height: 900 }, deviceScaleFactor: 1 },
  { name: 'phone', viewport: { width: 320, height: 690 }, deviceScaleFactor: 2 },
] as const;

const colours = ['#0a5f6b', '#b4552d', '#6b5b95', '#3d7a3a'];

/** A drawing in the place of a paper's picture. */
function drawing(seed: number): string {
  const heights = Array.from({ length: 7 }, (_, bar) => 14 + ((seed * 31 + bar * 47) % 62));
  const bars = heights.map(
    (height, bar) =>
      `<rect x="${14 + bar * 13}" y="${88 - height}" width="9" height="${height}" fill="${colours[(seed + bar) % colours.length]}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 100"><rect width="120" height="100" fill="#f3f1ea"/>${bars.join('')}</svg>`;
}

async function shoot(
  browser: Browser,
  html: string,
  look: { screen: (typeof screens)[number]; colorScheme: 'light' | 'dark'; pictures: boolean },
): Promise<void> {
  const { name, ...screen } = look.screen;
  const page = await browser.newPage({ ...screen, colorScheme: look.colorScheme });
  await page.route(`${samplePictures}**`, (route) => {
    const seed = Number(/(\d+)\.svg/.exec(route.request().url())?.[1]);
    return look.pictures
      ? route.fulfill({ contentType: 'image/svg+xml', body: drawing(seed) })
      : route.abort();
  });
  await page.setContent(html, { waitUntil: 'load' });
  const path = `${folder}digest-${name}-${look.colorScheme}${look.pictures ? '' : '-without-pictures'}.png`;
  await page.screenshot({ path });
  await page.close();
  console.log(path);
}

const composer = await createMailComposer({
  from: 'Offprint <digest@example.org>',
  replyTo: null,
  postalAddress: 'Offprint, 1 Example Street, 12345 Exampletown',
  listId: null,
  publicUrl: sampleSite,
  dkim: [],
});
const { html } = await composer.compose(sampleDigest(english));
const browser = await launchBrowser();
try {
  for (const screen of screens)
    for (const colorScheme of ['light', 'dark'] as const)
      for (const pictures of [true, false]) await shoot(browser, html, { screen, colorScheme, pictures });
} finally {
  await browser.close();
}
