import type { InjectOptions } from 'fastify';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { adminRoles } from '../../../src/domain/accounts/admin-role.ts';
import type { TestService } from '../test-service.ts';
import { browserOn } from './web.ts';

export const password = 'correct horse battery';

export type Browser = ReturnType<typeof browserOn>;

let clients = 0;

/** A browser of another network, so that what others did does not count towards the throttles. */
export async function freshBrowser(service: TestService): Promise<Browser> {
  const app = await service.app();
  clients += 1;
  const client = `10.${clients >> 8}.${clients & 255}.7`;
  const inject = async (request: InjectOptions) =>
    await app.inject({ ...request, headers: { ...request.headers, 'x-forwarded-for': client } });
  return browserOn({ inject });
}

/** A browser that is signed in. */
export async function signedIn(service: TestService, email: string, secret = password): Promise<Browser> {
  const browser = await freshBrowser(service);
  const answer = await browser.submit('/admin/login', '/admin/login', { email, password: secret });
  if (answer.headers.location !== '/admin') throw new Error(`${email} was not let in: ${answer.statusCode}`);
  return browser;
}

/** An account of each role: `owner@example.org` and so on. */
export async function anAdminOfEachRole(service: TestService): Promise<void> {
  for (const role of adminRoles)
    await createAdmin(service.deps, { email: `${role}@example.org`, password, role });
}

/** The audit, newest first, in short: who, what, to what. */
export async function audited(service: TestService, limit = 10): Promise<string[]> {
  const events = await service.deps.stores.audit.list({ before: null, limit });
  return events.map(({ actor, action, object }) => `${actor}: ${action}, ${object}`);
}
