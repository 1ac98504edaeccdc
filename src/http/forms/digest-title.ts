import { english } from '../../domain/languages/en.ts';
import type { Language } from '../../domain/languages/language.ts';
import type { Cadence } from '../../domain/time/cadence.ts';

/** The name of a digest on a page; an announcement is named by its subject. */
export function digestTitle(
  cadence: Cadence | null,
  subject: string | null = null,
  language: Language = english,
): string {
  return subject ?? language.pages.digests.titles[cadence ?? 'special'];
}
