import type { FastifyReply, FastifyRequest } from 'fastify';
import { signInWithPasskey, startPasskeySignIn } from '../../../app/accounts/passkeys.ts';
import { field } from '../../forms/form-body.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { passkeyPage } from './sign-in-models.ts';

/** Into the console with a passkey: alone, or in place of a code. */
export function passkeySignInRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, sessions }: ConsoleContext,
): void {
  async function ask(request: FastifyRequest, reply: FastifyReply, refused: boolean) {
    const options = await startPasskeySignIn(deps, { secret: sessions.visit(request) });
    const model = {
      heading: 'Your passkey',
      text: refused
        ? 'This passkey is not known here, or its answer came too late.'
        : 'Your device asks for its PIN, your finger or your face.',
      action: '/admin/login/passkey/answer',
      csrf: sessions.visitorToken(request, reply),
      kind: 'get' as const,
      options,
      // A device that answers by itself would be refused again and again.
      atOnce: !refused,
      name: '',
      button: 'Ask my device again',
      back: { href: '/admin/login', text: 'Back to the sign-in' },
    };
    return pages.show(request, reply, passkeyPage, model, { title: 'Sign in' });
  }

  app.post('/login/passkey', aFewTries, async (request, reply) => ask(request, reply, false));

  app.post('/login/passkey/answer', aFewTries, async (request, reply) => {
    const opened = await signInWithPasskey(deps, {
      secret: sessions.visit(request),
      response: field(request.body, 'response'),
      device: sessions.device(request),
    });
    if (opened === null) return await ask(request, reply.code(401), true);
    sessions.open(reply, opened);
    return reply.redirect('/admin', 303);
  });
}
