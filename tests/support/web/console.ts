import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { type TestService, testService } from '../test-service.ts';
import { password } from './admins.ts';
import { browserOn, csrfIn } from './web.ts';

const account = { email: 'admin@example.org', password };

/** A service and a browser that is signed in to its console; the admin's id is 1. */
export async function openConsole(options: Parameters<typeof testService>[0] = {}) {
  const service = await testService(options);
  await createAdmin(service.deps, account);
  const app = await service.app();
  const browser = browserOn(app);
  const signIn = () => browser.submit('/admin/login', '/admin/login', account);
  await signIn();
  return {
    service,
    app,
    browser,
    /** Again: a session ends after two days without use. */
    signIn,
    /** Posts a form of the console, with the token of the console's own forms. */
    async send(path: string, values: Record<string, string> = {}) {
      const csrf = csrfIn((await browser.get('/admin/settings')).body);
      return await browser.post(`/admin${path}`, { csrf, ...values });
    },
    /** Uploads a file as the import's form does; `csrf` in place of the form's token. */
    async upload(content: string | Buffer, { name = 'people.csv', csrf = '' } = {}) {
      const token = csrf || csrfIn((await browser.get('/admin/subscribers/import')).body);
      return await browser.upload('/admin/subscribers/import', { csrf: token, name, content });
    },
    /** The audit's lines since the last time, oldest first, as "action object". */
    audited: auditOf(service),
  };
}

function auditOf(service: TestService) {
  let seen = 0n;
  return async (): Promise<string[]> => {
    const lines = await service.deps.stores.audit.list({ before: null, limit: 1_000 });
    const fresh = lines.filter(({ id }) => BigInt(id) > seen).toReversed();
    seen = BigInt(lines[0]?.id ?? 0);
    return fresh.map(({ actor, action, object }) => `${actor}: ${action}, ${object}`);
  };
}

export type Console = Awaited<ReturnType<typeof openConsole>>;
