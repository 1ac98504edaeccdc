import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe-core finds serious or worse on the page that is open: the rule, and where. `undecided`: rules of which what
 * axe could not decide is a finding, too.
 */
export async function findings(page: Page, undecided: readonly string[] = []): Promise<string[]> {
  // A page that is looked at twice, in another size or other colours, has it already.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(source);
  return await page.evaluate(async (undecidedRules) => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
    const { violations, incomplete } = await run({
      // All rules are tried all the same; what passes and what does not concern the page is not described.
      resultTypes: undecidedRules.length > 0 ? ['violations', 'incomplete'] : ['violations'],
      // For two rules that need files loaded again: neither counts here, one is off and the other is never serious.
      preload: false,
    });
    return [
      ...violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'),
      ...incomplete.filter(({ id }) => undecidedRules.includes(id)),
    ].map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }, undecided);
}
