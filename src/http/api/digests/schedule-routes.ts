import Type from 'typebox';
import {
  holdSchedule,
  overdueChoices,
  releaseSchedule,
  scheduleState,
} from '../../../app/digests/schedule-hold.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { InstantSchema, oneOf } from '../../schemas/common.ts';
import { answer, bodyOf } from '../../schemas/operation.ts';

const tags = ['schedule'];
const failures = ['invalid', 'forbidden', 'conflict'] as const;

const ScheduleSchema = Type.Object({
  hold: Type.Union([Type.Object({ since: InstantSchema, reason: Type.String() }), Type.Null()], {
    description: 'while it is there, nothing is sent by schedule',
  }),
  due: Type.Integer({ minimum: 0, description: 'readers who are due now' }),
});
const answerWords = 'How the schedule stands now.';
const released = { hold: null, due: 0 };

/** The hold on the schedule after a restore of the database. */
export function scheduleRoutes(app: App, { deps }: HttpOptions): void {
  const state = async () => {
    const { hold, due } = await scheduleState(deps);
    return { hold: hold === null ? null : { ...hold, since: hold.since.toISOString() }, due };
  };

  app.get(
    '/schedule',
    {
      schema: {
        operationId: 'getSchedule',
        summary: 'Whether the schedule is held',
        tags,
        response: { 200: answer(answerWords, ScheduleSchema, released) },
        failures,
      },
    },
    state,
  );

  app.post(
    '/schedule/hold',
    {
      schema: {
        operationId: 'holdSchedule',
        summary: 'Hold the schedule',
        description:
          'Pauses what is being sent, and sends nothing by schedule until it is released. Triggered digests still go out.',
        tags,
        body: bodyOf(
          {
            reason: Type.Optional(
              Type.String({
                minLength: 1,
                maxLength: 500,
                description: 'in words, for whoever releases it',
              }),
            ),
          },
          { reason: 'The database is being moved.' },
        ),
        response: {
          200: answer(answerWords, ScheduleSchema, {
            hold: { since: '2026-11-24T08:00:00.000Z', reason: 'The database is being moved.' },
            due: 12,
          }),
        },
        failures,
      },
    },
    async (request) => {
      await holdSchedule(deps, request.body.reason ?? 'An admin held the schedule.', callerOf(request));
      return await state();
    },
  );

  app.post(
    '/schedule/release',
    {
      schema: {
        operationId: 'releaseSchedule',
        summary: 'Let the schedule go on',
        description:
          '`skip`: what is due is left out and what the hold paused is cancelled. `send`: both go on, as after an outage.',
        tags,
        body: bodyOf(
          {
            overdue: oneOf(overdueChoices, {
              description: 'what becomes of digests that are due: `skip` or `send`',
            }),
          },
          { overdue: 'skip' },
        ),
        response: { 200: answer(answerWords, ScheduleSchema, released) },
        failures,
      },
    },
    async (request) => {
      await releaseSchedule(deps, request.body.overdue, callerOf(request));
      return await state();
    },
  );
}
