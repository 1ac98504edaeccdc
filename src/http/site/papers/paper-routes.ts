import Type from 'typebox';
import { DomainError } from '../../../domain/errors.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { katexPolicy } from '../../katex.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import type { SendKept } from '../../page-cache.ts';
import { subscribeFormModel } from '../subscribe-form.ts';
import { paperHead } from './paper-head.ts';
import { paperModel, paperOffers, paperPage } from './paper-models.ts';

const similarShown = 8;

/** Rejects with `not_found` for what nobody may see. */
function visible(paper: Paper | null): Paper {
  if (paper === null || paper.hidden) throw new DomainError('not_found', 'There is no such paper here.');
  return paper;
}

/** A paper, for everybody to read: the same for each, and so kept as it is sent. */
export function paperRoutes(
  app: App,
  { deps, publicUrl }: HttpOptions,
  pages: Pages,
  sendKept: SendKept,
): void {
  const { papers } = deps.stores;

  app.get(
    '/papers/:id',
    { compress: false, schema: { params: Type.Object({ id: Type.String({ maxLength: 100 }) }) } },
    async (request, reply) => {
      const { id } = request.params;
      const { language } = request;
      const number = /^\d{1,9}$/.test(id) ? Number(id) : null;
      if (number === null || String(number) !== id) {
        const named = await (number === null
          ? papers.byArxivId(id.replace(/v\d+$/, ''))
          : papers.byId(number));
        return reply.redirect(`/papers/${visible(named).id}`, 301);
      }
      const make = async () => {
        const [ids, votes, catalogue] = await Promise.all([
          deps.similar(number, similarShown),
          papers.votesOf(number),
          deps.knownTopics.list(),
        ]);
        const [first, ...similar] = await papers.byIds([number, ...ids]);
        const paper = visible(first?.id === number ? first : null);
        const subscribe = subscribeFormModel({
          now: deps.now(),
          language,
          form: 'paper',
          topics: catalogue,
          offers: paperOffers(paper, language),
          about: language.pages.subscribe.papersLikeThis,
        });
        const model = paperModel({ paper, similar, votes, language, subscribe });
        return pages.html(request, paperPage, model, paperHead(paper, publicUrl));
      };
      const policy = String(reply.getHeader('content-security-policy'));
      void reply.header('content-security-policy', `${policy};${katexPolicy}`);
      return await sendKept(request, reply, { key: `/papers/${number}`, make });
    },
  );
}
