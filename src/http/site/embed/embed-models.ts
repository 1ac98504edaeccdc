import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { escapeHtml } from '../../../domain/tex/tex-html.ts';
import { type Cadence, cadences } from '../../../domain/time/cadence.ts';
import { cadenceOptions, type Option } from '../../forms/form-options.ts';
import { openPage } from '../../page-description.ts';
import { filled } from '../../say.ts';
import { type TopicGroup, topicGroups } from '../topic-groups.ts';

/** The page on which a form for other sites is made. */
export type EmbedModel = {
  groups: TopicGroup[];
  cadences: Option[];
  /** The HTML to copy. */
  snippet: string;
  /** What the form subscribes to, in words. */
  follows: string;
  apiHref: string;
};

export const embedPage = openPage<EmbedModel>('site/embed/embed');

/**
 * A form that subscribes from another site: plain HTML without script or style, which posts to this service. It holds
 * no secret, sets no cookie and loads nothing.
 */
export function embedSnippet(input: {
  publicUrl: string;
  /** What the service is called. */
  service: string;
  topics: readonly Pick<Topic, 'slug'>[];
  cadence: Cadence;
  language: Language;
}): string {
  const { publicUrl, service, topics, cadence, language } = input;
  const { embed, forms, subscribe } = language.pages;
  const hidden = (name: string, value: string) =>
    `  <input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
  return [
    `<form method="post" action="${escapeHtml(publicUrl)}/subscribe" accept-charset="utf-8">`,
    hidden('form', 'embed'),
    hidden('cadence', cadence),
    ...topics.map(({ slug }) => hidden('topics', slug)),
    `  <p>${escapeHtml(filled(embed.intro, { service }))}</p>`,
    `  <p hidden><label>${escapeHtml(forms.leaveEmpty)} <input type="text" name="website" tabindex="-1" autocomplete="off"></label></p>`,
    `  <p><label>${escapeHtml(forms.email)} <input type="email" name="email" required maxlength="254" autocomplete="email"></label></p>`,
    `  <p><button type="submit">${escapeHtml(subscribe.button)}</button></p>`,
    `  <p><small>${escapeHtml(subscribe.consent)}</small></p>`,
    '</form>',
  ].join('\n');
}

/** `/embed`. `chosen` are slugs; unknown ones are left out. */
export function embedModel(input: {
  publicUrl: string;
  service: string;
  topics: readonly Topic[];
  chosen: readonly string[];
  cadence: string;
  language: Language;
}): EmbedModel {
  const { language } = input;
  const wanted = new Set(input.chosen.map((slug) => slug.toLowerCase()));
  const topics = input.topics.filter(({ slug }) => wanted.has(slug.toLowerCase()));
  const cadence = cadences.find((one) => one === input.cadence) ?? 'weekly';
  const names = topics.map(({ name }) => name);
  return {
    groups: topicGroups(input.topics, language, new Set(topics.map(({ slug }) => slug))),
    cadences: cadenceOptions(cadence, language),
    snippet: embedSnippet({ publicUrl: input.publicUrl, service: input.service, topics, cadence, language }),
    follows: names.join(', ') || language.pages.forms.bestOfAll,
    apiHref: `${input.publicUrl}/api/v1/subscriptions`,
  };
}
