import type { FastifyReply, FastifyRequest } from 'fastify';
import { signOut } from '../../../app/accounts/sessions.ts';
import { signIn, signInWithCode } from '../../../app/accounts/sign-in.ts';
import { field } from '../../forms/form-body.ts';
import { refusalOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { signInCodePage, signInPage } from './sign-in-models.ts';

/** Into the console and out of it. */
export function signInRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, sessions, who }: ConsoleContext,
): void {
  function showSignIn(
    request: FastifyRequest,
    reply: FastifyReply,
    stated: { email?: string; error?: string; flash?: string } = {},
  ) {
    const model = {
      action: '/admin/login',
      csrf: sessions.visitorToken(request, reply),
      values: { email: stated.email ?? '' },
      error: stated.error ?? null,
      flash: stated.flash ?? null,
      passkeys: deps.passkeys.isPossible,
    };
    return pages.show(request, reply, signInPage, model, { title: 'Sign in' });
  }
  function showCode(request: FastifyRequest, reply: FastifyReply, ticket: string, error: string | null) {
    const csrf = sessions.visitorToken(request, reply);
    const passkeys = deps.passkeys.isPossible;
    const model = { action: '/admin/login/code', csrf, ticket, error, passkeys };
    return pages.show(request, reply, signInCodePage, model, { title: 'Sign in' });
  }

  app.get('/login', async (request, reply) => showSignIn(request, reply));

  app.post('/login', aFewTries, async (request, reply) => {
    const email = field(request.body, 'email');
    const password = field(request.body, 'password').slice(0, 1_000);
    try {
      const result = await signIn(deps, { email, password, device: sessions.device(request) });
      switch (result.kind) {
        case 'refused':
          return showSignIn(request, reply.code(401), { email, error: 'Wrong address or password.' });
        case 'ended':
          return showSignIn(request, reply.code(401), {
            email,
            error:
              'This password was made for a first sign-in within a week, and has ended. Ask for a link to set a new one, or whoever runs this service.',
          });
        case 'code':
          return showCode(request, reply, result.ticket, null);
        case 'open':
          sessions.open(reply, result);
          return reply.redirect('/admin', 303);
      }
    } catch (error) {
      const { message, retryAfter = 60 } = refusalOrThrow(error, ['too_many']);
      void reply.code(429).header('retry-after', String(retryAfter));
      return showSignIn(request, reply, { email, error: message });
    }
  });

  app.post('/login/code', aFewTries, async (request, reply) => {
    const ticket = field(request.body, 'ticket').slice(0, 1_000);
    const code = field(request.body, 'code').slice(0, 100);
    try {
      const result = await signInWithCode(deps, { ticket, code, device: sessions.device(request) });
      switch (result.kind) {
        case 'wrong':
          return showCode(
            request,
            reply.code(401),
            ticket,
            'This code is wrong, or was used before. Is the clock of your device right?',
          );
        case 'unreadable':
          return showCode(
            request,
            reply.code(401),
            ticket,
            'Codes cannot be checked at present: the secret key of this service was changed. Use a recovery code.',
          );
        case 'waiting':
          return showCode(
            request,
            reply.code(429).header('retry-after', String(result.seconds)),
            ticket,
            `Too many wrong codes: the next one is checked in ${result.seconds} seconds. A recovery code works now.`,
          );
        case 'open':
          sessions.open(reply, result);
          // Whoever used up a recovery code sees how many are left.
          return reply.redirect(result.left === null ? '/admin' : '/admin/account', 303);
      }
    } catch (error) {
      const refusal = refusalOrThrow(error, ['gone']);
      return showSignIn(request, reply.code(401), { error: refusal.message });
    }
  });

  app.post('/logout', async (request, reply) => {
    const admin = who(request);
    await signOut(deps, admin, admin.secret);
    sessions.close(reply);
    return reply.redirect('/admin/login', 303);
  });
}
