import Handlebars from 'handlebars';
import type { RenderedMarkdown } from '../../app/markdown.ts';
import { texToHtml } from '../../domain/tex/tex-html.ts';

/** HTML that is safe as it stands; everything else in a model is escaped. */
export type Html = Handlebars.SafeString;

/** A text of a paper as HTML. Words among `marked` (lower case) are marked. */
export function htmlOfTex(tex: string, marked?: ReadonlySet<string>): Html {
  return new Handlebars.SafeString(texToHtml(tex, marked));
}

/** An editor's words as `deps.markdown` made them for a page: safe as they are. */
export function renderedHtml({ html }: RenderedMarkdown): Html {
  return new Handlebars.SafeString(html);
}
