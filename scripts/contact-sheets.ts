import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser, signIn } from '../tests/support/web/browser.ts';
import { openSampleSite, type SampleSite } from './sample-site.ts';

/**
 * `node scripts/contact-sheets.ts FOLDER [--looks 320-dark,1280-forced] [PATH…]` takes each page of the site and the
 * console, with sample papers and a reader, in each look, and puts twelve at a time on a sheet, FOLDER/LOOK-N.png, to
 * be looked at. Says which pages are wider than their window, and on which something moves while they come in, with
 * the processor slowed down to a quarter. To be run when the style sheet has changed.
 */
const usage = 'node scripts/contact-sheets.ts FOLDER [--looks 320-dark,1280-forced,…] [PATH…]';

const widths = [320, 390, 768, 1280, 1920] as const;
const schemes = ['light', 'dark', 'forced'] as const;
type Look = { name: string; width: number; scheme: (typeof schemes)[number] };
const looks: Look[] = widths.flatMap((width) =>
  schemes.map((scheme) => ({ name: `${width}-${scheme}`, width, scheme })),
);

const open = [
  '/',
  '/?window=month&view=compact',
  '/?q=robot+learning',
  '/?q=author:brown+from:2026',
  '/?q=zebra+crossing',
  '/?date=2026-11-20',
  '/?date=2026-11-21&window=month&topic=cs.RO',
  '/topics',
  '/topics/cs.RO',
  '/topics/math.NT',
  '/papers/5',
  '/papers/40',
  '/authors/jeff-brown',
  '/collections',
  '/archive',
  '/archive?month=2026-11',
  '/archive/1',
  '/embed?topics=cs.RO',
  '/about',
  '/privacy',
  '/ranking',
  '/manage',
  '/subscribe?topics=cs.RO&papers=5',
  '/saved?papers=5.6.7',
  '/saved',
  '/api/docs',
  '/nothing-here',
  '/mailbox',
  '/mailbox/1',
  '/admin/login',
  '/admin/forgotten',
];

const console_ = [
  '/admin',
  '/admin/digests',
  '/admin/digests/2',
  '/admin/digests/new',
  '/admin/introductions/daily',
  '/admin/announcements/new',
  '/admin/pictures',
  '/admin/digests/1/deliveries',
  '/admin/papers',
  '/admin/papers/1/readers',
  '/admin/collections',
  '/admin/collections/1',
  '/admin/topics',
  '/admin/topics/new',
  '/admin/topics/robot-learning',
  '/admin/subscribers',
  '/admin/subscribers/new',
  '/admin/subscribers/1',
  '/admin/subscribers/1/next',
  '/admin/subscribers/tags',
  '/admin/subscribers/import',
  '/admin/suppressions',
  '/admin/suppressions/import',
  '/admin/bounces',
  '/admin/webhooks',
  '/admin/audit',
  '/admin/tokens',
  '/admin/integrations',
  '/admin/integrations/1',
  '/admin/settings',
  '/admin/settings/brand',
  '/admin/settings/look',
  '/admin/settings/retention',
  '/admin/settings/environment',
  '/admin/doctor',
  '/admin/account',
  '/admin/accounts',
];

/** Of a long page the rest is like what came before. */
const tallest = 2_600;
const onSheet = 12;

const { values, positionals } = parseArgs({
  options: { looks: { type: 'string' } },
  allowPositionals: true,
});
const [folder, ...paths] = positionals;
const asked = values.looks?.split(',') ?? looks.map(({ name }) => name);
const chosen = looks.filter(({ name }) => asked.includes(name));
if (folder === undefined || chosen.length < asked.length) {
  console.error(usage);
  process.exit(2);
}
const out = resolve(folder);

/** Adds up how far things move, as Chromium tells it. */
const watchShifts = `
window.moved = [];
window.took = (entries) => entries.forEach(({ value, sources }) => moved.push(value.toFixed(5) + ' ' +
  (sources ?? []).map(({ node }) => node?.nodeType === 1 ? node.tagName + '.' + node.className : String(node?.nodeName)).join(', ')));
window.shifts = new PerformanceObserver((list) => took(list.getEntries()));
shifts.observe({ type: 'layout-shift', buffered: true });`;

