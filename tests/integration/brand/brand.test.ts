import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { png } from '../../support/png.ts';
import { until } from '../../support/until.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { csrfIn } from '../../support/web/web.ts';

let desk: Console;
beforeAll(async () => {
  desk = await openConsole({ env: { MAIL_FROM: 'papers.example.org <digest@example.org>' } });
});
afterAll(() => desk.service.close());

const page = async (path: string) =>
  path.startsWith('/admin')
    ? (await desk.browser.get(path)).body
    : (await desk.app.inject({ url: path, headers: { 'accept-language': 'en' } })).body;
const empty = {
  name: '',
  digestName: '',
  accent: '',
  footLine: '',
  contact: '',
  language: '',
  about: '',
  privacy: '',
};
const mails = () => desk.service.deps.stores.caughtMail.list(5);
async function logo(content: Buffer) {
  const csrf = csrfIn(await page('/admin/settings/brand'));
  return await desk.browser.upload('/admin/settings/brand/logo', { csrf, name: 'logo.png', content });
}

describe('the brand', () => {
  test('is that of the software while nothing is set and the sender has a host for a name', async () => {
    expect(await page('/')).toContain('<span>Offprint</span>');
    expect(await page('/feed.xml')).toContain('<title>Offprint: trending papers</title>');
  });

  test('holds on pages, in feeds, in forms for other sites and in mails, at once and without a restart', async () => {
    const { statusCode, headers } = await desk.send('/settings/brand', {
      ...empty,
      name: 'Vision Lab <Papers>',
      digestName: 'Morning Papers',
      accent: '#e83e8c',
      footLine: 'A service of the library',
      contact: 'library@example.org',
      language: 'de',
    });
    expect([statusCode, headers.location]).toEqual([303, '/admin/settings/brand?saved=yes']);
    const home = await page('/');
    expect(home).toContain('<span>Vision Lab &lt;Papers&gt;</span>');
    expect(home).toContain('<meta property="og:site_name" content="Vision Lab &lt;Papers&gt;">');
    expect(home).toContain('A service of the library');
    expect(home).toContain('href="mailto:library@example.org"');
    const style = /\/brand\/\d+\/style\.css/.exec(home)?.[0] ?? '';
    expect((await desk.browser.get(style)).body).toMatch(/^:root\{--accent:#[0-9a-f]{6};/);
    expect(await page('/feed.xml')).toContain('Vision Lab &lt;Papers&gt;: Arbeiten im Trend');
    expect(await page('/embed')).toContain('research papers by mail, from Vision Lab');
    await desk.send('/test-mail');
    const [mail] = await mails();
    const raw = Buffer.from((await desk.service.deps.stores.caughtMail.byId(mail!.id))!.raw).toString();
    expect(raw).toContain('From: "Vision Lab <Papers>" <digest@example.org>');
    expect(raw).toContain('A test mail from Vision Lab <Papers>');
    expect(raw).toContain('A service of the library');
    expect(raw).not.toContain('#0a5f6b');
  });

  test('tells what it is and what it stores: true of this installation at first, then in the owners’ words', async () => {
    const before = await page('/about');
    expect(before).toContain('Papers, and the votes and comments on them, come from Hugging Face and arXiv.');
    expect(await page('/privacy')).toContain('is deleted after 30 days');
    expect(await page('/')).toContain('<a href="/privacy">');
    expect(await page('/ranking')).toContain('The numbers come from Hugging Face and arXiv;');
    const { sources } = desk.service.deps.stores;
    const at = new Date('2026-11-24T09:58:00Z');
    await sources.noteAttempt('arxiv', at);
    await sources.noteSuccess('arxiv', at, {}, []);
    await sources.noteFailure('arxiv', 'answered 503 to 10.1.2.3');
    const ranking = await page('/ranking');
    expect(ranking.replaceAll(/<time[^>]*>|<\/time>/g, '')).toContain(
      'arXiv has not answered since 24 Nov 2026, 09:58 UTC; it is asked again by itself.',
    );
    expect(ranking).toContain('Hugging Face has not answered yet.');
    expect(ranking).not.toContain('answered 503');
    const { settings } = await desk.service.deps.stores.brand.read();
    const kept = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value ?? '']));
    await desk.send('/settings/brand', { ...kept, about: '# We are\n\n*the lab* <script>alert(1)</script>' });
    const after = await page('/about');
    expect(after).toContain('<em>the lab</em>');
    expect(after).not.toContain('<script>alert');
    expect(await page('/privacy')).toContain('is deleted after 30 days');
  });

  test('has a logo, in the head of pages, in mails and where links are shown', async () => {
    expect((await logo(png(400, 100))).statusCode).toBe(303);
    const home = await page('/');
    const href =
      /<img src="(\/brand\/[0-9a-f]+\/logo\.png)" alt="" width="144" height="36">/.exec(home)?.[1] ?? '';
    expect(home).toContain(`<meta property="og:image" content="http://localhost:3000${href}">`);
    const picture = await desk.browser.get(href);
    expect([picture.headers['content-type'], picture.headers['cache-control']]).toEqual([
      'image/png',
      'public, max-age=31536000, immutable',
    ]);
    expect(await page('/feed.xml')).toContain(`<logo>http://localhost:3000${href}</logo>`);
    await desk.send('/settings/brand/logo/remove');
    expect(await page('/')).not.toContain('/logo.png');
    expect((await desk.browser.get(href)).statusCode).toBe(404);
  });

  test.each([
    ['no picture', Buffer.from('<svg/>'), 'Must be a PNG or JPEG picture'],
    ['a large one', Buffer.alloc(600 * 1024), 'Has more than 512 kB'],
    ['one that is too large to look at', Buffer.alloc(1_200 * 1024), 'Has more than 512 kB'],
  ])('refuses %s beside its field', async (_, content, words) => {
    const answer = await logo(content);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(`id="logo-error">${words}`);
  });

  test('refuses what is wrong beside each field, keeps it there, and changes nothing', async () => {
    const before = await desk.service.deps.stores.brand.read();
    const typed = { ...empty, name: 'x'.repeat(61), accent: 'crimson', contact: 'nobody' };
    const { statusCode, body } = await desk.send('/settings/brand', typed);
    expect(statusCode).toBe(400);
    for (const field of ['name', 'accent', 'contact']) expect(body).toContain(`id="${field}-error"`);
    expect(body).toContain('value="crimson"');
    expect(await desk.service.deps.stores.brand.read()).toEqual(before);
  });

  test('leaves a line in the log for each change, without addresses', async () => {
    const lines = await desk.service.deps.stores.audit.list({ before: null, limit: 20 });
    const ours = lines.filter(({ action }) => action === 'brand changed' || action === 'test mail sent');
    expect(ours.map(({ action, detail }) => [action, detail]).toReversed()).toEqual([
      ['brand changed', { changed: 'name, digestName, accent, footLine, contact, language' }],
      ['test mail sent', { outcome: 'sent' }],
      ['brand changed', { changed: 'about' }],
      ['brand changed', { logo: '400 × 100' }],
      ['brand changed', { logo: 'removed' }],
    ]);
  });

  test('follows in other processes within seconds', async () => {
    await desk.service.deps.stores.brand.write({
      ...(await desk.service.deps.stores.brand.read()).settings,
      name: 'From elsewhere',
    });
    await until(async () => (await page('/')).includes('From elsewhere'));
  });
});
