import type { WayBack } from '../../app/subscribers/come-back.ts';
import type { Language } from '../../domain/languages/language.ts';
import { type Moment, momentOf } from '../forms/words.ts';

/** A button that brings a reader back. `until` null: it asks for a new confirmation. */
export type ComeBackModel = { action: string; until: Moment | null };

export function comeBackModel(
  way: WayBack,
  action: string,
  timezone: string,
  language: Language,
): ComeBackModel | null {
  if (way === null) return null;
  return { action, until: way.kind === 'undo' ? momentOf(way.until, timezone, language) : null };
}
