import { apiDocsPage } from './api/docs/api-docs-models.ts';
import { consoleMenu, consolePages } from './console/console-table.ts';
import { messagePage, notFoundPage } from './message.ts';
import type { PageTable } from './render.ts';
import { sitePages } from './site/site-table.ts';

/** Every page that there is. */
export const pageTable: PageTable = {
  pages: [...sitePages, ...consolePages, apiDocsPage, messagePage, notFoundPage],
  consoleMenu,
};
