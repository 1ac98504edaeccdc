import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { altchaPath } from '../../../src/http/altcha.ts';
import { katexFonts, katexStyle } from '../../../src/http/katex.ts';
import type { App } from '../../../src/http/options.ts';
import { type TestService, testService } from '../../support/test-service.ts';

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
});
afterAll(() => service?.close());

test('files are compressed as the browser takes it, kept for good, and known again', async () => {
  const page = (await app.inject('/')).body.replaceAll('&#x3D;', '=');
  const linked = [...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((match) => match[1] ?? '');
  expect(linked.length).toBeGreaterThan(2);
  for (const url of [...linked, katexStyle, ...katexFonts]) {
    const ask = (headers: Record<string, string>) => app.inject({ url, headers });
    const plain = await ask({});
    expect(plain.statusCode, url).toBe(200);
    expect(plain.headers, url).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      etag: expect.stringMatching(/^W\//),
    });
    // Of the version of what it holds.
    expect(url).toMatch(/\?v=[0-9a-f]{10}$|\/katex-\d+\.\d+\.\d+\//);
    const known = await ask({ 'if-none-match': String(plain.headers.etag) });
    expect([known.statusCode, known.body], url).toEqual([304, '']);
    // Fonts are compressed already.
    if (plain.rawPayload.length < 1_024 || url.endsWith('.woff2')) continue;
    const br = await ask({ 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect(br.headers, url).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(brotliDecompressSync(br.rawPayload).equals(plain.rawPayload), url).toBe(true);
    const gzip = await ask({ 'accept-encoding': 'gzip' });
    expect(gunzipSync(gzip.rawPayload).equals(plain.rawPayload), url).toBe(true);
  }
});

test('pages that hold a secret are sent as they are', async () => {
  const headers = { 'accept-encoding': 'br, gzip' };
  for (const url of ['/admin/login', '/preferences/no-such-token', '/confirm/no-such-token'])
    expect((await app.inject({ url, headers })).headers['content-encoding'], url).toBeUndefined();
  for (const url of ['/?q=robots', '/sitemap/topics.xml'])
    expect((await app.inject({ url, headers })).headers['content-encoding'], url).toBe('br');
});

test('of ALTCHA browsers get the four modules that the form loads, and nothing else', async () => {
  const status = async (path: string) => (await app.inject(`${altchaPath}/${path}`)).statusCode;
  for (const path of ['pow.js', 'helpers.js', 'types.js', 'algorithms/web/pbkdf2.js'])
    expect(await status(path)).toBe(200);
  for (const path of ['index.js', 'algorithms/pbkdf2.js', '../../../package.json', 'pow.d.ts'])
    expect(await status(path)).toBe(404);
});
