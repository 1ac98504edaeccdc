import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Pages whose documents have `loadAxe`: sending half a megabyte to each costs as much as what it then does there. */
const prepared = new WeakSet<Page>();

/** Gives the document that is open axe, and those that the page opens later a function that does. */
async function prepare(page: Page): Promise<void> {
  if (!prepared.has(page)) {
    prepared.add(page);
    // Only read over, not compiled, where nobody calls it.
    await page.addInitScript(`globalThis.loadAxe = function () { ${source}\n globalThis.axe = axe; };`);
  }
  const there = await page.evaluate<boolean>(
    `if (!('axe' in globalThis) && 'loadAxe' in globalThis) loadAxe(); 'axe' in globalThis`,
  );
  if (!there) await page.evaluate(source);
}

/**
 * The rules that ask how a page is drawn; the others ask what its elements are, which is the same in other colours, and
 * in another width in which the same of them are shown.
 */
const drawn = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable'];

/**
 * Rules that every page keeps whatever axe-core thinks of their weight: what can be pressed is 24 pixels high and wide
 * or has room around it (WCAG 2.2, 2.5.8), and parts of a page can be told apart and jumped to. They take a while.
 */
export const heldByAll: readonly string[] = [
  'target-size',
  'landmark-banner-is-top-level',
  'landmark-contentinfo-is-top-level',
  'landmark-main-is-top-level',
  'landmark-no-duplicate-banner',
  'landmark-no-duplicate-contentinfo',
  'landmark-no-duplicate-main',
  'landmark-one-main',
  'landmark-unique',
  'page-has-heading-one',
  'region',
  'skip-link',
];

/**
 * What axe-core finds serious or worse on the page that is open, or against the rules in `held`: the rule, and where.
 * `undecided`: rules of which what axe could not decide is a finding, too. Of a page that is looked at again, in other
 * colours or another size, only what may have changed is tried, so that each look's findings are to be expected empty.
 */
export async function findings(
  page: Page,
  undecided: readonly string[] = [],
  held: readonly string[] = [],
): Promise<string[]> {
  await prepare(page);
  return await page.evaluate(
    async ({ undecided: undecidedRules, drawn: drawnRules, held: heldRules }) => {
      const world = globalThis as unknown as {
        axe: typeof axe & { _audit?: { rules: readonly { id: string; impact?: string | null }[] } };
        looked?: { html: string; shown: ReadonlySet<unknown> };
        // Of the browser; this project knows Node's types alone.
        document: {
          documentElement: { outerHTML: string };
          querySelectorAll(selector: string): Iterable<{ checkVisibility(options: object): boolean }>;
        };
      };
      const html = world.document.documentElement.outerHTML;
      const shown = new Set(
        [...world.document.querySelectorAll('*')].filter((one) =>
          one.checkVisibility({ visibilityProperty: true }),
        ),
      );
      const before = world.looked;
      const again =
        before?.html === html &&
        before.shown.size === shown.size &&
        [...shown].every((one) => before.shown.has(one));
      // A rule's own impact goes before that of its checks (finalizeRuleResult): what these find is never serious, and
      // they take a third of the time. Its public interface does not tell of impacts; without them, all rules are
      // tried.
      const mild = (world.axe._audit?.rules ?? []).filter(
        ({ id, impact }) =>
          (impact === 'minor' || impact === 'moderate') &&
          !undecidedRules.includes(id) &&
          !heldRules.includes(id),
      );
      const { violations, incomplete } = await world.axe.run({
        ...(again
          ? { runOnly: { type: 'rule', values: [...drawnRules] } }
          : {
              rules: Object.fromEntries([
                ...mild.map(({ id }) => [id, { enabled: false }] as const),
                // Some are not among those that axe-core tries unasked.
                ...heldRules.map((id) => [id, { enabled: true }] as const),
              ]),
            }),
        // What passes and what does not concern the page is not described.
        resultTypes: undecidedRules.length > 0 ? ['violations', 'incomplete'] : ['violations'],
        // For two rules that need files loaded again: neither counts here, one is off and the other is never serious.
        preload: false,
      });
      world.looked = { html, shown };
      return [
        ...violations.filter(
          ({ id, impact }) => impact === 'serious' || impact === 'critical' || heldRules.includes(id),
        ),
        ...incomplete.filter(({ id }) => undecidedRules.includes(id)),
      ].map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    },
    { undecided, drawn, held },
  );
}
