import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { sendTestMail } from '../../../app/accounts/send-test-mail.ts';
import { changeBrand, changeLogo } from '../../../app/brand/change-brand.ts';
import { type BrandField, brandFields, usualName } from '../../../domain/brand/brand.ts';
import { usualAbout, usualPrivacy, usualRanking } from '../../../domain/brand/texts.ts';
import { factsOf } from '../../brand-facts.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { brandModel, brandPage } from './brand-models.ts';

/** Octets that a form with a logo may have: more than any that is taken, so that a larger one is told of in words. */
const largestForm = 6 * 1024 * 1024;

/** The service's name and look, and a test mail to see them in. */
export async function brandRoutes(app: App, options: HttpOptions, context: ConsoleContext): Promise<void> {
  const { deps } = options;
  const { pages, head, actor, who } = context;

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    more: Pick<Parameters<typeof brandModel>[0], 'typed' | 'errors' | 'saved'>,
  ) {
    const stored = await deps.stores.brand.read();
    const name = usualName(options.senderName);
    const facts = await factsOf(options, { ...deps.brand.last(), name: stored.settings.name ?? name });
    const usual = {
      name,
      about: usualAbout(facts),
      privacy: usualPrivacy(facts),
      ranking: usualRanking(facts),
    };
    const model = brandModel({ stored, usual, ...more });
    return pages.show(request, reply, brandPage, model, head(request, 'Name and look'));
  }

  app.get(
    '/settings/brand',
    { schema: { querystring: Type.Object({ saved: Type.Optional(Type.Literal('yes')) }) } },
    (request, reply) => show(request, reply, { saved: request.query.saved === 'yes' }),
  );

  app.post('/settings/brand', async (request, reply) => {
    const entries = brandFields.map((name) => [name, field(request.body, name)]);
    const typed = Object.fromEntries(entries) as Record<BrandField, string>;
    try {
      await changeBrand(deps, typed, actor(request));
    } catch (error) {
      return await show(request, reply.code(400), { typed, errors: wrongFieldsOrThrow(error) });
    }
    return reply.redirect('/admin/settings/brand?saved=yes', 303);
  });

  app.post('/settings/brand/logo/remove', async (request, reply) => {
    await changeLogo(deps, null, actor(request));
    return reply.redirect('/admin/settings/brand?saved=yes', 303);
  });

  app.post('/test-mail', aFewTries, async (request, reply) => {
    const { sent, reply: words } = await sendTestMail(deps, who(request));
    const next = options.mailbox
      ? [{ href: '/mailbox', text: 'Open the mailbox', post: false }]
      : [{ href: '/admin/doctor', text: 'Check the mail server and the DNS', post: false }];
    const { email } = who(request);
    const text = sent
      ? [
          `A test mail was given to the mail server, for ${email}.`,
          ...(words === '' ? [] : [`It said: ${words}`]),
        ]
      : [`The test mail for ${email} could not be sent.`, words];
    return pages.say(request, reply.code(sent ? 200 : 502), {
      heading: sent ? 'Test mail sent' : 'The test mail was not sent',
      text,
      actions: [...next, { href: '/admin', text: 'Back to the overview', post: false }],
    });
  });

  await app.register(async (scope) => {
    await scope.register(multipart, { limits: { fileSize: largestForm, files: 1, fields: 5 } });
    scope.post('/settings/brand/logo', { config: { checksForm: true } }, async (request, reply) => {
      const part = request.isMultipart() ? await request.file() : undefined;
      // It stands before the file, so that nothing of the file is taken in without it.
      const given = part?.fields['csrf'];
      const token = given !== undefined && !Array.isArray(given) && given.type === 'field' ? given.value : '';
      context.sessions.checkForm(request, 'session', typeof token === 'string' ? token : '');
      try {
        if (part === undefined || part.filename === '')
          return await show(request, reply.code(400), {
            errors: [{ field: 'logo', message: 'choose a PNG or JPEG picture' }],
          });
        const chunks: Uint8Array[] = [];
        for await (const chunk of part.file as AsyncIterable<Uint8Array>) chunks.push(chunk);
        await changeLogo(deps, Buffer.concat(chunks), actor(request));
      } catch (error) {
        return await show(request, reply.code(400), { errors: wrongFieldsOrThrow(error) });
      }
      return await reply.redirect('/admin/settings/brand?saved=yes', 303);
    });
  });
}
