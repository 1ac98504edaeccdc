import type { App } from '../../../src/http/options.ts';

/** All routes of the service, from Fastify's tree of them: each line continues the text of the lines it hangs on. */
export function routesOf(app: App): string[] {
  const found: string[] = [];
  const above: string[] = [];
  for (const line of app.printRoutes().split('\n')) {
    const [, indent = '', part = '', methods] = /^([│├└─ ]*)(\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    above.length = indent.length / 4;
    above.push(part);
    // A line without methods is only the way to the lines under it.
    for (const method of methods?.split(', ') ?? [])
      if (method !== 'HEAD') found.push(`${method} ${above.join('')}`);
  }
  return found.toSorted();
}
