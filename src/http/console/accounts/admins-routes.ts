import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { changeRole, endSessionsOf, removeAdmin } from '../../../app/accounts/edit-admin.ts';
import { inviteAdmin, takeBackInvitation } from '../../../app/accounts/invite-admin.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import { refusalOrThrow, wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { adminsModel, adminsPage } from './admins-models.ts';

const SessionParams = Type.Object({ ...IdParams.properties, session: IdParams.properties.id });

/** What a redirect to the page may say was done; nothing else from an address is shown. */
const done: Record<string, string> = {
  invited: 'The invitation is on its way.',
  'taken-back': 'The invitation is taken back: its link is void.',
  role: 'The role is changed. That account has to sign in anew.',
  sessions: 'Ended: that account has to sign in again there.',
  removed: 'The account is removed, and signed out everywhere.',
};

type Said = {
  flash?: string | undefined;
  invite?: { email: string; role: string; errors: readonly FieldError[] };
  problem?: string;
};

/** Who may use the console; for owners. */
export function adminsRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, sessions, who, head }: ConsoleContext,
): void {
  async function show(request: FastifyRequest, reply: FastifyReply, stated: Said = {}) {
    const [admins, invitations, allSessions] = await Promise.all([
      deps.stores.accounts.listAdmins(deps.now()),
      deps.stores.adminLinks.invitations(),
      deps.stores.sessions.listAll(deps.now()),
    ]);
    const shown = { admins, invitations, sessions: allSessions, now: deps.now(), self: who(request) };
    const model = adminsModel({ ...shown, ...stated });
    return pages.show(request, reply, adminsPage, model, head(request, 'Accounts'));
  }
  /** What cannot be done now is said on the page itself. */
  async function orShow(
    [request, reply]: [FastifyRequest, FastifyReply],
    work: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    try {
      return await work();
    } catch (error) {
      const refusal = refusalOrThrow(error, ['conflict', 'not_found', 'invalid']);
      const status = refusal.code === 'conflict' ? 409 : refusal.code === 'not_found' ? 404 : 400;
      return await show(request, reply.code(status), { problem: refusal.message });
    }
  }

  app.get(
    '/accounts',
    { schema: { querystring: Type.Object({ done: Type.Optional(Type.String({ maxLength: 30 })) }) } },
    async (request, reply) => show(request, reply, { flash: done[request.query.done ?? ''] }),
  );

  app.post('/accounts/invite', aFewTries, async (request, reply) => {
    const values = { email: field(request.body, 'email'), role: field(request.body, 'role') };
    try {
      const present = field(request.body, 'present');
      await inviteAdmin(deps, { by: who(request), present, ...values });
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      return await show(request, reply.code(400), { invite: { ...values, errors } });
    }
    return reply.redirect('/admin/accounts?done=invited', 303);
  });

  app.post('/accounts/invitations/:id/take-back', { schema: { params: IdParams } }, async (request, reply) =>
    orShow([request, reply], async () => {
      await takeBackInvitation(deps, { by: who(request), id: request.params.id });
      return reply.redirect('/admin/accounts?done=taken-back', 303);
    }),
  );

  app.post('/accounts/:id/role', { schema: { params: IdParams } }, async (request, reply) =>
    orShow([request, reply], async () => {
      const by = who(request);
      const { id } = request.params;
      await changeRole(deps, { by, sessionId: by.sessionId, id, role: field(request.body, 'role') });
      // Who is no owner any more may not see this page.
      return reply.redirect(id === by.id ? '/admin/account' : '/admin/accounts?done=role', 303);
    }),
  );

  /** One of their sessions, or all. */
  const endOf = (request: FastifyRequest, reply: FastifyReply, id: number, which: number | null) =>
    orShow([request, reply], async () => {
      const by = who(request);
      await endSessionsOf(deps, { by, sessionId: by.sessionId, id, which });
      return reply.redirect('/admin/accounts?done=sessions', 303);
    });
  app.post('/accounts/:id/sessions/end', { schema: { params: IdParams } }, async (request, reply) =>
    endOf(request, reply, request.params.id, null),
  );
  app.post(
    '/accounts/:id/sessions/:session/end',
    { schema: { params: SessionParams } },
    async (request, reply) => endOf(request, reply, request.params.id, request.params.session),
  );

  app.post('/accounts/:id/remove', { schema: { params: IdParams } }, async (request, reply) =>
    orShow([request, reply], async () => {
      const by = who(request);
      await removeAdmin(deps, { by, id: request.params.id });
      if (request.params.id !== by.id) return reply.redirect('/admin/accounts?done=removed', 303);
      sessions.close(reply);
      return reply.redirect('/admin/login', 303);
    }),
  );
}
