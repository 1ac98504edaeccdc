import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import type { Moment } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

/** The form for a new address. `present`: masked. */
export type AddressModel = {
  action: string;
  present: string;
  email: string;
  errors: FieldMessages<'email'>;
  until: Moment;
};

export const addressPage = secretPage<AddressModel>('site/address/address');

/** `email`: as it was typed in a form that was refused. */
export function addressModel(
  page: Pick<AddressModel, 'action' | 'present' | 'until'>,
  email = '',
  errors: readonly FieldError[] = [],
): AddressModel {
  return { ...page, email, errors: messagesFor(['email'], errors) };
}

/** One button, behind a link that was mailed to a new address, or to the old one. Addresses are masked. */
export type AddressButtonModel = { action: string; undoes: boolean; address: string; until: Moment };

export const addressButtonPage = secretPage<AddressButtonModel>('site/address/address-button');

/** After the form; the same whatever the address. */
export type AddressAskedModel = { email: string; validHours: number };

export const addressAskedPage = secretPage<AddressAskedModel>('site/address/address-asked');
