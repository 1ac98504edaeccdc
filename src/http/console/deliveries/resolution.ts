import type { Resolution } from '../../../app/deliveries/resolve-delivery.ts';
import { invalid } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';

/** Which of its buttons a form about unknown deliveries was sent with. Throws `invalid` for none. */
export function resolutionIn(body: unknown): Resolution {
  const outcome = field(body, 'outcome');
  if (outcome === 'sent' || outcome === 'resend') return outcome;
  throw invalid([{ field: 'outcome', message: 'must be sent or resend' }]);
}
