import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { CaughtMail } from '../../../app/deliveries/caught-mail.ts';
import type { Admin } from '../../../domain/accounts/admin-role.ts';
import { DomainError } from '../../../domain/errors.ts';
import { framedHtml, mailPolicy } from '../../framed-mail.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { IdParams } from '../../schemas/common.ts';
import { mailboxModel, mailboxPage, mailModel, mailPage } from './mailbox-models.ts';

const shown = 200;

/** The admin who is signed in where a request comes from; null: nobody is. */
export type SignedInAdmin = (request: FastifyRequest) => Promise<Pick<Admin, 'role'> | null>;

/**
 * The mail that was caught instead of sent: for trying out, never in production. Its links act for readers, and those
 * about accounts make somebody an admin, so it is for programs on this machine, and for admins who are signed in;
 * accounts' mail for owners alone among these, since it would make an owner of anybody.
 */
export function mailboxRoutes(
  app: App,
  { deps, readMail, publicUrl }: HttpOptions,
  pages: Pages,
  signedIn: SignedInAdmin,
): void {
  const { caughtMail } = deps.stores;

  /** Which mail whoever asks may see. Rejects with `forbidden` when it is none at all. */
  async function visibleTo(request: FastifyRequest): Promise<(mail: CaughtMail) => boolean> {
    if (request.client.isLocal) return () => true;
    const admin = await signedIn(request);
    if (admin === null)
      throw new DomainError(
        'forbidden',
        `The mailbox has links that act for others, so it opens only on the machine that Offprint runs on, as http://localhost with its port, and for admins who have signed in at ${publicUrl}/admin. To have mail sent instead of caught, set SMTP_URL.`,
      );
    return ({ aboutAccount }) => admin.role === 'owner' || !aboutAccount;
  }

  async function caught(request: FastifyRequest, id: number) {
    const isVisible = await visibleTo(request);
    const mail = await caughtMail.byId(id);
    if (mail === null || !isVisible(mail))
      throw new DomainError('not_found', 'This mail is not in the mailbox; only the newest are kept.');
    return mail;
  }

  app.get('/mailbox', async (request, reply) => {
    const { language } = request;
    const isVisible = await visibleTo(request);
    const mails = (await caughtMail.list(shown)).filter(isVisible);
    const newest = mails[0] === undefined ? null : await caughtMail.byId(mails[0].id);
    const html = newest !== null && (await readMail(newest.raw)).html !== null;
    const model = mailboxModel(mails, html, language);
    return pages.show(request, reply, mailboxPage, model, { title: language.pages.layout.mailbox });
  });

  app.get(
    '/mailbox/:id',
    {
      schema: {
        params: IdParams,
        querystring: Type.Object({ part: Type.Optional(Type.Enum(['html', 'text'])) }),
      },
    },
    async (request, reply) => {
      const mail = await caught(request, request.params.id);
      const { headers, html, text } = await readMail(mail.raw);
      const part = request.query.part === 'text' || html === null ? 'text' : 'html';
      const { language } = request;
      return pages.show(request, reply, mailPage, mailModel({ mail, headers, part, text, language }), {
        title: mail.subject || language.pages.digests.mailbox.mail,
      });
    },
  );

  app.get('/mailbox/:id/html', { schema: { params: IdParams } }, async (request, reply) => {
    const { html } = await readMail((await caught(request, request.params.id)).raw);
    if (html === null) throw new DomainError('not_found', 'This mail has no HTML part.');
    return reply
      .header('content-security-policy', mailPolicy(publicUrl))
      .type('text/html; charset=utf-8')
      .send(framedHtml(html));
  });

  app.get('/mailbox/:id/raw', { schema: { params: IdParams } }, async (request, reply) =>
    reply.type('text/plain; charset=utf-8').send(Buffer.from((await caught(request, request.params.id)).raw)),
  );
}
