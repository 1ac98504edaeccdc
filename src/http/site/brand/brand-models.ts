import type { Html } from '../../forms/html.ts';
import { openPage } from '../../page-description.ts';

/** A page of a text of the service's own: safe HTML, made of Markdown. */
export type TextModel = { heading: string; text: Html };

export const textPage = openPage<TextModel>('site/brand/text');
