import type { FastifyReply, FastifyRequest } from 'fastify';
import { type MessageModel, messagePage } from './message.ts';
import type { HttpOptions } from './options.ts';
import type { Page } from './page-description.ts';
import type { Problem } from './plugins/errors.ts';
import { createRenderer, type PageCommon, type PageTable } from './render.ts';

export type PageHead = Omit<PageCommon, 'path' | 'mailboxHref'>;

export type Pages = {
  /** Sends a page. */
  show<Model extends object>(
    request: FastifyRequest,
    reply: FastifyReply,
    page: Page<Model>,
    model: NoInfer<Model>,
    head: PageHead,
  ): FastifyReply;
  /** The page itself. It depends on nothing of the request but its path. */
  html<Model extends object>(
    request: FastifyRequest,
    page: Page<Model>,
    model: NoInfer<Model>,
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
  if (url.includes(':token')) return url.slice(0, url.indexOf('/:token'));
  const [path = ''] = request.url.split('?', 1);
  return path;
}

/** Shows the pages of a table, and no others. */
export function createPages(options: HttpOptions, table: PageTable): Pages {
  const { publicUrl } = options;
  const { render } = createRenderer({ brand: options.deps.brand.last, publicUrl, table });
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
      return pages.show(request, reply, messagePage, message, { title: message.heading });
    },
    problem(request, { title, detail, errors, more }) {
      const lines = errors.map(({ field, message }) => `${field}: ${message}`);
      const text = errors.length > 1 ? [...lines, ...(more > 0 ? [`and ${more} more`] : [])] : [detail];
      const back = request.url.startsWith('/admin')
        ? { href: '/admin', text: 'To the console' }
        : { href: '/', text: 'To the trending papers' };
      const actions = [{ ...back, post: false }];
      return render(messagePage, { heading: title, text, actions }, common(request, { title }));
    },
  };
  return pages;
}
