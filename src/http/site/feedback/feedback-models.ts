import type { FeedbackPlace } from '../../../app/interests/give-feedback.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { Vote } from '../../../domain/papers/feedback.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import { type FieldMessages, messagesFor, sentence } from '../../forms/field-messages.ts';
import type { Html } from '../../forms/html.ts';
import { htmlOfTex } from '../../forms/html.ts';
import { secretPage } from '../../page-description.ts';

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

const words: Record<Vote, string> = { more: 'more like this', less: 'less like this' };

/** `/feedback/:token`. `done`: what was just recorded; `typed`: what a refused form held. */
export function feedbackModel(
  place: FeedbackPlace,
  more: {
    action: string;
    done?: 'vote' | readonly string[];
    typed?: { authors: readonly string[]; topics: readonly string[] };
    errors?: readonly FieldError[];
  },
): FeedbackModel {
  const { paper, vote, said, mutedAuthors, mutedTopics } = place;
  const { done, typed = { authors: [], topics: [] } } = more;
  const errors = messagesFor(['mute'], more.errors);
  return {
    action: more.action,
    heading: done === undefined ? `${sentence(words[vote])}?` : 'Thank you, noted',
    button: `Yes, ${words[vote]}`,
    title: htmlOfTex(paper.title),
    href: `/papers/${paper.id}`,
    done:
      done === undefined
        ? null
        : done === 'vote'
          ? `You want ${words[vote]}. Your next digest will take it into account.`
          : `Muted: ${done.join(', ')}. Their papers come to you no more.`,
    said: done === undefined && said !== null ? `You said before: ${words[said]}.` : null,
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
