import type { FastifyRequest } from 'fastify';
import type { Duty } from '../../app/accounts/sessions.ts';
import { adminActor } from '../../app/actor.ts';
import { noteAddressesRead } from '../../app/audit.ts';
import { type AdminRole, isAllowed } from '../../domain/accounts/admin-role.ts';
import { DomainError } from '../../domain/errors.ts';
import type { App, HttpOptions } from '../options.ts';
import type { PageHead } from '../page.ts';
import type { PageNotice } from '../render.ts';
import type { AccessTable } from './access.ts';
import { consoleNotices } from './console-notices.ts';
import type { AdminSessions, SignedIn } from './session.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route checks its form's token itself, since that does not stand in a parsed body. */
    checksForm?: true;
  }
}

export type Guard = {
  /** Who asks. Only on routes that need an account. */
  who(request: FastifyRequest): SignedIn;
  /** The same, as the audit names them. */
  actor(request: FastifyRequest): string;
  head(request: FastifyRequest, title: string): PageHead;
};

const mayOnly: Record<AdminRole, string> = {
  owner: '',
  editor: 'Your account is an editor’s: accounts, API tokens and settings are for owners.',
  viewer: 'Your account is a viewer’s: it sees what goes on and changes nothing.',
};

/** What may be done, and is said, until somebody has done what they must do first. */
const duties: Record<Duty, { routes: readonly string[]; words: string }> = {
  password: {
    routes: ['GET /admin/account', 'POST /admin/account/password', 'POST /admin/logout'],
    words: 'The password that you signed in with was made for the first sign-in: choose your own first.',
  },
  'second factor': {
    routes: [
      'GET /admin/account',
      'POST /admin/account/password',
      'GET /admin/account/two-factor',
      'POST /admin/account/two-factor',
      'POST /admin/account/two-factor/confirm',
      'POST /admin/account/passkeys',
      'POST /admin/account/passkeys/confirm',
      'POST /admin/logout',
    ],
    words: 'Owners need a second factor here: set one up first.',
  },
};

/** How often one client may try what asks for a password, a code or a link. */
export const aFewTries = { config: { rateLimit: { max: 10, timeWindow: '1 minute' } } };

/**
 * Lets into the routes of `app`, which are registered after this, who may use them by `access`, and takes no form
 * without the token against forged requests. Leads others to the login, or rejects with `unauthenticated` or
 * `forbidden`.
 */
export function guardConsole(
  app: App,
  { deps, mailbox }: HttpOptions,
  sessions: AdminSessions,
  access: AccessTable,
): Guard {
  const signedIn = new WeakMap<FastifyRequest, SignedIn>();
  const notices = new WeakMap<FastifyRequest, PageNotice[]>();

  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) access.to(one, url);
  });

  app.addHook('preHandler', async (request, reply) => {
    const needed = access.to(request.method, request.routeOptions.url ?? '');
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads && request.routeOptions.config.checksForm !== true)
      sessions.checkForm(request, needed === 'anybody' ? 'visit' : 'session');
    if (needed === 'anybody') return;
    const admin = await sessions.admin(request);
    if (admin === null) {
      if (reads) return await reply.redirect('/admin/login');
      throw new DomainError('unauthenticated', 'Your session has ended. Please sign in again.');
    }
    if (!isAllowed(admin.role, needed))
      throw new DomainError('forbidden', `${mayOnly[admin.role]} An owner can change that.`);
    signedIn.set(request, admin);
    if (admin.duty === null) {
      notices.set(request, await consoleNotices(deps, { mailbox, role: admin.role }));
      const { handsOut } = request.routeOptions.config;
      if (handsOut !== undefined) await noteAddressesRead(deps, adminActor(admin), handsOut);
      return;
    }
    const { routes, words } = duties[admin.duty];
    const method = reads ? 'GET' : request.method;
    if (routes.includes(`${method} ${request.routeOptions.url ?? ''}`)) return;
    if (reads) return await reply.redirect('/admin/account');
    throw new DomainError('forbidden', words);
  });

  function who(request: FastifyRequest): SignedIn {
    const admin = signedIn.get(request);
    if (admin === undefined) throw new DomainError('unauthenticated', 'Please sign in.');
    return admin;
  }
  return {
    who,
    actor: (request) => adminActor(who(request)),
    head: (request, title) => ({ title, admin: who(request), notices: notices.get(request) ?? [] }),
  };
}
