import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vitest/node';

/** A node of ESTree or one of TypeScript's, with its place in the text. */
export type Node = { type: string; start: number; end: number } & Record<string, unknown>;

/** The TypeScript files below a folder, their paths relative to it; what is generated is left out. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.includes('generated'))
    .sort();
}

export function parseSource(folder: string, name: string): { text: string; program: Node } {
  const text = readFileSync(join(folder, name), 'utf8');
  return { text, program: parseAst(text, { lang: 'ts' }) as unknown as Node };
}

export function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && 'type' in value && typeof value.type === 'string';
}

/** The nodes below a node, and itself, in the order in which they stand. */
export function* nodesIn(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const inner of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(inner)) yield* nodesIn(inner);
  }
}
