import type { EndingPurpose } from '../../../app/links.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

/** A page with one button, behind a link that was mailed and ends. */
export type OwnDataModel = { action: string; erases: boolean; until: Moment };

export const ownDataPage = secretPage<OwnDataModel>('site/own-data/own-data');

/** `until` is shown in the reader's zone. */
export function ownDataModel(
  purpose: EndingPurpose,
  page: { action: string; until: Date; timezone: string; language: Language },
): OwnDataModel {
  const { action, until, timezone, language } = page;
  return { action, erases: purpose === 'erase', until: momentOf(until, timezone, language) };
}
