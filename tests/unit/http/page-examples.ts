import type { Page } from '../../../src/http/page-description.ts';

type Example = { page: Page<object>; model: object };

/** A page with a model of its own. */
export function example<Model extends object>(page: Page<Model>, model: NoInfer<Model>): Example {
  return { page, model };
}

/** Models to show pages with. */
export type PageExamples = {
  /** The page's model. Throws where there is none. */
  of<Model extends object>(page: Page<Model>): Model;
  /** The same, with another model for one page. */
  with<Model extends object>(page: Page<Model>, model: NoInfer<Model>): PageExamples;
};

export function pageExamples(examples: readonly Example[]): PageExamples {
  return {
    of<Model extends object>(page: Page<Model>): Model {
      const found = examples.find((one) => one.page === page);
      if (found === undefined) throw new Error(`tests/unit/http has no example of ${page.template}`);
      // `example` has checked it.
      return found.model as Model;
    },
    with: (page, model) => pageExamples([example(page, model), ...examples]),
  };
}
