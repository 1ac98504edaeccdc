import { checkSync } from 'recheck';
import { isNode, nodesIn, parseSource, sourceFiles } from '../tests/support/source-text.ts';

/**
 * A regular expression in the source; without flags where it is made at run time, and then `source` is what makes it.
 */
export type Expression = { file: string; line: number; source: string; flags: string | null };

/** Those in the TypeScript files below a folder. */
export function expressionsIn(folder: string): Expression[] {
  return sourceFiles(folder).flatMap((file) => {
    const { text, program } = parseSource(folder, file);
    const found: Expression[] = [];
    for (const node of nodesIn(program)) {
      const line = () => text.slice(0, node.start).split('\n').length;
      const regex = node.type === 'Literal' ? node['regex'] : undefined;
      if (regex !== undefined && regex !== null) {
        const { pattern, flags } = regex as { pattern: string; flags: string };
        found.push({ file, line: line(), source: pattern, flags });
      }
      const { callee } = node;
      if (/^(?:New|Call)Expression$/.test(node.type) && isNode(callee) && callee['name'] === 'RegExp')
        found.push({ file, line: line(), source: text.slice(node.start, node.end), flags: null });
    }
    return found;
  });
}

/** From so many repetitions on a quantifier counts as one without end. */
const many = 100;

/** An expression with quantifiers of many repetitions made endless, and the number of those without end. */
function madeEndless(source: string): { source: string; endless: number } {
  let made = '';
  let endless = 0;
  const tokens = source.matchAll(/\\.|\[(?:\\.|[^\\\]])*\]|\{(\d+),(\d*)\}|./gs);
  for (const [token, least, most] of tokens) {
    const isEndless =
      token === '*' || token === '+' || (least !== undefined && !(Number(most || many + 1) <= many));
    if (isEndless) endless++;
    made += isEndless && least !== undefined ? `{${least},}` : token;
  }
  return { source: made, endless };
}

/** Whether it can only match from where it is first tried, with one run in it: that costs one way through the text. */
function isOneRun(source: string, flags: string, endless: number): boolean {
  const anchored = (source.startsWith('^') && !flags.includes('m')) || flags.includes('y');
  return anchored && endless === 1 && !/\||\)[{*+]/.test(source);
}

/**
 * Whether an expression is known to take no more time than grows with the length of the text: null if so, else what is
 * said against it. It is judged by its automaton alone, which has no chance in it (Davis, Servant and Lee; recheck).
 */
export function faultOf({ source: written, flags }: Pick<Expression, 'source' | 'flags'>): string | null {
  if (flags === null) return 'is made at run time';
  const { source, endless } = madeEndless(written);
  if (endless === 0 || isOneRun(source, flags, endless)) return null;
  process.env['RECHECK_SYNC_BACKEND'] = 'pure';
  const found = checkSync(source, flags.replace(/[dv]/g, ''), { checker: 'automaton', timeout: 10_000 });
  switch (found.status) {
    case 'safe':
      return null;
    case 'vulnerable':
      return `backtracks (${found.complexity.summary}), as with ${found.attack.pattern}`;
    case 'unknown':
      return `cannot be told (${'message' in found.error ? found.error.message : found.error.kind})`;
  }
}
