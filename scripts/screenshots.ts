import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext } from 'playwright-core';
import { signIn as enter, launchBrowser } from '../tests/support/web/browser.ts';
import { openSampleSite, type SampleSite } from './sample-site.ts';

/**
 * `node scripts/screenshots.ts [NAME…]` makes docs/images/NAME.png, or all of the list below: the service is started
 * with sample papers and a reader in a temporary place, and its pages are looked at in Chromium. To be run when their
 * look has changed. Pictures of mails: mail-screenshots.ts.
 */
type Shot = {
  name: string;
  /** Where to look; a page behind a token by its name in `SampleSite.paths`. */
  path: `/${string}` | keyof SampleSite['paths'];
  /** Pixels; a phone's has two dots each. */
  width: number;
  height: number;
  scheme: 'light' | 'dark';
  /** What is folded and is to be seen: a `details`. */
  unfold?: string;
  /** As the first admin. */
  signIn?: boolean;
};

const desk = { width: 1200, height: 680, scheme: 'light' } as const;
const phone = { width: 375, height: 680, scheme: 'light' } as const;

const shots: readonly Shot[] = [
  { ...desk, name: 'home', path: '/?window=week' },
  { ...desk, name: 'home-dark', path: '/?window=week', scheme: 'dark' },
  { ...phone, name: 'home-phone', path: '/?window=week' },
  { ...desk, name: 'paper', path: 'mathematics' },
  { ...desk, name: 'paper-picture', path: '/papers/5', height: 820 },
  { ...desk, name: 'topic', path: '/topics/cs.RO?window=month' },
  { ...desk, name: 'search', path: '/?q=robot+learning+from:2026-11' },
  { ...desk, name: 'topics', path: '/topics' },
  { ...desk, name: 'author', path: '/authors/jeff-brown' },
  { ...desk, name: 'archive-calendar', path: '/archive?month=2026-11' },
  { ...desk, name: 'saved', path: 'saved' },
  { ...desk, name: 'preferences-feed', path: 'preferences', unfold: 'details:has(#own-feed)' },
  { ...phone, name: 'search-phone-dark', path: '/?q=robot+learning', scheme: 'dark' },
  { ...desk, name: 'preferences', path: 'preferences', height: 900 },
  { ...phone, name: 'preferences-phone-dark', path: 'preferences', scheme: 'dark' },
  { ...desk, name: 'console', path: '/admin', height: 860, signIn: true },
  { ...phone, name: 'console-phone-dark', path: '/admin', scheme: 'dark', signIn: true },
  { ...desk, name: 'console-digest', path: '/admin/digests/2', height: 900, signIn: true },
  { ...desk, name: 'console-subscribers', path: '/admin/subscribers', signIn: true },
  { ...desk, name: 'console-subscriber', path: '/admin/subscribers/1', height: 860, signIn: true },
  { ...desk, name: 'console-topic', path: '/admin/topics/robot-learning', height: 760, signIn: true },
  { ...desk, name: 'console-send', path: '/admin/digests/new', height: 1100, signIn: true },
  { ...desk, name: 'console-announcement', path: '/admin/announcements/new', height: 1000, signIn: true },
  { ...desk, name: 'console-planned', path: '/admin/digests', signIn: true },
  { ...desk, name: 'console-introduction', path: '/admin/introductions/daily', height: 940, signIn: true },
  { ...desk, name: 'console-account', path: '/admin/account', height: 900, signIn: true },
  { ...desk, name: 'console-papers', path: '/admin/papers', height: 860, signIn: true },
  { ...desk, name: 'console-collection', path: '/admin/collections/1', height: 860, signIn: true },
  { ...desk, name: 'collection', path: 'collection' },
  { ...desk, name: 'console-brand', path: '/admin/settings/brand', height: 900, signIn: true },
  { ...desk, name: 'console-look', path: '/admin/settings/look', height: 1250, signIn: true },
  { ...desk, name: 'console-integration', path: '/admin/integrations/1', height: 900, signIn: true },
  { ...desk, name: 'console-pictures', path: '/admin/pictures', signIn: true },
  { ...desk, name: 'console-doctor', path: '/admin/doctor', height: 900, signIn: true },
  { ...desk, name: 'console-environment', path: '/admin/settings/environment', height: 725, signIn: true },
  { ...desk, name: 'console-retention', path: '/admin/settings/retention', height: 1000, signIn: true },
  { ...desk, name: 'api', path: '/api/docs' },
];

/** More would make the documents slow to load. */
const mostBytes = 150_000;

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));

/** Signed in once for all: who signs in again and again has to wait. */
let session: Awaited<ReturnType<BrowserContext['storageState']>> | null = null;

async function shoot(browser: Browser, site: SampleSite, shot: Shot): Promise<void> {
  const { name, path, width, height, scheme, unfold, signIn = false } = shot;
  const context = await browser.newContext({
    ...(signIn && session !== null ? { storageState: session } : {}),
    viewport: { width, height },
    deviceScaleFactor: width < 600 ? 2 : 1,
    colorScheme: scheme,
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  if (signIn && session === null) {
    await enter(page, site.url, site.admin);
    await page.waitForURL(/\/admin$/);
    session = await context.storageState();
  }
  await page.goto(
    `${site.url}${path.startsWith('/') ? path : site.paths[path as keyof SampleSite['paths']]}`,
  );
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  if (unfold !== undefined) await page.locator(unfold).locator('summary').click();
  const file = `${folder}${name}.png`;
  await page.screenshot({ path: file });
  await context.close();
  const { size } = await stat(file);
  console.log(`${name}.png: ${size} bytes${size > mostBytes ? ', too many: make it smaller' : ''}`);
  if (size > mostBytes) process.exitCode = 1;
}

const asked = process.argv.slice(2);
const site = await openSampleSite();
const browser = await launchBrowser();
try {
  for (const shot of shots)
    if (asked.length === 0 || asked.includes(shot.name)) await shoot(browser, site, shot);
} finally {
  await browser.close();
  await site.close();
}
