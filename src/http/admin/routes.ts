import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { controlDigest, type DigestCommand } from '../../app/control-digest.ts';
import { digestProgress } from '../../app/digest-progress.ts';
import { previewDigest } from '../../app/preview-digest.ts';
import { overdueChoices, releaseSchedule } from '../../app/schedule-hold.ts';
import { triggerDigest, tryDigest } from '../../app/trigger-digest.ts';
import { DomainError, type FieldError } from '../../domain/errors.ts';
import { closing, digestEvents } from '../api/admin-digests.ts';
import type { App, HttpOptions } from '../options.ts';
import { framedHtml, mailPolicy } from '../pages/mailbox-routes.ts';
import {
  adminDigestPage,
  counted,
  digestRow,
  holdNotice,
  sendForm,
  sourceRow,
  subscriberCounts,
} from '../pages/models.ts';
import { field, type Pages } from '../pages/page.ts';
import { IdParams } from '../schemas/common.ts';
import { accountPages } from './account-routes.ts';
import { accountsPages } from './accounts-routes.ts';
import { guardConsole } from './guard.ts';
import { mailedLinkPages } from './mailed-link-routes.ts';
import { adminPaperPages } from './paper-routes.ts';
import { readSendForm, type SendValues } from './send-form.ts';
import { adminSessions } from './session.ts';
import { signInPages } from './sign-in-routes.ts';
import { twoFactorPages } from './two-factor-routes.ts';

const digestsShown = 15;
const commands: readonly DigestCommand[] = ['pause', 'resume', 'cancel', 'retry-failed'];

/** The console. */
export async function adminPages(app: App, options: HttpOptions, pages: Pages): Promise<void> {
  const { deps } = options;
  const { stores } = deps;
  const sessions = adminSessions(options);
  const ending = closing(app);
  const guard = guardConsole(app, sessions);
  const { head } = guard;
  signInPages(app, options, pages, { sessions, guard });
  mailedLinkPages(app, options, pages, sessions);
  accountPages(app, options, pages, guard);
  twoFactorPages(app, options, pages, guard);
  accountsPages(app, options, pages, { sessions, guard });

  async function home(
    request: FastifyRequest,
    reply: FastifyReply,
    form: { values?: SendValues; errors?: readonly FieldError[] },
    flash: string | null,
  ) {
    const hold = await stores.installation.hold();
    const [counts, digests, sources] = await Promise.all([
      stores.subscribers.countByStatus(),
      stores.digests.list({ before: null, limit: digestsShown, archive: false }),
      stores.sources.list(),
    ]);
    const model = {
      flash,
      hold: hold === null ? null : holdNotice(hold, await stores.dueTimes.countDue(deps.now())),
      subscribers: subscriberCounts(counts),
      send: sendForm({ ...form, idempotencyKey: randomUUID() }),
      digests: digests.map(digestRow),
      sources: sources
        .filter(({ name }) => deps.sources.some((source) => source.name === name))
        .map((source) => sourceRow(source, deps.now())),
    };
    return pages.show(request, reply, 'admin-home', model, head(request, 'Console'));
  }

  app.get('/', async (request, reply) => home(request, reply, {}, null));

  /** Runs what a send form asks for; when it is refused, shows the form again with what was typed. */
  async function withForm(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (form: ReturnType<typeof readSendForm>) => Promise<FastifyReply>,
  ) {
    const form = readSendForm(request.body);
    try {
      return await work(form);
    } catch (error) {
      if (!(error instanceof DomainError) || !['invalid', 'not_found', 'conflict'].includes(error.code))
        throw error;
      const errors = error.fields.length > 0 ? error.fields : [{ field: 'form', message: error.message }];
      return await home(request, reply.code(400), { values: form.values, errors }, null);
    }
  }

  app.post('/digests', async (request, reply) =>
    withForm(request, reply, async ({ values, asked, idempotencyKey }) => {
      if (values.dryRun) {
        const { audience, queued, skipped, suppressed } = await tryDigest(deps, {
          ...asked(),
          origin: 'console',
        });
        const flash = `Dry run: ${counted(audience, 'reader')}; ${queued} would get a digest, ${skipped} have nothing new, ${suppressed} must not be mailed.`;
        return await home(request, reply, { values }, flash);
      }
      const digest = await triggerDigest(deps, { ...asked(), origin: 'console', idempotencyKey });
      return reply.redirect(`/admin/digests/${digest.id}`, 303);
    }),
  );

  app.post('/preview', async (request, reply) =>
    withForm(request, reply, async ({ asked }) => {
      const { emails, asOf } = asked();
      const email = emails?.[0];
      if (email === undefined)
        throw new DomainError('invalid', 'Name a reader.', {
          fields: [{ field: 'emails', message: 'name the reader whose digest to preview' }],
        });
      const { mail } = await previewDigest(deps, { email, asOf });
      const subscriber = await stores.subscribers.byEmail(email);
      const query = asOf === undefined ? '' : `?asOf=${encodeURIComponent(asOf.toISOString())}`;
      const model = {
        to: email,
        subject: mail?.subject ?? 'Nothing to send',
        frameHref: mail === null ? null : `/admin/preview/${subscriber?.id}${query}`,
        text: mail?.text ?? 'There is nothing new for this reader, so nothing would be sent.',
        backHref: '/admin',
      };
      return pages.show(request, reply, 'admin-preview', model, head(request, 'Preview'));
    }),
  );

  // By the subscriber's id: an address does not belong in a URL.
  app.get(
    '/preview/:id',
    {
      schema: {
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(Type.String({ format: 'date-time' })) }),
      },
    },
    async (request, reply) => {
      const subscriber = await stores.subscribers.byId(request.params.id);
      const { asOf } = request.query;
      const preview =
        subscriber === null
          ? null
          : await previewDigest(deps, {
              email: subscriber.email,
              asOf: asOf === undefined ? undefined : new Date(asOf),
            });
      if (preview?.mail == null) throw new DomainError('not_found', 'There is nothing to preview.');
      return reply
        .header('content-security-policy', mailPolicy)
        .type('text/html; charset=utf-8')
        .send(framedHtml(preview.mail.html));
    },
  );

  app.get('/digests/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const digest = await stores.digests.byId(id);
    if (digest === null) throw new DomainError('not_found', `There is no digest ${id}.`);
    const model = adminDigestPage({ ...digest, counts: await stores.digests.counts(id) });
    return pages.show(request, reply, 'admin-digest', model, head(request, `Digest ${id}`));
  });

  app.get('/digests/:id/events', { schema: { params: IdParams } }, async (request, reply) => {
    await digestProgress(deps, request.params.id);
    return reply.type('text/event-stream').send(digestEvents(deps, request.params.id, ending));
  });

  adminPaperPages(app, options, pages, head);

  app.post('/schedule/release', async (request, reply) => {
    const overdue = overdueChoices.find((choice) => choice === field(request.body, 'overdue'));
    if (overdue === undefined) throw new DomainError('invalid', 'Say how the schedule shall go on.');
    await releaseSchedule(deps, overdue);
    return reply.redirect('/admin', 303);
  });

  for (const command of commands) {
    app.post(`/digests/:id/${command}`, { schema: { params: IdParams } }, async (request, reply) => {
      await controlDigest(deps, request.params.id, command);
      return reply.redirect(`/admin/digests/${request.params.id}`, 303);
    });
  }
}
