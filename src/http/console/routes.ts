import { keepChoosers } from '../../app/digests/previews/kept-choosers.ts';
import type { App, HttpOptions } from '../options.ts';
import type { Pages } from '../page.ts';
import type { ConsoleContext } from './console-context.ts';
import { consoleAccess, consoleTable } from './console-table.ts';
import { guardConsole } from './guard.ts';
import { adminSessions } from './session.ts';

/** The console: every route of its table, and no other. */
export async function consoleRoutes(app: App, options: HttpOptions, pages: Pages): Promise<void> {
  const sessions = adminSessions(options);
  const context: ConsoleContext = {
    pages,
    sessions,
    choosers: keepChoosers(options.deps.stores),
    ...guardConsole(app, options, sessions, consoleAccess),
  };
  for (const { routes } of consoleTable) await routes(app, options, context);
}
