import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chromiumPath } from '../tests/support/web/browser.ts';
import { openSampleSite } from './sample-site.ts';

/**
 * `node scripts/lighthouse.ts [RUNS [PATH…]]` has Lighthouse judge the pages below as a slow phone sees them (its own
 * default), RUNS times each (3), and prints the median scores, of 100. npx fetches Lighthouse for it: as a dependency
 * it would be larger than all others together.
 */
const lighthouse = 'lighthouse@13.5.0';
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

type Report = {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { score: number | null; title: string; scoreDisplayMode: string }>;
};

const run = promisify(execFile);

async function judge(url: string, tries = 3): Promise<Report> {
  const flags = '--chrome-flags=--headless=new --no-sandbox';
  const only = `--only-categories=${categories.join(',')}`;
  try {
    const { stdout } = await run('npx', ['--yes', lighthouse, url, '--quiet', '--output=json', only, flags], {
      env: { ...process.env, CHROME_PATH: chromiumPath ?? '' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout) as Report;
  } catch (error) {
    // It now and then loses the trace of a page.
    if (tries > 1) return await judge(url, tries - 1);
    throw error;
  }
}

const [asked = '3', ...paths] = process.argv.slice(2);
const runs = Number(asked);
const site = await openSampleSite();
try {
  const pages =
    paths.length > 0
      ? paths
      : [
          '/',
          '/papers/5',
          site.paths.mathematics,
          '/topics/cs.RO',
          '/authors/jeff-brown',
          '/?q=robot+learning',
        ];
  for (const path of pages) {
    const reports: Report[] = [];
    for (let at = 0; at < runs; at++) reports.push(await judge(`${site.url}${path}`));
    const scores = categories.map((name) => {
      const all = reports.map((report) => Math.round((report.categories[name]?.score ?? 0) * 100));
      return `${name} ${all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]} (${all.join(', ')})`;
    });
    const wanting = Object.values(reports.at(-1)?.audits ?? {})
      .filter(
        ({ score, scoreDisplayMode }) => scoreDisplayMode !== 'informative' && score !== null && score < 0.9,
      )
      .map(({ title }) => title);
    console.log(
      `${path}: ${scores.join('; ')}. ${wanting.length > 0 ? `Wanting: ${wanting.join('; ')}` : ''}`,
    );
  }
} finally {
  await site.close();
}
