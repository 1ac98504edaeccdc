import Type from 'typebox';
import { editPaper, longestNote } from '../../../app/papers/edit-paper.ts';
import { importPapers, refuseUnusable } from '../../../app/papers/import-papers.ts';
import { linesOf } from '../../../app/papers/lines.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { uploadedFile } from '../../plugins/uploads.ts';
import { IdParams, refusedLines } from '../../schemas/common.ts';
import { answer, bodyOf, fileBody } from '../../schemas/operation.ts';
import { PaperSchema, paperExample, paperJson } from './paper.ts';

const tags = ['papers'];
const failures = ['invalid', 'forbidden', 'not_found'] as const;

/** The editor's work. */
export function paperEditingRoutes(app: App, { deps }: HttpOptions): void {
  app.post(
    '/papers/import',
    {
      schema: {
        operationId: 'importPapers',
        summary: 'Import papers from JSON lines',
        description: 'The body is the file (application/x-ndjson), or a form with it (multipart/form-data).',
        tags,
        rawBody: fileBody(
          'application/x-ndjson',
          'a paper a line',
          '{"title":"Robots that learn to walk on sand","abstract":"We train a controller …"}\n',
        ),
        response: {
          200: answer(
            'What came of it; a bad line stops nothing else.',
            Type.Object({
              lines: Type.Integer(),
              added: Type.Integer(),
              changed: Type.Integer(),
              unchanged: Type.Integer(),
              signals: Type.Integer(),
              ...refusedLines,
            }),
            {
              lines: 2,
              added: 1,
              changed: 0,
              unchanged: 0,
              signals: 0,
              refused: 1,
              errors: [{ line: 2, message: 'abstract: is required' }],
            },
          ),
        },
        failures,
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
        operationId: 'editPaper',
        summary: 'Pin a paper, hide it, or add a note to it',
        description:
          'Pinned papers are the editor’s picks, first in the digests of readers who have not had them.',
        tags,
        params: IdParams,
        body: bodyOf(
          {
            pinned: Type.Optional(Type.Boolean({ description: 'among the editor’s picks' })),
            hidden: Type.Optional(Type.Boolean({ description: 'shown nowhere' })),
            note: Type.Optional(
              Type.Union([Type.String({ maxLength: longestNote }), Type.Null()], {
                description: 'words beside it; null for none',
              }),
            ),
          },
          { pinned: true, note: 'Read this first.' },
          { minProperties: 1 },
        ),
        response: {
          200: answer(
            'The paper as it is now.',
            Type.Intersect([PaperSchema, Type.Object({ hidden: Type.Boolean(), pinned: Type.Boolean() })]),
            { ...paperExample, note: 'Read this first.', hidden: false, pinned: true },
          ),
        },
        failures,
      },
    },
    async (request) => {
      const paper = await editPaper(deps, request.params.id, request.body, callerOf(request));
      return { ...paperJson(paper), hidden: paper.hidden, pinned: paper.pinnedAt !== null };
    },
  );
}
