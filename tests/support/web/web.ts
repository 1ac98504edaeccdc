import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { createToken } from '../../../src/app/accounts/api-tokens.ts';
import { runJobs } from '../jobs.ts';
import type { TestService } from '../test-service.ts';

/** What a browser sends for a form; an array repeats its field. */
export function form(values: Record<string, string | readonly string[]> = {}) {
  const payload = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of typeof value === 'string' ? [value] : value) payload.append(name, one);
  return {
    method: 'POST' as const,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: payload.toString(),
  };
}

/** A form with one file in it (RFC 7578), and the token of the console's forms before it. */
export function upload(name: string, content: string | Buffer, csrf: string | null = null) {
  const boundary = 'a-boundary-of-a-test';
  const token =
    csrf === null ? '' : `--${boundary}\r\ncontent-disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n`;
  const head = `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([
      Buffer.from(`${token}--${boundary}\r\n${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}

/** The header of a program with a new API token. */
export async function bearer(service: TestService): Promise<{ authorization: string }> {
  const { token } = await createToken(service.deps, 'a test');
  return { authorization: `Bearer ${token}` };
}

export type ReadMail = { id: number; to: string; subject: string; text: string; html: string; raw: string };

/** The mail that was sent, oldest first. */
export async function sentMail(service: TestService, to?: string): Promise<ReadMail[]> {
  const { caughtMail } = service.deps.stores;
  const heads = (await caughtMail.list(1_000)).filter(
    ({ envelopeTo }) => to === undefined || envelopeTo === to,
  );
  return await Promise.all(
    heads.toReversed().map(async ({ id, envelopeTo }) => {
      const raw = Buffer.from((await caughtMail.byId(id))!.raw);
      const { subject, text, html } = await service.readMail(raw);
      return { id, to: envelopeTo, subject, text, html: html ?? '', raw: raw.toString() };
    }),
  );
}

/** The path of the first link to `/page/…` in a mail's text. */
export function linkIn(mail: Pick<ReadMail, 'text'> | undefined, page: string): string {
  const found = new RegExp(`https?://[^/\\s]+(/${page}/[^\\s>)]+)`).exec(mail?.text ?? '')?.[1];
  if (found === undefined) throw new Error(`no link to /${page}/ in: ${mail?.text ?? 'no mail'}`);
  return found;
}

/** Only the path of one of the service's own addresses. */
export function pathOf(address: string): string {
  return new URL(address).pathname;
}

/** Fills in the form and lets the mail go out. Returns the path of the confirmation link. */
export async function askByForm(
  service: TestService,
  email: string,
  values: Record<string, string | readonly string[]> = {},
): Promise<string> {
  const app = await service.app();
  const answer = await app.inject({ url: '/subscribe', ...form({ email, ...values }) });
  if (answer.statusCode !== 200) throw new Error(`subscribing was answered with ${answer.statusCode}`);
  await runJobs(service);
  return linkIn((await sentMail(service, email)).at(-1), 'confirm');
}

/** The titles of the papers that a page lists. */
export function cardTitles(html: string): (string | undefined)[] {
  return [...html.matchAll(/<h\d class="title"[^>]*><a [^>]*>([^<]*)</g)].map(([, title]) => title);
}

/** The token in a page's form. */
export function csrfIn(html: string): string {
  return /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

/** A browser: keeps cookies, and posts the token of the form that it loaded. */
export function browserOn(app: { inject(request: InjectOptions): Promise<LightMyRequestResponse> }) {
  const cookies = new Map<string, string>();
  const remember = (response: LightMyRequestResponse) => {
    for (const { name, value, expires } of response.cookies) {
      // Cleared by a date at the start of time; whether others have ended is for the service's own clock to say.
      if (expires?.getTime() === 0) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const get = async (url: string) => remember(await app.inject({ url, headers: { cookie: cookie() } }));
  const post = async (url: string, values: Record<string, string>) => {
    const { headers, ...rest } = form(values);
    return remember(await app.inject({ url, ...rest, headers: { ...headers, cookie: cookie() } }));
  };
  return {
    cookies,
    get,
    post,
    upload: async (url: string, file: { csrf: string; name: string; content: string | Buffer }) => {
      const { headers, payload } = upload(file.name, file.content, file.csrf);
      const all = { ...headers, cookie: cookie() };
      return remember(await app.inject({ method: 'POST', url, headers: all, payload }));
    },
    /** Posts as the form on the page `from` would. */
    submit: async (from: string, url: string, values: Record<string, string> = {}) =>
      await post(url, { csrf: csrfIn((await get(from)).body), ...values }),
  };
}
