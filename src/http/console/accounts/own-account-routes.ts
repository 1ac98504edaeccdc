import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { changePassword } from '../../../app/accounts/change-password.ts';
import { endSessions, sessionsOf } from '../../../app/accounts/sessions.ts';
import { setOwnZone } from '../../../app/accounts/set-own-zone.ts';
import { twoFactorState } from '../../../app/accounts/two-factor.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { type AccountForm, ownAccountModel, ownAccountPage, type Refusal } from './own-account-models.ts';

/** What a redirect to the account page may say was done; nothing else from an address is shown. */
const done: Record<string, string> = {
  timezone: 'Your time zone is set.',
  password: 'Your password is changed. You are signed out everywhere else.',
  'two-factor-off': 'The second factor is off: your password alone signs you in now.',
  passkey: 'The passkey is added: it signs you in by itself. You are signed out everywhere else.',
  'passkey-removed': 'The passkey is removed. You are signed out everywhere else.',
  session: 'That session has ended.',
  others: 'You are signed out everywhere else.',
};

export type ShowAccount = (
  request: FastifyRequest,
  reply: FastifyReply,
  stated?: { flash?: string | undefined; refused?: Refusal },
) => Promise<FastifyReply>;

/** Shows somebody's own account, with a form that was refused if there is one. */
export function accountView({ deps }: HttpOptions, { pages, who, head }: ConsoleContext): ShowAccount {
  return async (request, reply, { flash, refused } = {}) => {
    const admin = who(request);
    const [twoFactor, sessions, passkeys] = await Promise.all([
      twoFactorState(deps, admin),
      sessionsOf(deps, admin),
      deps.stores.passkeys.list(admin.id),
    ]);
    const passkeysPossible = deps.passkeys.isPossible;
    const now = deps.now();
    const shown = { admin, now, twoFactor, sessions, passkeys, passkeysPossible, flash, refused };
    const model = ownAccountModel(shown);
    return pages.show(request, reply, ownAccountPage, model, head(request, 'Your account'));
  };
}

/**
 * Runs what a form of the account page asks for; when it is refused, shows the page with the reason beside the field.
 */
export async function orShowAccount(
  show: ShowAccount,
  form: AccountForm,
  [request, reply]: [FastifyRequest, FastifyReply],
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    const errors = wrongFieldsOrThrow(error);
    return await show(request, reply.code(400), {
      refused: { form, errors, name: field(request.body, 'name') },
    });
  }
}

/** Somebody's own account: password and sessions. */
export function ownAccountRoutes(app: App, options: HttpOptions, context: ConsoleContext): void {
  const { deps } = options;
  const show = accountView(options, context);

  app.get(
    '/account',
    { schema: { querystring: Type.Object({ done: Type.Optional(Type.String({ maxLength: 30 })) }) } },
    async (request, reply) => show(request, reply, { flash: done[request.query.done ?? ''] }),
  );

  app.post('/account/password', aFewTries, async (request, reply) =>
    orShowAccount(show, 'password', [request, reply], async () => {
      const admin = context.who(request);
      const [present, password] = [field(request.body, 'present'), field(request.body, 'password')];
      await changePassword(deps, { admin, sessionId: admin.sessionId, present, password });
      return reply.redirect('/admin/account?done=password', 303);
    }),
  );

  app.post('/account/timezone', async (request, reply) =>
    orShowAccount(show, 'timezone', [request, reply], async () => {
      await setOwnZone(deps, context.who(request), field(request.body, 'timezone'));
      return reply.redirect('/admin/account?done=timezone', 303);
    }),
  );

  app.post('/account/sessions/end-others', aFewTries, async (request, reply) =>
    orShowAccount(show, 'sessions', [request, reply], async () => {
      const admin = context.who(request);
      const present = field(request.body, 'present');
      await endSessions(deps, { admin, present, which: { others: admin.sessionId } });
      return reply.redirect('/admin/account?done=others', 303);
    }),
  );

  app.post(
    '/account/sessions/:id/end',
    { schema: { params: IdParams }, ...aFewTries },
    async (request, reply) =>
      orShowAccount(show, 'sessions', [request, reply], async () => {
        const present = field(request.body, 'present');
        await endSessions(deps, { admin: context.who(request), present, which: { id: request.params.id } });
        return reply.redirect('/admin/account?done=session', 303);
      }),
  );
}
