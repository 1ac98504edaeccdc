import type { AdminRole } from '../../domain/accounts/admin-role.ts';

/** Who may use a route of the console; `anybody`: no account is needed. */
export type Access = AdminRole | 'anybody';

/** Who may use which route. */
export type AccessTable = {
  /** Each by its method and its pattern: `POST /admin/tokens`. */
  routes: readonly string[];
  /** Who may use a route. Throws for one that nobody thought of. */
  to: (method: string, pattern: string) => Access;
};

/** The access of all parts of the console. Throws when two name the same route. */
export function accessOf(parts: readonly { access: Readonly<Record<string, Access>> }[]): AccessTable {
  const table = new Map<string, Access>();
  for (const [route, access] of parts.flatMap((part) => Object.entries(part.access))) {
    if (table.has(route)) throw new Error(`the console's table names ${route} twice`);
    table.set(route, access);
  }
  return {
    routes: [...table.keys()],
    to(method, pattern) {
      // Fastify makes a route for HEAD beside each for GET.
      const found = table.get(`${method === 'HEAD' ? 'GET' : method} ${pattern}`);
      if (found === undefined)
        throw new Error(`src/http/console/console-table.ts says nobody may ${method} ${pattern}`);
      return found;
    },
  };
}
