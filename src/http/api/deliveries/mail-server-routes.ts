import Type, { type Static } from 'typebox';
import type { StoredHold } from '../../../app/deliveries/server-hold-store.ts';
import { heldServers, tryServer } from '../../../app/deliveries/try-server.ts';
import { holdCauses, needsAdmin } from '../../../domain/sending/server-hold.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { IdParams, InstantSchema, listOf, MaybeInstant, oneOf } from '../../schemas/common.ts';
import { answer } from '../../schemas/operation.ts';

const tags = ['digests'];
const failures = ['invalid', 'forbidden', 'not_found'] as const;

const HeldServerSchema = Type.Object({
  id: Type.Integer(),
  server: Type.String({ description: 'host:port' }),
  cause: oneOf(holdCauses, {
    description:
      'what it refuses: `quota`, `account`, `sender`, `reputation`, `server` for a server that takes no mail at all, `everybody` for one that refuses nearly everybody in the same words',
  }),
  reply: Type.String({ description: 'what it said last, with the step of the conversation' }),
  since: InstantSchema,
  nextProbeAt: MaybeInstant,
  needsAdmin: Type.Boolean({
    description: 'it has taken nothing for a day: no message is tried until somebody says so',
  }),
});
type HeldServerJson = Static<typeof HeldServerSchema>;

const example: HeldServerJson = {
  id: 1,
  server: 'mail.example.org:587',
  cause: 'quota',
  reply: 'MAIL: 454 4.7.0 Daily message quota exceeded',
  since: '2026-11-24T08:00:00.000Z',
  nextProbeAt: '2026-11-24T08:01:00.000Z',
  needsAdmin: false,
};

/** Mail servers that are held because they refuse us. */
export function mailServerRoutes(app: App, { deps }: HttpOptions): void {
  const json = ({ id, server, cause, reply, since, nextProbeAt, ...hold }: StoredHold): HeldServerJson => {
    const stopped = needsAdmin({ server, cause, reply, since, nextProbeAt, ...hold }, deps.now());
    return {
      id,
      server,
      cause,
      reply,
      since: since.toISOString(),
      nextProbeAt: stopped ? null : nextProbeAt.toISOString(),
      needsAdmin: stopped,
    };
  };

  app.get(
    '/mail-servers',
    {
      schema: {
        operationId: 'listHeldMailServers',
        summary: 'Mail servers that are held because they refuse us',
        description:
          'Nothing goes through a server that is held but one message now and then; when one is taken, sending goes on by itself. A server that is not listed is used.',
        tags,
        response: { 200: answer('Those that are held.', listOf(HeldServerSchema), { items: [example] }) },
        failures,
      },
    },
    async () => ({ items: (await heldServers(deps)).map(json) }),
  );

  app.post(
    '/mail-servers/:id/try',
    {
      schema: {
        operationId: 'tryMailServer',
        summary: 'Try a held mail server now',
        description: 'One message is tried at once, and more of them for another day.',
        tags,
        params: IdParams,
        response: { 200: answer('It is tried.', HeldServerSchema, example) },
        failures,
      },
    },
    async (request) => json(await tryServer(deps, request.params.id, callerOf(request))),
  );
}
