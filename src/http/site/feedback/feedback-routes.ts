import { describeFeedback, mute, vote } from '../../../app/interests/give-feedback.ts';
import { field, fields } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { feedbackModel, feedbackPage } from './feedback-models.ts';

type Token = { Params: { token: string } };

/**
 * A reader's word on a paper, behind the links in their mail. GET only shows a button, since scanners fetch every link;
 * POST records it. Private: nobody else sees it, and nothing counts it.
 */
export function feedbackRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  const head = { title: 'Your word on a paper' };
  const page = (token: string) => ({ action: `/feedback/${token}` });

  app.get<Token>('/feedback/:token', async (request, reply) => {
    const { token } = request.params;
    const place = await describeFeedback(deps, token);
    return pages.show(request, reply, feedbackPage, feedbackModel(place, page(token)), head);
  });

  app.post<Token>('/feedback/:token', async (request, reply) => {
    const { token } = request.params;
    const { body } = request;
    if (field(body, 'do') !== 'mute') {
      const place = await vote(deps, token);
      const model = feedbackModel(place, { ...page(token), done: 'vote' });
      return pages.show(request, reply, feedbackPage, model, head);
    }
    const typed = { authors: fields(body, 'author'), topics: fields(body, 'topic') };
    try {
      const done = await mute(deps, token, typed);
      const place = await describeFeedback(deps, token);
      const model = feedbackModel(place, { ...page(token), done });
      return pages.show(request, reply, feedbackPage, model, head);
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      const place = await describeFeedback(deps, token);
      const model = feedbackModel(place, { ...page(token), typed, errors });
      return pages.show(request, reply.code(400), feedbackPage, model, head);
    }
  });
}
