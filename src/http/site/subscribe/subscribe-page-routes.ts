import Type from 'typebox';
import { mostInterests } from '../../../app/interests/read-interests.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { filled } from '../../say.ts';
import { type Offer, subscribeFormModel } from '../subscribe-form.ts';
import { subscribeFormPage, tickedOffers } from './subscribe-models.ts';

const texts = (maxItems: number, maxLength: number) =>
  Type.Optional(Type.Array(Type.String({ maxLength }), { maxItems }));

const querystring = Type.Object({
  topics: texts(mostInterests.topic, 100),
  queries: texts(mostInterests.query, 500),
  authors: texts(mostInterests.author, 500),
  papers: texts(mostInterests.paper, 20),
});

/** What a form follows as it stands, in a few words; null for what is trending. */
function aboutOf(names: readonly string[], offers: readonly Offer[], language: Language): string | null {
  const [name, ...others] = [...names, ...offers.map(({ text }) => text)];
  if (name === undefined) return null;
  const first = shorten(name, 100);
  if (others.length === 0) return first;
  const words = language.pages.subscribe;
  if (offers.length === 0) return counted(names.length, words.topicsChosen, language);
  return filled(words.andMore, { first, n: others.length });
}

/** The subscribe form by itself, with the whole catalogue, and what the address names ticked. */
export function subscribePageRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  app.get('/subscribe', { schema: { querystring } }, async (request, reply) => {
    const { language, query } = request;
    const { topics = [], queries = [], authors = [], papers = [] } = query;
    const catalogue = await deps.knownTopics.list();
    const ids = papers.filter((id) => /^[1-9]\d{0,8}$/.test(id)).map(Number);
    const found = (await deps.stores.papers.byIds(ids)).filter(({ hidden }) => !hidden);
    const known = catalogue.filter(({ slug, retired }) => topics.includes(slug) && !retired);
    const offers = tickedOffers(
      { queries, authors, papers: found.map(({ id }) => String(id)) },
      found,
      language,
    );
    const about = aboutOf(
      known.map(({ name }) => name),
      offers,
      language,
    );
    const subscribe = subscribeFormModel({
      now: deps.now(),
      language,
      form: 'page',
      topics: catalogue,
      chosen: known.map(({ slug }) => slug),
      offers,
      about,
      whole: true,
    });
    const words = language.pages.subscribe;
    return pages.show(
      request,
      reply,
      subscribeFormPage,
      { subscribe },
      {
        title: about === null ? words.page : filled(words.headingOf, { about }),
        canonical: '/subscribe',
      },
    );
  });
}
