import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const places = [
  // The same pages without the windows: a page takes two thirds of the time, on most machines.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The machine's Chromium, or null. */
export const chromiumPath = places.find((place) => existsSync(place)) ?? null;

if (chromiumPath === null) {
  const words = 'There is no Chromium on this machine (Debian: apt-get install chromium)';
  // Continuous integration must not pass without them.
  if (process.env['OFFPRINT_REQUIRE_BROWSER'] === '1')
    throw new Error(`${words}, and the browser tests are required.`);
  process.stderr.write(`${words}: the browser tests are skipped.\n`);
}

/**
 * How long what is looked for on a page may take to be there, and how long a page; on a busy machine, too. Much less
 * than a test has: when a step fails, those after it, which wait for what it should have led to, fail soon.
 */
const patienceMs = { action: 30_000, navigation: 60_000 };

/** A headless browser of its own. */
export async function launchBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      // As root, as in a container, Chromium starts only without its sandbox. The pages are our own.
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // Pages are shown once: what optimizing their scripts takes, and axe's in each of them, is not earned back.
      '--js-flags=--no-maglev --no-turbofan',
    ],
  });
  const newContext = browser.newContext.bind(browser);
  // Its pages are opened in contexts, too.
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(patienceMs.action);
    context.setDefaultNavigationTimeout(patienceMs.navigation);
    return context;
  };
  return browser;
}

export type BrowserShare = Pick<Browser, 'newContext' | 'newPage' | 'close'>;

/** The one that tests of a process share: to start a browser takes as long as to open ten pages. */
let shared: Browser | null = null;

/** This process's browser, which ends with it; `close` closes what was opened by this share. */
export async function shareBrowser(): Promise<BrowserShare> {
  if (shared?.isConnected() !== true) shared = await launchBrowser();
  const browser = shared;
  const contexts: BrowserContext[] = [];
  async function newContext(options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext> {
    const context = await browser.newContext(options);
    contexts.push(context);
    return context;
  }
  return {
    newContext,
    newPage: async (options) => await (await newContext(options)).newPage(),
    async close() {
      for (const context of contexts) await context.close();
    },
  };
}

/**
 * Waits until a page stands still: what it names is there, its fonts among it, and it was drawn twice since. (Of a page
 * that asks for nothing by itself later, `networkidle` tells no more, and takes half a second longer.)
 */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.evaluate(
    `document.fonts.ready.then(() => new Promise((drawn) =>
      requestAnimationFrame(() => requestAnimationFrame(() => drawn()))))`,
  );
}

/**
 * Adds to `faults` what goes wrong on a page: errors of its scripts, and what its own content security policy refuses.
 */
export function watched(page: Page, faults: string[]): Page {
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy'))
      faults.push(message.text());
  });
  return page;
}

/** Fills in the console's login and presses its button; whoever calls waits for what comes. */
export async function signIn(
  page: Page,
  url: string,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.goto(`${url}/admin/login`);
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
