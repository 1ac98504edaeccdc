import type { FeedbackPlace } from '../../../app/interests/give-feedback.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import type { Html } from '../../forms/html.ts';
import { htmlOfTex } from '../../forms/html.ts';
import { secretPage } from '../../page-description.ts';
import { filled } from '../../say.ts';

export type FeedbackModel = {
  action: string;
  heading: string;
  button: string;
  title: Html;
  href: string;
  /** What was just done, or had been said before, in words. */
  done: string | null;
  said: string | null;
  authors: { value: string; text: string; checked: boolean; muted: boolean }[];
  topics: { value: string; text: string; checked: boolean; muted: boolean }[];
  muteOpen: boolean;
  errors: FieldMessages<'mute'>;
};

export const feedbackPage = secretPage<FeedbackModel>('site/feedback/feedback');

/** `/feedback/:token`. `done`: what was just recorded; `typed`: what a refused form held. */
export function feedbackModel(
  place: FeedbackPlace,
  more: {
    action: string;
    done?: 'vote' | readonly string[];
    typed?: { authors: readonly string[]; topics: readonly string[] };
    errors?: readonly FieldError[];
    language: Language;
  },
): FeedbackModel {
  const words = more.language.pages.digests.feedback;
  const { paper, vote, said, mutedAuthors, mutedTopics } = place;
  const { done, typed = { authors: [], topics: [] } } = more;
  const errors = messagesFor(['mute'], more.errors);
  return {
    action: more.action,
    heading: done === undefined ? words.ask[vote] : words.noted,
    button: words.yes[vote],
    title: htmlOfTex(paper.title),
    href: `/papers/${paper.id}`,
    done:
      done === undefined
        ? null
        : done === 'vote'
          ? words.done[vote]
          : filled(words.mutedNow, { names: done.join(', ') }),
    said: done === undefined && said !== null ? words.saidBefore[said] : null,
    authors: [...new Set(paper.authors)].map((author) => ({
      value: author,
      text: texToText(author),
      checked: typed.authors.includes(author),
      muted: mutedAuthors.has(author),
    })),
    topics: paper.topics.map(({ id, slug, name }) => ({
      value: slug,
      text: name,
      checked: typed.topics.includes(slug),
      muted: mutedTopics.has(id),
    })),
    muteOpen: vote === 'less' || errors.mute !== null,
    errors,
  };
}
