import { usualAbout, usualPrivacy, usualRanking } from '../../../domain/brand/texts.ts';
import { factsOf } from '../../brand-facts.ts';
import { safeHtml } from '../../forms/html.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { filled } from '../../say.ts';
import { sourceLines, textPage } from './brand-models.ts';

/**
 * What the service is, how it ranks papers, and what it stores: the owners' own texts, or ones that are true of any
 * installation.
 */
export function brandRoutes(app: App, options: HttpOptions, pages: Pages): void {
  const { deps } = options;
  const texts = [
    { path: '/about', field: 'about', usual: usualAbout },
    { path: '/ranking', field: 'ranking', usual: usualRanking },
    { path: '/privacy', field: 'privacy', usual: usualPrivacy },
  ] as const;

  for (const { path, field, usual } of texts)
    app.get(path, async (request, reply) => {
      const brand = deps.brand.last();
      const { language } = request;
      const { layout, own } = language.pages;
      const heading = layout[field];
      const { html } = deps.markdown(brand[field] ?? usual(await factsOf(options, brand), language), 'page');
      const asked = field === 'ranking' ? deps.sources.map(({ name }) => name) : [];
      const states = asked.length === 0 ? [] : await deps.stores.sources.list();
      const model = { heading, text: safeHtml(html), sources: sourceLines(states, asked, language) };
      const description = filled(own[`${field}Description`], {
        name: brand.name,
      });
      return pages.show(request, reply, textPage, model, { title: heading, description, canonical: path });
    });
}
