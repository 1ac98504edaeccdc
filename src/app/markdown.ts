/** `page`: for a page, which has a style sheet; `mail`: for a mail, with the styles on each element. */
export type MarkdownLook = 'page' | 'mail';

/** The same words twice. `html` is safe as it is and needs no escaping; `text` has links written out. */
export type RenderedMarkdown = { html: string; text: string };

/**
 * Makes HTML and text of Markdown (CommonMark): paragraphs, headings, lists, emphasis, links, quotes, code, pictures.
 * What is HTML in it is shown as it was typed. Links lead to http, https and mailto alone; pictures come from this
 * installation alone, so that none tells who has opened a mail. Reads `longest.markdown` characters at most and leaves
 * out the rest.
 */
export type RenderMarkdown = (markdown: string, look: MarkdownLook) => RenderedMarkdown;
