import { paper, topic } from './examples.ts';
import type { OperationTable } from './operation-words.ts';

export const publicOperations: OperationTable = {
  'POST /subscriptions': {
    id: 'subscribe',
    body: [
      {
        example: {
          email: 'reader@example.org',
          topics: ['cs.RO', { value: 'robot-learning', weight: 'more' }],
          queries: ['"graph neural" -survey'],
          cadence: 'weekly',
          timezone: 'Europe/Berlin',
          hour: 8,
        },
      },
    ],
    answers: {
      202: {
        words: 'Taken, whatever the address is here.',
        example: {
          status: 'accepted',
          message: 'If the address can be subscribed, a mail with a link to confirm is on its way.',
        },
      },
    },
  },
  'GET /papers': {
    id: 'listPapers',
    parameters: { q: '"graph neural" -survey', topic: 'cs.RO', window: 'week' },
    answers: {
      200: {
        words: 'A part of the list.',
        example: { items: [paper], total: 1, exact: true, page: 1, limit: 20 },
      },
    },
  },
  'GET /papers/{id}': { id: 'getPaper', answers: { 200: { words: 'The paper.', example: paper } } },
  'GET /papers/{id}/similar': {
    id: 'listSimilarPapers',
    answers: { 200: { words: 'Papers, the most alike first.', example: { items: [{ ...paper, id: 2 }] } } },
  },
  'GET /topics': {
    id: 'listTopics',
    answers: { 200: { words: 'All topics.', example: { items: [topic] } } },
  },
};
