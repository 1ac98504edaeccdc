import type { Topic } from '../../../domain/catalogue/topic.ts';
import { english } from '../../../domain/languages/en.ts';
import { escapeHtml } from '../../../domain/tex/tex-html.ts';
import { type Cadence, cadences } from '../../../domain/time/cadence.ts';
import { cadenceOptions, type Option } from '../../forms/form-options.ts';
import { openPage } from '../../page-description.ts';
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
}): string {
  const { publicUrl, service, topics, cadence } = input;
  const hidden = (name: string, value: string) =>
    `  <input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
  return [
    `<form method="post" action="${escapeHtml(publicUrl)}/subscribe" accept-charset="utf-8">`,
    hidden('form', 'embed'),
    hidden('cadence', cadence),
    ...topics.map(({ slug }) => hidden('topics', slug)),
    `  <p>Trending research papers by mail, from ${escapeHtml(service)}.</p>`,
    '  <p hidden><label>Leave this empty <input type="text" name="website" tabindex="-1" autocomplete="off"></label></p>',
    '  <p><label>Email address <input type="email" name="email" required maxlength="254" autocomplete="email"></label></p>',
    '  <p><button type="submit">Subscribe</button></p>',
    `  <p><small>${consent}</small></p>`,
    '</form>',
  ].join('\n');
}

/** As on this site (src/domain/languages/pages). */
const consent = 'You agree to get digests of papers until you unsubscribe. We’ll send one email to confirm.';

/** `/embed`. `chosen` are slugs; unknown ones are left out. */
export function embedModel(input: {
  publicUrl: string;
  service: string;
  topics: readonly Topic[];
  chosen: readonly string[];
  cadence: string;
}): EmbedModel {
  const wanted = new Set(input.chosen.map((slug) => slug.toLowerCase()));
  const topics = input.topics.filter(({ slug }) => wanted.has(slug.toLowerCase()));
  const cadence = cadences.find((one) => one === input.cadence) ?? 'weekly';
  const names = topics.map(({ name }) => name);
  return {
    groups: topicGroups(input.topics, english, new Set(topics.map(({ slug }) => slug))),
    cadences: cadenceOptions(cadence),
    snippet: embedSnippet({ publicUrl: input.publicUrl, service: input.service, topics, cadence }),
    follows: names.join(', ') || 'the best of all fields',
    apiHref: `${input.publicUrl}/api/v1/subscriptions`,
  };
}
