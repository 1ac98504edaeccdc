import { sourceNames } from '../../domain/papers/paper-source.ts';
import { auditEvent, paper, sourceState } from './examples.ts';
import type { MediaWords, OperationTable, OperationWords } from './operation-words.ts';

const lines = '{"title":"Robots that learn to walk on sand","abstract":"We train a controller …"}\n';
const anything = { type: 'object', additionalProperties: true };

const webhook = (id: string, ...body: MediaWords[]): OperationWords => ({
  id,
  body,
  answers: {
    200: { words: 'Taken; events that were known before count for nothing.', example: { recorded: 1 } },
  },
});

export const serviceOperations: OperationTable = {
  'POST /admin/ingest': {
    id: 'ingest',
    body: [{ example: { source: 'arxiv', since: '2026-11-20T00:00:00Z' } }],
    answers: {
      200: {
        words: 'What each source brought, or why it failed.',
        type: 'application/json',
        schema: {
          type: 'object',
          required: ['items'],
          properties: {
            items: {
              type: 'array',
              items: {
                type: 'object',
                required: ['source', 'ok'],
                properties: {
                  source: { type: 'string', enum: [...sourceNames] },
                  ok: { type: 'boolean' },
                  added: { type: 'integer' },
                  changed: { type: 'integer' },
                  unchanged: { type: 'integer' },
                  signals: { type: 'integer' },
                  requests: { type: 'integer' },
                  notModified: { type: 'integer' },
                  error: { type: 'string', description: 'when `ok` is false' },
                },
              },
            },
          },
        },
        example: {
          items: [
            {
              source: 'arxiv',
              ok: true,
              added: 41,
              changed: 12,
              unchanged: 300,
              signals: 53,
              requests: 3,
              notModified: 1,
            },
          ],
        },
      },
    },
  },
  'GET /admin/sources': {
    id: 'listSources',
    answers: { 200: { words: 'All sources.', example: { items: [sourceState] } } },
  },
  'POST /admin/papers/import': {
    id: 'importPapers',
    body: [
      {
        type: 'application/x-ndjson',
        schema: { type: 'string', description: 'a paper a line' },
        example: lines,
      },
      {
        type: 'multipart/form-data',
        schema: {
          type: 'object',
          required: ['file'],
          properties: { file: { type: 'string', format: 'binary' } },
        },
        example: { file: lines },
      },
    ],
    answers: {
      200: {
        words: 'What came of it; a bad line stops nothing else.',
        example: {
          lines: 2,
          added: 1,
          changed: 0,
          unchanged: 0,
          signals: 0,
          errors: [{ line: 2, message: 'abstract: is required' }],
        },
      },
    },
  },
  'PATCH /admin/papers/{id}': {
    id: 'editPaper',
    body: [{ example: { pinned: true, note: 'Read this first.' } }],
    answers: {
      200: {
        words: 'The paper as it is now.',
        example: { ...paper, note: 'Read this first.', hidden: false, pinned: true },
      },
    },
  },
  'GET /admin/stats': {
    id: 'getStats',
    answers: {
      200: {
        words: 'Numbers as of now.',
        example: {
          subscribers: { pending: 14, active: 2380, unsubscribed: 96, bounced: 12, complained: 1 },
          papers: 101204,
          lastDigestAt: '2026-11-24T08:00:00.000Z',
        },
      },
    },
  },
  'GET /admin/audit': {
    id: 'listAudit',
    parameters: { before: '1000' },
    answers: { 200: { words: 'A part of the list.', example: { items: [auditEvent] } } },
  },
  'POST /admin/webhooks/ses': webhook('receiveSesEvents', {
    type: 'text/plain',
    schema: { type: 'string', description: 'what SNS posts' },
    example: '{"Type":"Notification","TopicArn":"arn:aws:sns:eu-west-1:123456789012:bounces"}',
  }),
  'POST /admin/webhooks/postmark': webhook('receivePostmarkEvents', {
    type: 'application/json',
    schema: anything,
    example: { RecordType: 'Bounce', Type: 'HardBounce', ID: 42 },
  }),
  'POST /admin/webhooks/mailgun': webhook('receiveMailgunEvents', {
    type: 'application/json',
    schema: anything,
    example: { signature: { timestamp: '1795507200', token: 'abc', signature: 'def' }, 'event-data': {} },
  }),
  'POST /admin/webhooks/sendgrid': webhook('receiveSendgridEvents', {
    type: 'application/json',
    schema: { type: 'array', items: anything },
    example: [{ event: 'bounce', sg_event_id: 'abc' }],
  }),
};
