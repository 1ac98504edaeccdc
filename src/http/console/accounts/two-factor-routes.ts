import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  confirmTwoFactor,
  endTwoFactor,
  pendingTwoFactor,
  renewRecoveryCodes,
  startTwoFactor,
} from '../../../app/accounts/two-factor.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { messagesFor } from '../../forms/field-messages.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { recoveryCodesPage, twoFactorPage } from './own-account-models.ts';
import { accountView, orShowAccount } from './own-account-routes.ts';
import { qrCode } from './qr-code.ts';

/** Codes from an authenticator as a second factor of one's own account. */
export function twoFactorRoutes(app: App, options: HttpOptions, context: ConsoleContext): void {
  const { deps } = options;
  const { pages, who, head } = context;
  const showAccount = accountView(options, context);

  async function setUp(request: FastifyRequest, reply: FastifyReply, errors: readonly FieldError[] = []) {
    const pending = await pendingTwoFactor(deps, who(request));
    if (pending === null) return await reply.redirect('/admin/account');
    const model = {
      qrCode: qrCode(pending.uri),
      // In fours: it is typed by hand where no camera is.
      typed: pending.typed.replace(/.{4}(?=.)/g, '$& '),
      errors: messagesFor(['code'], errors),
    };
    return pages.show(request, reply, twoFactorPage, model, head(request, 'Second factor'));
  }
  const showCodes = (request: FastifyRequest, reply: FastifyReply, codes: string[], first: boolean) =>
    pages.show(request, reply, recoveryCodesPage, { codes, first }, head(request, 'Recovery codes'));

  app.get('/account/two-factor', async (request, reply) => setUp(request, reply));

  app.post('/account/two-factor', aFewTries, async (request, reply) =>
    orShowAccount(showAccount, 'two-factor', [request, reply], async () => {
      await startTwoFactor(deps, { admin: who(request), present: field(request.body, 'present') });
      return reply.redirect('/admin/account/two-factor', 303);
    }),
  );

  app.post('/account/two-factor/confirm', aFewTries, async (request, reply) => {
    const admin = who(request);
    try {
      const code = field(request.body, 'code').slice(0, 100);
      const codes = await confirmTwoFactor(deps, { admin, sessionId: admin.sessionId, code });
      return showCodes(request, reply, codes, true);
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      return await setUp(request, reply.code(400), errors);
    }
  });

  app.post('/account/two-factor/off', aFewTries, async (request, reply) =>
    orShowAccount(showAccount, 'off', [request, reply], async () => {
      await endTwoFactor(deps, { admin: who(request), present: field(request.body, 'present') });
      return reply.redirect('/admin/account?done=two-factor-off', 303);
    }),
  );

  app.post('/account/recovery-codes', aFewTries, async (request, reply) =>
    orShowAccount(showAccount, 'codes', [request, reply], async () => {
      const present = field(request.body, 'present');
      const codes = await renewRecoveryCodes(deps, { admin: who(request), present });
      return showCodes(request, reply, codes, false);
    }),
  );
}
