import { knownLanguage } from '../../../domain/languages/index.ts';
import { field } from '../../forms/form-body.ts';
import { languageCookie } from '../../languages.ts';
import type { App, HttpOptions } from '../../options.ts';

/** A year, in seconds. */
const kept = 365 * 24 * 3600;

/** The path of this site that a form asks to go back to; whatever leads elsewhere is the start page. */
export function wayBackTo(typed: string, publicUrl: string): string {
  const url = URL.parse(typed, `${publicUrl}/`);
  return url === null || url.origin !== new URL(publicUrl).origin ? '/' : `${url.pathname}${url.search}`;
}

/** The buttons at the foot of pages: the language that a visitor wants to read, in a cookie that says nothing else. */
export function languageRoutes(app: App, { publicUrl }: HttpOptions): void {
  app.post('/language', async (request, reply) => {
    const chosen = knownLanguage(field(request.body, 'language'));
    if (chosen !== null)
      void reply.setCookie(languageCookie, chosen, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: publicUrl.startsWith('https://'),
        maxAge: kept,
      });
    return reply.redirect(wayBackTo(field(request.body, 'back'), publicUrl), 303);
  });
}
