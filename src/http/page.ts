import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorIn } from '../domain/languages/pages/errors.ts';
import { languageVary } from './languages.ts';
import { type MessageModel, messagePage, notFoundPage } from './message.ts';
import type { HttpOptions } from './options.ts';
import type { Page } from './page-description.ts';
import type { Problem } from './plugins/errors.ts';
import { createRenderer, type PageCommon, type PageTable } from './render.ts';
import { filled } from './say.ts';

export type PageHead = Omit<PageCommon, 'path' | 'mailboxHref' | 'language' | 'readAgain'>;

export type Pages = {
  /** Sends a page. */
  show<Model extends object>(
    request: FastifyRequest,
    reply: FastifyReply,
    page: Page<Model>,
    model: NoInfer<Model>,
    head: PageHead,
  ): FastifyReply;
  /** The page itself. It depends on nothing of the request but its path and its language. */
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
    language: request.language,
    mailboxHref: options.mailbox ? '/mailbox' : null,
  });
  const document = <Model extends object>(
    request: FastifyRequest,
    page: Page<Model>,
    model: NoInfer<Model>,
    head: PageHead,
    readAgain: string | null,
  ) => render(page, model, { ...common(request, head), readAgain });
  const pages: Pages = {
    show(request, reply, page, model, head) {
      if (head.noindex === true) void reply.header('x-robots-tag', 'noindex');
      void reply.header('content-language', request.language.tag);
      if (!page.secret) void reply.header('vary', languageVary);
      const readAgain = request.method === 'GET' ? request.url : null;
      const html = document(request, page, model, head, readAgain);
      return reply.type('text/html; charset=utf-8').send(html);
    },
    // Whoever is shown the same page may have come by another address, with a query of their own.
    html: (request, page, model, head) =>
      document(request, page, model, head, head.canonical ?? pathOf(request)),
    say(request, reply, message) {
      return pages.show(request, reply, messagePage, message, { title: message.heading });
    },
    problem(request, { status, title, detail, errors, more }) {
      const { language } = request;
      const { layout, message } = language.pages;
      const [only] = errors;
      const lines = errors.map((error) => `${error.field}: ${errorIn(language, error.message)}`);
      const rest = more > 0 ? [filled(message.andMore, { n: more })] : [];
      // One wrong field is what the detail says already.
      const same = only !== undefined && detail === `${only.field}: ${only.message}`;
      const said = same ? lines : [errorIn(language, detail)];
      const text = errors.length > 1 ? [...lines, ...rest] : said;
      const back = request.url.startsWith('/admin')
        ? { href: '/admin', text: 'Go to the console' }
        : { href: '/', text: layout.goToPapers };
      const heading = errorIn(language, title);
      if (status === 404 && !request.url.startsWith('/admin'))
        return render(notFoundPage, { heading, text }, common(request, { title: heading }));
      const actions = [{ ...back, post: false }];
      return render(messagePage, { heading, text, actions }, common(request, { title: heading }));
    },
  };
  return pages;
}
