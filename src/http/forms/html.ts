import Handlebars from 'handlebars';
import { texToHtml } from '../../domain/tex/tex-html.ts';

/** HTML that is safe as it stands; everything else in a model is escaped. */
export type Html = Handlebars.SafeString;

/** A text of a paper as HTML. Words among `marked` (lower case) are marked. */
export function htmlOfTex(tex: string, marked?: ReadonlySet<string>): Html {
  return new Handlebars.SafeString(texToHtml(tex, marked));
}

/** What the renderer of Markdown has made (`RenderMarkdown`), and nothing else. */
export function safeHtml(html: string): Html {
  return new Handlebars.SafeString(html);
}
