import { Readable } from 'node:stream';
import multipart, { type Multipart } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { importSuppressions } from '../../../app/bounces/import-suppressions.ts';
import { mostKept } from '../../../app/refused-lines.ts';
import { type FieldError, invalid } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import { refusalOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { boundedFile, multipartLimits } from '../../plugins/uploads.ts';
import type { ConsoleContext } from '../console-context.ts';
import { suppressionImportModel, suppressionImportPage } from './suppression-import-models.ts';

/** Suppressing a list of addresses and domains: typed, pasted, or a file. */
export async function suppressionImportRoutes(
  app: App,
  options: HttpOptions,
  context: ConsoleContext,
): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(multipart, { limits: multipartLimits });
    routes(scope as App, options, context);
  });
}

function routes(app: App, { deps }: HttpOptions, { pages, head, actor, sessions }: ConsoleContext): void {
  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    state: Parameters<typeof suppressionImportModel>[0] = {},
  ) =>
    pages.show(
      request,
      reply,
      suppressionImportPage,
      suppressionImportModel(state),
      head(request, 'Suppress a list'),
    );

  app.get('/suppressions/import', async (request, reply) => show(request, reply));

  app.post('/suppressions/import', { config: { checksForm: true } }, async (request, reply) => {
    const { csrf, lines, isCut, file } = await sent(request);
    sessions.checkForm(request, 'session', csrf);
    const refused: string[] = [];
    try {
      const input = chosen({ lines, isCut, file });
      const done = await importSuppressions(deps, deps.suppressionFiles.read(input), {
        actor: actor(request),
        onRefused: ({ cells }) => {
          if (refused.length < mostKept) refused.push(cells.filter(Boolean).join(', '));
        },
      });
      return await show(request, reply, { done, lines: refused.join('\n') });
    } catch (error) {
      const { fields, message } = refusalOrThrow(error, ['invalid', 'too_large']);
      const errors: readonly FieldError[] = fields.length > 0 ? fields : [{ field: 'file', message }];
      return await show(request, reply.code(400), { lines, errors });
    }
  });
}

type Sent = { lines: string; isCut: boolean; file: Readable | null };

/** What the form held, as browsers send it with a file, and as it is sent without one. */
async function sent(request: FastifyRequest): Promise<Sent & { csrf: string }> {
  if (!request.isMultipart()) {
    const { body } = request;
    return { csrf: field(body, 'csrf'), lines: field(body, 'lines'), isCut: false, file: null };
  }
  // The fields stand before the file.
  const part = await request.file();
  const csrf = typedIn(part?.fields['csrf']);
  const lines = typedIn(part?.fields['lines']);
  const named = part !== undefined && part.filename !== '';
  if (!named) part?.file.resume();
  return { csrf: csrf.text, lines: lines.text, isCut: lines.isCut, file: named ? part.file : null };
}

function typedIn(given: Multipart | Multipart[] | undefined): { text: string; isCut: boolean } {
  const isField = given !== undefined && !Array.isArray(given) && given.type === 'field';
  if (!isField || typeof given.value !== 'string') return { text: '', isCut: false };
  return { text: given.value, isCut: given.valueTruncated };
}

/** Of the two ways to give a list the one that was taken. Throws `invalid`. */
function chosen({ lines, isCut, file }: Sent): Readable {
  const typed = lines.trim() !== '';
  const wrong = (name: string, message: string) => invalid([{ field: name, message }]);
  if (file !== null && typed) {
    file.resume();
    throw wrong('lines', 'give either lines here or a file');
  }
  if (file !== null) return boundedFile(file);
  if (isCut) throw wrong('lines', 'has more than a megabyte: send it as a file');
  if (!typed) throw wrong('lines', 'give addresses or domains, or choose a file');
  return Readable.from([Buffer.from(lines)]);
}
