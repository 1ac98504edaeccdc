import Type from 'typebox';
import {
  holdSchedule,
  overdueChoices,
  releaseSchedule,
  scheduleState,
} from '../../app/digests/schedule-hold.ts';
import type { App, HttpOptions } from '../options.ts';
import { callerOf } from '../plugins/auth.ts';
import { InstantSchema, oneOf, ProblemSchema } from '../schemas/common.ts';

const errors = { 400: ProblemSchema, 401: ProblemSchema, 403: ProblemSchema, 409: ProblemSchema };
const tags = ['schedule'];

const ScheduleSchema = Type.Object({
  hold: Type.Union([Type.Object({ since: InstantSchema, reason: Type.String() }), Type.Null()], {
    description: 'while it is there, nothing is sent by schedule',
  }),
  due: Type.Integer({ minimum: 0, description: 'readers who are due now' }),
});

/** The hold on the schedule after a restore of the database. */
export async function adminScheduleApi(app: App, { deps }: HttpOptions): Promise<void> {
  const state = async () => {
    const { hold, due } = await scheduleState(deps);
    return { hold: hold === null ? null : { ...hold, since: hold.since.toISOString() }, due };
  };

  app.get(
    '/schedule',
    {
      schema: { summary: 'Whether the schedule is held', tags, response: { 200: ScheduleSchema, ...errors } },
    },
    state,
  );

  app.post(
    '/schedule/hold',
    {
      schema: {
        summary: 'Hold the schedule',
        description:
          'Pauses what is being sent, and sends nothing by schedule until it is released. Triggered digests still go out.',
        tags,
        body: Type.Object(
          { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) },
          { additionalProperties: false },
        ),
        response: { 200: ScheduleSchema, ...errors },
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
        summary: 'Let the schedule go on',
        description:
          '`skip`: what is due is left out and what the hold paused is cancelled. `send`: both go on, as after an outage.',
        tags,
        body: Type.Object({ overdue: oneOf(overdueChoices) }, { additionalProperties: false }),
        response: { 200: ScheduleSchema, ...errors },
      },
    },
    async (request) => {
      await releaseSchedule(deps, request.body.overdue, callerOf(request));
      return await state();
    },
  );
}