async function openContext(browser: Browser, look: Look, session: Session): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...(session === null ? {} : { storageState: session }),
    viewport: { width: look.width, height: look.width < 600 ? 800 : 900 },
    colorScheme: look.scheme === 'dark' ? 'dark' : 'light',
    forcedColors: look.scheme === 'forced' ? 'active' : 'none',
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  await context.addInitScript(watchShifts);
  return context;
}

type Session = Awaited<ReturnType<BrowserContext['storageState']>> | null;
type Shot = { path: string; file: string };

async function shoot(page: Page, url: string, shot: Shot, look: Look): Promise<void> {
  await page.goto(`${url}${shot.path}`, { waitUntil: 'load' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  const { moved, wider, height } = await page.evaluate<{ moved: string[]; wider: number; height: number }>(
    `took(shifts.takeRecords()); ({ moved, wider: document.scrollingElement.scrollWidth - innerWidth,
      height: document.scrollingElement.scrollHeight })`,
  );
  if (wider > 0) console.log(`${look.name} ${shot.path}: ${wider} pixels wider than the window`);
  for (const one of moved) console.log(`${look.name} ${shot.path}: moves by ${one}`);
  const clip = { x: 0, y: 0, width: look.width, height: Math.min(height, tallest) };
  await page.screenshot({ path: shot.file, type: 'jpeg', quality: 70, fullPage: true, clip });
}

/** Twelve pictures side by side, each with what it is of. */
async function makeSheet(page: Page, look: Look, shots: readonly Shot[], number: number): Promise<void> {
  const width = Math.min(look.width, 640);
  const cells = shots.map(
    ({ path, file }) =>
      `<figure><figcaption>${path.replaceAll('&', '&amp;')}</figcaption><img src="${pathToFileURL(file).href}" width="${width}"></figure>`,
  );
  const html = `<!doctype html><meta charset="utf-8"><style>body{margin:8px;display:grid;gap:12px;background:#888;align-items:start;
    grid-template-columns:repeat(${width < 600 ? 6 : 4},${width}px)}figure{margin:0;max-height:1300px;overflow:hidden}
    figcaption{font:bold 15px sans-serif}</style>${cells.join('')}`;
  const source = join(out, 'sheet.html');
  await writeFile(source, html);
  await page.goto(pathToFileURL(source).href);
  const file = join(out, `${look.name}-${number}.png`);
  await page.screenshot({ path: file, fullPage: true });
  console.log(file);
}

async function takeLook(browser: Browser, site: SampleSite, look: Look, session: Session): Promise<void> {
  const all = paths.length > 0 ? paths : [...open, ...Object.values(site.paths), ...console_];
  const context = await openContext(browser, look, session);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const shots = all.map((path, at) => ({ path, file: join(out, 'pages', `${look.name}-${at}.jpg`) }));
  for (const shot of shots) await shoot(page, site.url, shot, look);
  await context.close();
  const sheet = await browser.newPage({
    viewport: { width: look.width < 600 ? 6 * (look.width + 12) + 16 : 4 * 652 + 16, height: 800 },
  });
  for (let from = 0; from < shots.length; from += onSheet)
    await makeSheet(sheet, look, shots.slice(from, from + onSheet), 1 + from / onSheet);
  await sheet.close();
}

async function enter(browser: Browser, site: SampleSite): Promise<Session> {
  const page = await browser.newPage();
  await signIn(page, site.url, site.admin);
  await page.waitForURL(/\/admin$/);
  const session = await page.context().storageState();
  await page.context().close();
  return session;
}

await mkdir(join(out, 'pages'), { recursive: true });
const site = await openSampleSite();
const browser = await launchBrowser();
try {
  const session = await enter(browser, site);
  for (const look of chosen) await takeLook(browser, site, look, session);
} finally {
  await rm(join(out, 'sheet.html'), { force: true });
  await browser.close();
  await site.close();
}
