import Type from 'typebox';
import { topicKinds } from '../../../domain/catalogue/topic.ts';
import type { App, HttpOptions } from '../../options.ts';
import { listOf, MaybeText, oneOf } from '../../schemas/common.ts';
import { answer } from '../../schemas/operation.ts';

const TopicSchema = Type.Object({
  id: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  description: Type.String(),
  kind: oneOf(topicKinds),
  group: Type.String(),
  query: MaybeText,
  papers: Type.Integer(),
});

export function topicRoutes(app: App, { deps }: HttpOptions): void {
  app.get(
    '/topics',
    {
      schema: {
        operationId: 'listTopics',
        summary: 'The catalogue of topics',
        tags: ['public'],
        response: {
          200: answer('All topics.', listOf(TopicSchema), {
            items: [
              {
                id: 1,
                slug: 'cs.RO',
                name: 'Robotics',
                description: 'Robots, their control and their learning.',
                kind: 'category',
                group: 'Computer Science',
                query: null,
                papers: 1204,
              },
            ],
          }),
        },
      },
    },
    async () => ({
      items: (await deps.stores.topics.listWithCounts()).filter(({ retired }) => !retired),
    }),
  );
}
