import { counts, delivery, digest, schedule } from './examples.ts';
import type { OperationTable, OperationWords } from './operation-words.ts';

const controlled = (id: string, status: string, words: string): OperationWords => ({
  id,
  answers: { 200: { words, example: { ...digest, status } } },
});

const scheduleAnswer = { 200: { words: 'How the schedule stands now.', example: schedule } };

export const digestOperations: OperationTable = {
  'POST /admin/digests': {
    id: 'createDigest',
    parameters: { 'idempotency-key': 'monday-2026-11-23' },
    body: [{ example: { cadence: 'daily', topics: ['cs.RO'], dryRun: true } }],
    answers: {
      200: {
        words: 'Of a dry run: whom it would reach.',
        example: { dryRun: true, audience: 2400, queued: 2220, skipped: 160, suppressed: 20 },
      },
      202: { words: 'Triggered: it is planned and sent now.', example: { id: 1, status: 'planning' } },
    },
  },
  'GET /admin/digests': {
    id: 'listDigests',
    answers: { 200: { words: 'A part of the list.', example: { items: [digest] } } },
  },
  'GET /admin/digests/{id}': {
    id: 'getDigest',
    answers: { 200: { words: 'The digest with its counts.', example: digest } },
  },
  'GET /admin/digests/{id}/events': {
    id: 'followDigest',
    answers: {
      200: {
        words:
          'Events until the digest has ended. After a break, ask again: the first event is the present state.',
        type: 'text/event-stream',
        schema: { type: 'string' },
        example: `data: ${JSON.stringify({ id: 1, status: 'sending', problem: null, counts })}\n\nevent: end\ndata: {}\n\n`,
      },
    },
  },
  'POST /admin/digests/{id}/pause': controlled('pauseDigest', 'paused', 'Paused.'),
  'POST /admin/digests/{id}/resume': controlled('resumeDigest', 'sending', 'It goes on.'),
  'POST /admin/digests/{id}/cancel': controlled('cancelDigest', 'cancelled', 'Cancelled.'),
  'POST /admin/digests/{id}/retry-failed': controlled(
    'retryFailedDeliveries',
    'sending',
    'What failed is sent again.',
  ),
  'GET /admin/digests/{id}/deliveries': {
    id: 'listDeliveries',
    parameters: { status: 'sent', after: '0' },
    answers: {
      200: { words: 'A part of the list, and the counts of all.', example: { items: [delivery], counts } },
    },
  },
  'POST /admin/deliveries/{id}/resolve': {
    id: 'resolveDelivery',
    parameters: { id: '1' },
    body: [{ example: { outcome: 'sent' } }],
    answers: { 200: { words: 'The delivery as it is now.', example: delivery } },
  },
  'GET /admin/schedule': { id: 'getSchedule', answers: scheduleAnswer },
  'POST /admin/schedule/hold': {
    id: 'holdSchedule',
    body: [{ example: { reason: 'The database is being moved.' } }],
    answers: {
      200: {
        words: 'How the schedule stands now.',
        example: {
          hold: { since: '2026-11-24T08:00:00.000Z', reason: 'The database is being moved.' },
          due: 12,
        },
      },
    },
  },
  'POST /admin/schedule/release': {
    id: 'releaseSchedule',
    body: [{ example: { overdue: 'skip' } }],
    answers: scheduleAnswer,
  },
};
