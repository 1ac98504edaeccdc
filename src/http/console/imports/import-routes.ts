import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mostKept } from '../../../app/refused-lines.ts';
import type { UploadedImport } from '../../../app/subscribers/import-stores.ts';
import { refusedRows } from '../../../app/subscribers/imports/file-imports.ts';
import {
  checkImport,
  discardImport,
  startImport,
  uploadedImport,
  uploadImport,
} from '../../../app/subscribers/imports/uploaded-imports.ts';
import { field } from '../../forms/form-body.ts';
import { refusalOrThrow, wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { boundedFile, multipartLimits } from '../../plugins/uploads.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { importModel, importPage, importsModel, importsPage } from './import-models.ts';

const importsShown = 20;

/** Importing subscribers from a file, in steps: upload, say what the columns hold, look at what would be, import. */
export async function importRoutes(app: App, options: HttpOptions, context: ConsoleContext): Promise<void> {
  // Nothing else of the console takes files.
  await app.register(async (scope) => {
    await scope.register(multipart, { limits: multipartLimits });
    stepRoutes(scope as App, options, context);
  });
}

function stepRoutes(app: App, { deps }: HttpOptions, { pages, head, actor, sessions }: ConsoleContext): void {
  const { columns } = deps.files;
  async function overview(request: FastifyRequest, reply: FastifyReply, error: string | null) {
    const imports = await deps.stores.imports.list(importsShown);
    const model = importsModel({ imports, columns, error });
    return pages.show(request, reply, importsPage, model, head(request, 'Import subscribers'));
  }

  app.get('/subscribers/import', async (request, reply) => overview(request, reply, null));

  app.post('/subscribers/import', { config: { checksForm: true } }, async (request, reply) => {
    const part = request.isMultipart() ? await request.file() : undefined;
    // It stands before the file, so that nothing of the file is taken in without it.
    const given = part?.fields['csrf'];
    const token = given !== undefined && !Array.isArray(given) && given.type === 'field' ? given.value : '';
    sessions.checkForm(request, 'session', typeof token === 'string' ? token : '');
    if (part === undefined || !part.filename)
      return await overview(request, reply.code(400), 'Choose a file.');
    if (!/\.(?:csv|txt)$/i.test(part.filename)) {
      part.file.resume();
      const words = 'Choose a CSV file: its name ends with .csv or .txt.';
      return await overview(request, reply.code(400), words);
    }
    try {
      const id = await uploadImport(deps, {
        fileName: part.filename,
        content: boundedFile(part.file),
        actor: actor(request),
      });
      return await reply.redirect(`/admin/subscribers/import/${id}`, 303);
    } catch (error) {
      const refusal = refusalOrThrow(error, ['invalid', 'too_large']);
      const words = refusal.fields.map(({ message }) => `The file ${message}.`).join(' ') || refusal.message;
      return await overview(request, reply.code(400), words);
    }
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    found: UploadedImport,
    notes: Pick<Parameters<typeof importModel>[0], 'typed' | 'errors'> = {},
  ) {
    const refused = await deps.stores.imports.refusedRowsOf(found.id, { after: 0, limit: mostKept });
    const model = importModel({ found, refused, columns, ...notes });
    return pages.show(request, reply, importPage, model, head(request, 'Import subscribers'));
  }

  app.get('/subscribers/import/:id', { schema: { params: IdParams } }, async (request, reply) =>
    show(request, reply, await uploadedImport(deps, request.params.id)),
  );

  app.get(
    '/subscribers/import/:id/refused.csv',
    { config: { handsOut: 'subscribers' }, schema: { params: IdParams } },
    async (request, reply) => {
      const { id, header } = await uploadedImport(deps, request.params.id);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="refused-${id}.csv"`)
        .send(deps.files.writeRefused(header, refusedRows(deps, id)));
    },
  );

  app.post('/subscribers/import/:id/check', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const { body } = request;
    const found = await uploadedImport(deps, id);
    const typed = {
      columns: found.header.map((_, index) => field(body, `column-${index}`)),
      consentNote: field(body, 'consentNote'),
      defaultStatus: field(body, 'defaultStatus'),
      encoding: field(body, 'encoding'),
    };
    try {
      await checkImport(deps, id, typed, actor(request));
    } catch (error) {
      return await show(request, reply.code(400), found, { typed, errors: wrongFieldsOrThrow(error) });
    }
    return reply.redirect(`/admin/subscribers/import/${id}`, 303);
  });

  app.post('/subscribers/import/:id/start', { schema: { params: IdParams } }, async (request, reply) => {
    await startImport(deps, request.params.id, actor(request));
    return reply.redirect(`/admin/subscribers/import/${request.params.id}`, 303);
  });

  app.post('/subscribers/import/:id/discard', { schema: { params: IdParams } }, async (request, reply) => {
    await discardImport(deps, request.params.id, actor(request));
    return reply.redirect('/admin/subscribers/import', 303);
  });
}
