import type { SourceState } from '../../../app/papers/paper-stores.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { sourceTitles } from '../../../domain/papers/paper-source.ts';
import type { Html } from '../../forms/html.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { openPage } from '../../page-description.ts';

/** How a source of papers does, as a text of the language files with its places. */
type SourceLine = { text: string; name: string; at: Moment | null };

/** A page of a text of the service's own: safe HTML, made of Markdown. */
export type TextModel = { heading: string; text: Html; sources: SourceLine[] };

export const textPage = openPage<TextModel>('site/brand/text');

/** When each source that is asked answered last. Why one did not is for operators. */
export function sourceLines(
  states: readonly Pick<SourceState, 'name' | 'lastSuccessAt' | 'lastError'>[],
  asked: readonly SourceState['name'][],
  language: Language,
): SourceLine[] {
  const { own } = language.pages;
  return asked.map((source) => {
    const state = states.find(({ name }) => name === source);
    const at = state?.lastSuccessAt ?? null;
    const text = at === null ? own.never : state?.lastError == null ? own.heard : own.silent;
    return { text, name: sourceTitles[source], at: at === null ? null : momentOf(at, 'UTC', language) };
  });
}
