import Type from 'typebox';
import { editPaper, longestNote } from '../../app/papers/edit-paper.ts';
import { importPapers, refuseUnusable } from '../../app/papers/import-papers.ts';
import { ingestPapers } from '../../app/papers/ingest-papers.ts';
import { linesOf } from '../../app/papers/lines.ts';
import { invalid } from '../../domain/errors.ts';
import { sourceNames } from '../../domain/papers/paper-source.ts';
import type { App, HttpOptions } from '../options.ts';
import { callerOf } from '../plugins/auth.ts';
import { IdParams, InstantSchema, listOf, oneOf, PaperSchema, ProblemSchema } from '../schemas/common.ts';
import { paperJson } from './json.ts';
import { uploadedFile } from './upload.ts';

const errors = { 400: ProblemSchema, 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema };
const SourceNameSchema = oneOf(sourceNames);
const MaybeInstant = Type.Union([InstantSchema, Type.Null()]);

export async function adminPapersApi(app: App, { deps }: HttpOptions): Promise<void> {
  const { sources } = deps.stores;
  const tags = ['papers'];

  app.post(
    '/ingest',
    {
      schema: {
        summary: 'Fetch papers and signals now',
        description: 'Answers when it is done: what each source brought, or why it failed.',
        tags,
        body: Type.Optional(
          Type.Object(
            { source: Type.Optional(SourceNameSchema), since: Type.Optional(InstantSchema) },
            { additionalProperties: false },
          ),
        ),
      },
    },
    async (request) => {
      const { source, since } = request.body ?? {};
      if (source !== undefined && !deps.sources.some(({ name }) => name === source)) {
        throw invalid([{ field: 'source', message: `${source} is not among the configured SOURCES` }]);
      }
      const results = await ingestPapers(deps, {
        sources: source === undefined ? undefined : [source],
        since: since === undefined ? undefined : new Date(since),
        actor: callerOf(request),
      });
      return { items: results };
    },
  );

  app.get(
    '/sources',
    {
      schema: {
        summary: 'The sources and how their last visits went',
        tags,
        response: {
          200: listOf(
            Type.Object({
              name: SourceNameSchema,
              enabled: Type.Boolean(),
              healthy: Type.Boolean(),
              lastAttemptAt: MaybeInstant,
              lastSuccessAt: MaybeInstant,
              lastError: Type.Union([Type.String(), Type.Null()]),
              blockedUntil: MaybeInstant,
              lastResult: Type.Unknown(),
            }),
          ),
          ...errors,
        },
      },
    },
    async () => ({
      items: (await sources.list()).map((state) => ({
        name: state.name,
        enabled: deps.sources.some(({ name }) => name === state.name),
        healthy: state.lastError === null,
        lastAttemptAt: state.lastAttemptAt?.toISOString() ?? null,
        lastSuccessAt: state.lastSuccessAt?.toISOString() ?? null,
        lastError: state.lastError,
        blockedUntil: state.blockedUntil?.toISOString() ?? null,
        lastResult: state.lastResult,
      })),
    }),
  );

  app.post(
    '/papers/import',
    {
      schema: {
        summary: 'Import papers from JSON lines',
        description: 'The body is the file (application/x-ndjson), or a form with it (multipart/form-data).',
        tags,
        consumes: ['application/x-ndjson', 'multipart/form-data'],
        response: {
          200: Type.Object({
            lines: Type.Integer(),
            added: Type.Integer(),
            changed: Type.Integer(),
            unchanged: Type.Integer(),
            signals: Type.Integer(),
            errors: Type.Array(Type.Object({ line: Type.Integer(), message: Type.String() })),
          }),
          ...errors,
        },
      },
    },
    async (request) => {
      const result = await importPapers(deps, linesOf(await uploadedFile(request)), {
        actor: callerOf(request),
      });
      refuseUnusable(result);
      return result;
    },
  );

  app.patch(
    '/papers/:id',
    {
      schema: {
        summary: 'Pin a paper, hide it, or add a note to it',
        description:
          'Pinned papers are the editor’s picks, first in the digests of readers who have not had them.',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            pinned: Type.Optional(Type.Boolean()),
            hidden: Type.Optional(Type.Boolean()),
            note: Type.Optional(Type.Union([Type.String({ maxLength: longestNote }), Type.Null()])),
          },
          { additionalProperties: false, minProperties: 1 },
        ),
        response: {
          200: Type.Intersect([PaperSchema, Type.Object({ hidden: Type.Boolean(), pinned: Type.Boolean() })]),
          ...errors,
        },
      },
    },
    async (request) => {
      const paper = await editPaper(deps, request.params.id, request.body, callerOf(request));
      return { ...paperJson(paper), hidden: paper.hidden, pinned: paper.pinnedAt !== null };
    },
  );
}
