import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpOptions } from './options.ts';
import type { MessageModel, PageCommon, PageModels } from './page-models.ts';
import type { Problem } from './plugins/errors.ts';
import { createRenderer } from './render.ts';

export type PageHead = Omit<PageCommon, 'path' | 'mailboxHref'>;

export type Pages = {
  /** Sends a page. */
  show<P extends keyof PageModels>(
    request: FastifyRequest,
    reply: FastifyReply,
    page: P,
    model: PageModels[P],
    head: PageHead,
  ): FastifyReply;
  /** The page itself. It depends on nothing of the request but its path. */
  html<P extends keyof PageModels>(
    request: FastifyRequest,
    page: P,
    model: PageModels[P],
    head: PageHead,
  ): string;
  /** A page with a few words. */
  say(request: FastifyRequest, reply: FastifyReply, message: MessageModel): FastifyReply;
  /** A page for an error. */
  problem(request: FastifyRequest, problem: Problem): string;
};

/** What the address says without the query; of a page with a token, only which page it is; of no page, nothing. */
function pathOf(request: FastifyRequest): string {
  const { url } = request.routeOptions;
  if (url === undefined) return '';
  return url.includes(':token') ? url.slice(0, url.indexOf('/:token')) : request.url.replace(/\?.*$/, '');
}

export function createPages(options: HttpOptions): Pages {
  const { render } = createRenderer({ serviceName: 'Offprint', publicUrl: options.publicUrl });
  const common = (request: FastifyRequest, head: PageHead): PageCommon => ({
    ...head,
    path: pathOf(request),
    mailboxHref: options.mailbox ? '/mailbox' : null,
  });
  const pages: Pages = {
    show(request, reply, page, model, head) {
      if (head.noindex === true) void reply.header('x-robots-tag', 'noindex');
      return reply.type('text/html; charset=utf-8').send(pages.html(request, page, model, head));
    },
    html: (request, page, model, head) => render(page, model, common(request, head)),
    say(request, reply, message) {
      return pages.show(request, reply, 'message', message, { title: message.heading });
    },
    problem(request, { title, detail, errors }) {
      const text = errors.length > 1 ? errors.map(({ field, message }) => `${field}: ${message}`) : [detail];
      const back = request.url.startsWith('/admin')
        ? { href: '/admin', text: 'To the console' }
        : { href: '/', text: 'To the trending papers' };
      const actions = [{ ...back, post: false }];
      return render('message', { heading: title, text, actions }, common(request, { title }));
    },
  };
  return pages;
}
