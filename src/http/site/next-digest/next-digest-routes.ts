import { openNextDigests } from '../../../app/digests/next-digests.ts';
import { DomainError } from '../../../domain/errors.ts';
import { framedHtml, mailPolicy } from '../../framed-mail.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { readerBehind, subscriberIdOf } from '../signed-links.ts';
import { nextDigestModel, nextDigestPage } from './next-digest-models.ts';

type Token = { Params: { token: string } };

/** A few looks a minute are enough for anybody; each takes the work of planning one reader's digest. */
const aFewLooks = { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } };

/** What a reader would get now: a page with the mail in a frame. Nothing is sent, and no ledger knows of it. */
export function nextDigestRoutes(app: App, { deps, publicUrl }: HttpOptions, pages: Pages): void {
  const next = openNextDigests(deps);

  app.get<Token>('/preferences/:token/next', aFewLooks, async (request, reply) => {
    const { token } = request.params;
    const subscriber = await readerBehind(deps, 'preferences', request);
    const { language } = request;
    const preview = await next.of(subscriber.id);
    const model = nextDigestModel(subscriber, preview, `/preferences/${token}`, language);
    return pages.show(request, reply, nextDigestPage, model, {
      title: language.pages.digests.nextTitle,
    });
  });

  app.get<Token>('/preferences/:token/next/mail', aFewLooks, async (request, reply) => {
    const { mail } = await next.of(subscriberIdOf(deps, 'preferences', request.params.token));
    if (mail === null) throw new DomainError('not_found', 'There is nothing new for you at the moment.');
    return reply
      .header('content-security-policy', mailPolicy(publicUrl))
      .type('text/html; charset=utf-8')
      .send(framedHtml(mail.html));
  });
}
