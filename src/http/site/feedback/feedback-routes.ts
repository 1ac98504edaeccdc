import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeFeedback, type FeedbackPlace, mute, vote } from '../../../app/interests/give-feedback.ts';
import { field, fields } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { inOwnLanguage } from '../signed-links.ts';
import { feedbackModel, feedbackPage } from './feedback-models.ts';

type Token = { Params: { token: string } };

/**
 * A reader's word on a paper, behind the links in their mail. GET only shows a button, since scanners fetch every link;
 * POST records it. Private: nobody else sees it, and nothing counts it.
 */
export function feedbackRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  type More = Omit<Parameters<typeof feedbackModel>[1], 'action' | 'language'>;
  /** The page, in the language of whose link it is. */
  const show = (
    request: FastifyRequest<Token>,
    reply: FastifyReply,
    place: FeedbackPlace,
    more: More = {},
  ) => {
    inOwnLanguage(request, place.subscriber);
    const { language, params } = request;
    const model = feedbackModel(place, { ...more, action: `/feedback/${params.token}`, language });
    return pages.show(request, reply, feedbackPage, model, { title: language.pages.digests.feedback.title });
  };

  app.get<Token>('/feedback/:token', async (request, reply) => {
    return show(request, reply, await describeFeedback(deps, request.params.token));
  });

  app.post<Token>('/feedback/:token', async (request, reply) => {
    const { token } = request.params;
    const { body } = request;
    if (field(body, 'do') !== 'mute') {
      return show(request, reply, await vote(deps, token), { done: 'vote' });
    }
    const typed = { authors: fields(body, 'author'), topics: fields(body, 'topic') };
    try {
      const done = await mute(deps, token, typed);
      return show(request, reply, await describeFeedback(deps, token), { done });
    } catch (error) {
      const place = await describeFeedback(deps, token);
      inOwnLanguage(request, place.subscriber);
      const errors = wrongFieldsOrThrow(error, request.language);
      return show(request, reply.code(400), place, { typed, errors });
    }
  });
}
