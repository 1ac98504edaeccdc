import Type from 'typebox';
import { answer } from '../../schemas/operation.ts';

/** What is answered to whoever sends a digest or an announcement, or asks whom it would reach. */
export function sendingAnswers(reached: {
  audience: number;
  queued: number;
  skipped: number;
  suppressed: number;
}) {
  return {
    200: answer(
      'Of a dry run: whom it would reach.',
      Type.Object({
        dryRun: Type.Literal(true),
        audience: Type.Integer(),
        queued: Type.Integer(),
        skipped: Type.Integer(),
        suppressed: Type.Integer(),
      }),
      { dryRun: true, ...reached },
    ),
    202: answer(
      'It is planned and sent now, or, with a time, `planned` for then.',
      Type.Object({ id: Type.Integer(), status: Type.String() }),
      {
        id: 1,
        status: 'planning',
      },
    ),
  };
}
