import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import { refusalOrThrow } from '../../forms/refusals.ts';

/** Of an admin's tests to themselves. */
export const aFewTests = { config: { rateLimit: { max: 20, timeWindow: '1 minute' } } };

/** Runs what a form asks for; when it is refused, `showAgain` shows the form with what is wrong. */
export async function runForm(
  work: () => Promise<FastifyReply>,
  showAgain: (errors: readonly FieldError[]) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    const { fields, message } = refusalOrThrow(error, ['invalid', 'not_found', 'conflict']);
    return await showAgain(fields.length > 0 ? fields : [{ field: 'form', message }]);
  }
}

/** Sends one reader's copy to the admin who asks, and shows the check again with what came of it. */
export async function runTest(
  request: FastifyRequest,
  test: { to: string; send(subscriberId: number): Promise<unknown> },
  show: (reported: { flash?: string; error?: string }) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const subscriberId = Number(field(request.body, 'subscriberId'));
  if (!Number.isInteger(subscriberId) || subscriberId < 1 || subscriberId > 2_147_483_647)
    throw new DomainError('invalid', 'Choose whose copy to send as a test.');
  try {
    await test.send(subscriberId);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await show({ error: error.message });
  }
  return await show({ flash: `A test is on its way to ${test.to}.` });
}
