import { apiDocsPage } from './api/docs/api-docs-models.ts';
import { consolePages } from './console/console-table.ts';
import { messagePage } from './message.ts';
import type { Page } from './page-description.ts';
import { sitePages } from './site/site-table.ts';

/** Every page that there is. */
export const allPages: readonly Page<object>[] = [...sitePages, ...consolePages, apiDocsPage, messagePage];
