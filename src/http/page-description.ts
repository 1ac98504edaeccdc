/**
 * A page: its template, and by its type the model that the template shows. It is described once, beside the model, and
 * named by the table of its side (site/site-table.ts, console/console-table.ts).
 */
export type Page<Model extends object> = {
  /** The template's path below `templates/`, without `.hbs`. */
  readonly template: string;
  /** Files of `static/`. */
  readonly scripts: readonly string[];
  /** Has a token in its address or belongs to the console: not for search engines. */
  readonly secret: boolean;
  /** Never there: it keeps the model's type. */
  readonly model?: Model;
};

type More = { scripts?: readonly string[] };

const usualScripts = ['page.js'];

/** A page that anybody may find. */
export function openPage<Model extends object>(template: string, more: More = {}): Page<Model> {
  return { template, scripts: more.scripts ?? usualScripts, secret: false };
}

/** A page that search engines are kept from. */
export function secretPage<Model extends object>(template: string, more: More = {}): Page<Model> {
  return { template, scripts: more.scripts ?? usualScripts, secret: true };
}
