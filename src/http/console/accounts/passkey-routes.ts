import type { FastifyReply, FastifyRequest } from 'fastify';
import { addPasskey, removePasskey, startPasskey } from '../../../app/accounts/passkeys.ts';
import { DomainError, invalid } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { passkeyPage } from '../sign-in/sign-in-models.ts';
import { recoveryCodesPage } from './own-account-models.ts';
import { accountView, orShowAccount } from './own-account-routes.ts';

/** Passkeys of one's own account. */
export function passkeyRoutes(app: App, options: HttpOptions, context: ConsoleContext): void {
  const { deps } = options;
  const { pages, who, head } = context;
  const show = accountView(options, context);
  /** What cannot be done now is said beside the name. */
  const besideName = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError && error.code === 'conflict')
        throw invalid([{ field: 'name', message: error.message }]);
      throw error;
    }
  };

  app.post('/account/passkeys', aFewTries, async (request, reply) =>
    orShowAccount(show, 'passkey', [request, reply], async () => {
      const admin = who(request);
      const { secret, csrf } = admin;
      const [present, name] = [field(request.body, 'present'), field(request.body, 'name')];
      const asked = await besideName(() => startPasskey(deps, { admin, secret, present, name }));
      const model = {
        heading: 'A new passkey',
        text: 'Your device asks for its PIN, your finger or your face, and keeps the passkey.',
        action: '/admin/account/passkeys/confirm',
        csrf,
        kind: 'create' as const,
        options: asked,
        atOnce: true,
        name,
        button: 'Ask my device again',
        back: { href: '/admin/account', text: 'Not now' },
      };
      return pages.show(request, reply, passkeyPage, model, head(request, 'A new passkey'));
    }),
  );

  app.post('/account/passkeys/confirm', aFewTries, async (request: FastifyRequest, reply: FastifyReply) =>
    orShowAccount(show, 'passkey', [request, reply], async () => {
      const admin = who(request);
      const { secret, sessionId } = admin;
      const [name, response] = [field(request.body, 'name'), field(request.body, 'response')];
      const codes = await besideName(() => addPasskey(deps, { admin, secret, sessionId, name, response }));
      if (codes === null) return reply.redirect('/admin/account?done=passkey', 303);
      const model = { codes, first: true };
      return pages.show(request, reply, recoveryCodesPage, model, head(request, 'Recovery codes'));
    }),
  );

  app.post(
    '/account/passkeys/:id/remove',
    { schema: { params: IdParams }, ...aFewTries },
    async (request, reply) =>
      orShowAccount(show, 'passkeys', [request, reply], async () => {
        const admin = who(request);
        const present = field(request.body, 'present');
        await removePasskey(deps, { admin, sessionId: admin.sessionId, present, id: request.params.id });
        return reply.redirect('/admin/account?done=passkey-removed', 303);
      }),
  );
}
