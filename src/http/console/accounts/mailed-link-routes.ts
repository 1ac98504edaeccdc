import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { askForReset, readReset, resetPassword } from '../../../app/accounts/change-password.ts';
import { acceptInvitation, readInvitation } from '../../../app/accounts/invite-admin.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import {
  forgottenModel,
  forgottenPage,
  type NewPasswordModel,
  newPasswordModel,
  newPasswordPage,
} from './mailed-link-models.ts';
import { roleInWords } from './role-in-words.ts';

const TokenParams = Type.Object({ token: Type.String({ maxLength: 100 }) });
const schema = { params: TokenParams };

/** What links in mails to admins lead to: an invitation, or setting a new password; and asking for the latter. */
export function mailedLinkRoutes(app: App, { deps }: HttpOptions, { pages, sessions }: ConsoleContext): void {
  const showForgotten = (
    request: FastifyRequest,
    reply: FastifyReply,
    email: string,
    errors: readonly FieldError[],
  ) => {
    const model = forgottenModel({ email, errors, csrf: sessions.visitorToken(request, reply) });
    return pages.show(request, reply, forgottenPage, model, { title: 'Forgotten password' });
  };
  const showNewPassword = (
    request: FastifyRequest,
    reply: FastifyReply,
    stated: Pick<NewPasswordModel, 'action' | 'email' | 'heading' | 'text' | 'button'>,
    errors: readonly FieldError[],
  ) => {
    const model = newPasswordModel({ ...stated, errors, csrf: sessions.visitorToken(request, reply) });
    return pages.show(request, reply, newPasswordPage, model, { title: stated.heading });
  };

  app.get('/forgotten', async (request, reply) => showForgotten(request, reply, '', []));

  app.post('/forgotten', aFewTries, async (request, reply) => {
    const email = field(request.body, 'email');
    try {
      await askForReset(deps, email);
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      return showForgotten(request, reply.code(400), email, errors);
    }
    return pages.say(request, reply, {
      heading: 'Look into your mail',
      text: [
        'If there is an account with this address, a mail with a link to set a new password is on its way. There is at most one in a quarter of an hour.',
        'If none comes, ask an owner, or whoever runs this service.',
      ],
      actions: [{ href: '/admin/login', text: 'Back to the sign-in', post: false }],
    });
  });

  const showReset = async (
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    errors: readonly FieldError[] = [],
  ) => {
    const link = await readReset(deps, token);
    const text = 'All sessions of this account end. A second factor stays as it is.';
    const said = { action: `/admin/reset/${token}`, email: link.email, text, button: 'Set the password' };
    return showNewPassword(request, reply, { ...said, heading: 'Set a new password' }, errors);
  };
  app.get('/reset/:token', { schema }, async (request, reply) =>
    showReset(request, reply, request.params.token),
  );
  app.post('/reset/:token', { schema, ...aFewTries }, async (request, reply) => {
    const { token } = request.params;
    try {
      await resetPassword(deps, { token, password: field(request.body, 'password') });
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      return await showReset(request, reply.code(400), token, errors);
    }
    return pages.say(request, reply, {
      heading: 'Your password is set',
      text: ['You can sign in with it now.'],
      actions: [{ href: '/admin/login', text: 'Sign in', post: false }],
    });
  });

  const showInvitation = async (
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    errors: readonly FieldError[] = [],
  ) => {
    const link = await readInvitation(deps, token);
    const text = `${link.invitedBy ?? 'An owner'} invites you to this console. ${roleInWords(link.role)}`;
    const said = { action: `/admin/invitation/${token}`, email: link.email, text, button: 'Make my account' };
    return showNewPassword(request, reply, { ...said, heading: 'Welcome: choose a password' }, errors);
  };
  app.get('/invitation/:token', { schema }, async (request, reply) =>
    showInvitation(request, reply, request.params.token),
  );
  app.post('/invitation/:token', { schema, ...aFewTries }, async (request, reply) => {
    const { token } = request.params;
    const password = field(request.body, 'password');
    try {
      const opened = await acceptInvitation(deps, { token, password, device: sessions.device(request) });
      sessions.open(reply, opened);
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      return await showInvitation(request, reply.code(400), token, errors);
    }
    return reply.redirect('/admin', 303);
  });
}
