import { bounce, subscriber, suppression } from './examples.ts';
import type { OperationTable } from './operation-words.ts';

const csv = 'email,topics,cadence,timezone,hour\r\nreader@example.org,cs.RO;math,weekly,Europe/Berlin,8\r\n';
const file = { type: 'string', description: 'the file' };
const fileForm = {
  type: 'object',
  required: ['file'],
  properties: { file: { type: 'string', format: 'binary' } },
};

export const subscriberOperations: OperationTable = {
  'GET /admin/subscribers': {
    id: 'listSubscribers',
    parameters: { status: 'active' },
    answers: {
      200: {
        words: 'A part of the list; `next` is the `after` of the next one, null at the end.',
        example: { items: [subscriber], next: null },
      },
    },
  },
  'POST /admin/subscribers': {
    id: 'addSubscriber',
    body: [
      {
        example: {
          email: 'reader@example.org',
          status: 'active',
          consentSource: 'signed up at the workshop',
          topics: ['cs.RO'],
          cadence: 'daily',
          timezone: 'Europe/Berlin',
          hour: 8,
        },
      },
    ],
    answers: { 201: { words: 'Added.', example: subscriber } },
  },
  'POST /admin/subscribers/search': {
    id: 'findSubscribers',
    body: [{ example: { q: 'example.org', status: 'active', topic: 'cs.RO', limit: 50 } }],
    answers: {
      200: {
        words: 'A part of the list; `next` is the `before` of the next one, null at the end.',
        example: { items: [subscriber], next: null },
      },
    },
  },
  'GET /admin/subscribers/{id}': {
    id: 'getSubscriber',
    answers: { 200: { words: 'The subscriber.', example: subscriber } },
  },
  'PATCH /admin/subscribers/{id}': {
    id: 'changeSubscriber',
    body: [{ example: { cadence: 'weekly', maxPapers: 5 } }],
    answers: {
      200: {
        words: 'The subscriber as it is now.',
        example: { ...subscriber, cadence: 'weekly', maxPapers: 5 },
      },
    },
  },
  'DELETE /admin/subscribers/{id}': { id: 'eraseSubscriber', answers: { 204: { words: 'Erased.' } } },
  'GET /admin/subscribers/{id}/export': {
    id: 'exportSubscriber',
    answers: {
      200: {
        words: 'All that is kept about this person.',
        type: 'application/json',
        schema: {
          type: 'object',
          required: ['subscriber', 'consent', 'events', 'votes', 'mutes', 'deliveries', 'bounces'],
          properties: {
            subscriber: { type: 'object' },
            ...Object.fromEntries(
              ['consent', 'events', 'votes', 'mutes', 'deliveries', 'bounces'].map((name) => [
                name,
                { type: 'array', items: { type: 'object' } },
              ]),
            ),
          },
        },
        example: {
          subscriber: { id: 1, email: 'reader@example.org', status: 'active' },
          consent: [{ form: 'home', requestedAt: '2026-11-01T09:30:00.000Z' }],
          events: [{ kind: 'confirmed', actor: 'reader', at: '2026-11-01T09:34:00.000Z' }],
          votes: [],
          mutes: [],
          deliveries: [{ digestId: 1, state: 'sent', at: '2026-11-24T08:00:00.000Z', paperIds: [1] }],
          bounces: [],
        },
      },
    },
  },
  'POST /admin/subscribers/import': {
    id: 'importSubscribers',
    body: [
      { type: 'text/csv', schema: file, example: csv },
      { type: 'multipart/form-data', schema: fileForm, example: { file: csv } },
    ],
    answers: {
      200: {
        words: 'What came of it; a bad line stops nothing else.',
        example: {
          rows: 3,
          added: 1,
          existing: 1,
          pending: 0,
          errors: [{ line: 4, message: 'email: is not an address' }],
        },
      },
    },
  },
  'GET /admin/subscribers.csv': {
    id: 'exportSubscribers',
    parameters: { status: 'active' },
    answers: {
      200: { words: 'A file with a header.', type: 'text/csv', schema: { type: 'string' }, example: csv },
    },
  },
  'GET /admin/suppressions': {
    id: 'listSuppressions',
    answers: { 200: { words: 'A part of the list.', example: { items: [suppression] } } },
  },
  'POST /admin/suppressions': {
    id: 'addSuppression',
    body: [{ example: { email: 'gone@example.org', note: 'asked by telephone' } }],
    answers: { 201: { words: 'Nobody mails this address from now on.', example: suppression } },
  },
  'DELETE /admin/suppressions/{id}': { id: 'liftSuppression', answers: { 204: { words: 'Lifted.' } } },
  'GET /admin/bounces': {
    id: 'listBounces',
    parameters: { kind: 'hard', matched: true, before: '1000' },
    answers: {
      200: {
        words: 'A part of the list; `next` is the `before` of the next one, null at the end.',
        example: { items: [bounce], next: null },
      },
    },
  },
  'GET /admin/bounces/{id}/message': {
    id: 'getBounceMessage',
    parameters: { id: '1' },
    answers: {
      200: {
        words: 'The message as it came.',
        type: 'text/plain',
        schema: { type: 'string' },
        example: 'From: mailer-daemon@example.net\r\nSubject: Undelivered\r\n\r\nNo such user.\r\n',
      },
    },
  },
};
