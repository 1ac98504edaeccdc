import Type from 'typebox';
import { DomainError } from '../../../domain/errors.ts';
import { framedHtml, mailPolicy } from '../../framed-mail.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { IdParams } from '../../schemas/common.ts';
import { mailboxModel, mailboxPage, mailModel, mailPage } from './mailbox-models.ts';

const shown = 200;

/** The mail that was caught instead of sent: for trying out, never in production. */
export function mailboxRoutes(app: App, { deps, readMail }: HttpOptions, pages: Pages): void {
  const { caughtMail } = deps.stores;
  const caught = async (id: number) => {
    const mail = await caughtMail.byId(id);
    if (mail === null)
      throw new DomainError('not_found', 'This mail is not in the mailbox; only the newest are kept.');
    return mail;
  };

  app.get('/mailbox', async (request, reply) =>
    pages.show(request, reply, mailboxPage, mailboxModel(await caughtMail.list(shown)), { title: 'Mailbox' }),
  );

  app.get(
    '/mailbox/:id',
    {
      schema: {
        params: IdParams,
        querystring: Type.Object({ part: Type.Optional(Type.Enum(['html', 'text'])) }),
      },
    },
    async (request, reply) => {
      const mail = await caught(request.params.id);
      const { headers, html, text } = await readMail(mail.raw);
      const part = request.query.part === 'text' || html === null ? 'text' : 'html';
      return pages.show(request, reply, mailPage, mailModel({ mail, headers, part, text }), {
        title: mail.subject || 'Mail',
      });
    },
  );

  app.get('/mailbox/:id/html', { schema: { params: IdParams } }, async (request, reply) => {
    const { html } = await readMail((await caught(request.params.id)).raw);
    if (html === null) throw new DomainError('not_found', 'This mail has no HTML part.');
    return reply
      .header('content-security-policy', mailPolicy)
      .type('text/html; charset=utf-8')
      .send(framedHtml(html));
  });

  app.get('/mailbox/:id/raw', { schema: { params: IdParams } }, async (request, reply) =>
    reply.type('text/plain; charset=utf-8').send(Buffer.from((await caught(request.params.id)).raw)),
  );
}
