import type { App, HttpOptions } from '../options.ts';
import type { Page } from '../page-description.ts';
import type { Access } from './access.ts';
import type { ConsoleContext } from './console-context.ts';

/** What one file of routes brings to the console. */
export type ConsolePart = {
  /** Registers its routes. */
  routes(app: App, options: HttpOptions, context: ConsoleContext): void | Promise<void>;
  /** What they show. */
  pages: readonly Page<object>[];
  /**
   * Its routes, each by method and pattern, and who may use it. Whoever may look may also post what changes nothing,
   * and what concerns only their own account.
   */
  access: Readonly<Record<string, Access>>;
  /**
   * Its place in the menu, whose order is the table's. Shown to whoever may look there. `also`: pages elsewhere that
   * belong to it.
   */
  menu?: { href: string; text: string; also?: readonly string[] };
};
