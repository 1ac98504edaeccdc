import { createHash } from 'node:crypto';
import { decode, encode } from 'jpeg-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chunk, png } from '../../support/png.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { csrfIn } from '../../support/web/web.ts';

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
});
afterAll(() => desk.service.close());

async function upload(content: Buffer | string) {
  const csrf = csrfIn((await desk.browser.get('/admin/pictures')).body);
  return await desk.browser.upload('/admin/pictures', { csrf, name: 'a.png', content });
}

test('a picture is written again from its pixels, served by its hash, and shown by the Markdown beside it', async () => {
  const secret = chunk('tEXt', Buffer.from('Comment\0taken at 52.5200, 13.4050'));
  const given = png(40, 20, { more: [secret] });
  const answer = await upload(given);
  expect(answer.statusCode).toBe(303);
  const hash = String(answer.headers.location).slice(-64);
  const page = (await desk.browser.get(String(answer.headers.location))).body;
  expect(page).toContain(`<code>![What it shows](/pictures/${hash})</code>`);
  const served = await desk.app.inject(`/pictures/${hash}`);
  expect(served.headers['content-type']).toBe('image/png');
  expect(served.headers['cache-control']).toContain('immutable');
  expect(served.rawPayload.includes('taken at')).toBe(false);
  expect(createHash('sha256').update(served.rawPayload).digest('hex')).toBe(hash);
  // The same one again is the same.
  expect(String((await upload(given)).headers.location)).toContain(hash);

  const { markdown, stores } = desk.service.deps;
  expect(markdown(`![A map](/pictures/${hash})`, 'mail').html).toMatch(
    new RegExp(`<img src="https?://[^"]+/pictures/${hash}" alt="A map"`),
  );
  for (const elsewhere of [
    `https://evil.example/pictures/${hash}`,
    `/pictures/${hash}.png`,
    `/pictures/${hash}?id=1`,
  ])
    expect(markdown(`![A map](${elsewhere})`, 'mail').html).not.toContain('<img');

  await desk.send(`/pictures/${hash}/remove`);
  expect((await desk.app.inject(`/pictures/${hash}`)).statusCode).toBe(404);
  expect(await stores.pictures.listPictures(10)).toEqual([]);
});

test('a photo is taken as a camera makes it, and served as a smaller JPEG', async () => {
  const data = new Uint8Array(2_400 * 1_600 * 4).map((_, at) => (at * 2_654_435_761) >>> 25);
  const photo = encode({ width: 2_400, height: 1_600, data }, 60).data;
  expect(photo.length).toBeGreaterThan(1024 * 1024);
  const answer = await upload(photo);
  expect(answer.statusCode).toBe(303);
  const served = await desk.app.inject(`/pictures/${String(answer.headers.location).slice(-64)}`);
  expect(served.headers['content-type']).toBe('image/jpeg');
  expect(decode(served.rawPayload, { useTArray: true })).toMatchObject({ width: 1_200, height: 800 });
});

test.each([
  ['what is no PNG', '<svg onload="alert(1)"></svg>', 'Must be a PNG or JPEG picture'],
  ['more pixels than a mail shows', png(1_601, 2), 'Must have 1 to 1600 pixels'],
  ['a damaged one', png(40, 20).subarray(0, 60), 'Is damaged'],
  ['a file that is too large', Buffer.concat([png(4, 4), Buffer.alloc(1_100_000)]), 'Has more than 1024 kB'],
])('%s is refused beside the field', async (_what, content, words) => {
  const answer = await upload(content as Buffer);
  expect(answer.statusCode).toBe(400);
  expect(answer.body).toMatch(new RegExp(`id="picture-error">${words}`));
});
