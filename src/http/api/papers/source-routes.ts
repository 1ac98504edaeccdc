import Type from 'typebox';
import { ingestPapers } from '../../../app/papers/ingest-papers.ts';
import { invalid } from '../../../domain/errors.ts';
import { sourceNames } from '../../../domain/papers/paper-source.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { instantFor, listOf, MaybeInstant, MaybeText, oneOf } from '../../schemas/common.ts';
import { answer, bodyOf } from '../../schemas/operation.ts';

const tags = ['papers'];
const at = '2026-11-24T08:00:00.000Z';
const found = { added: 41, changed: 12, unchanged: 300, signals: 53, requests: 3, notModified: 1 };
const count = Type.Optional(Type.Integer());

/** Where papers come from. */
export function sourceRoutes(app: App, { deps }: HttpOptions): void {
  const { sources } = deps.stores;

  app.post(
    '/ingest',
    {
      schema: {
        operationId: 'ingest',
        summary: 'Fetch papers and signals now',
        description: 'Answers when it is done: what each source brought, or why it failed.',
        tags,
        body: Type.Optional(
          bodyOf(
            {
              source: Type.Optional(oneOf(sourceNames, { description: 'only this one' })),
              since: Type.Optional(instantFor('everything since then, not only what is new')),
            },
            { source: 'arxiv', since: '2026-11-20T00:00:00Z' },
          ),
        ),
        response: {
          200: answer(
            'What each source brought, or why it failed.',
            listOf(
              Type.Object({
                source: oneOf(sourceNames),
                ok: Type.Boolean(),
                added: count,
                changed: count,
                unchanged: count,
                signals: count,
                requests: count,
                notModified: count,
                notices: Type.Optional(
                  Type.Array(Type.String(), { description: 'what a person should know' }),
                ),
                error: Type.Optional(Type.String({ description: 'when `ok` is false' })),
              }),
            ),
            { items: [{ source: 'arxiv', ok: true, ...found }] },
          ),
        },
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
        operationId: 'listSources',
        summary: 'The sources and how their last visits went',
        tags,
        response: {
          200: answer(
            'All sources.',
            listOf(
              Type.Object({
                name: oneOf(sourceNames),
                enabled: Type.Boolean(),
                healthy: Type.Boolean(),
                lastAttemptAt: MaybeInstant,
                lastSuccessAt: MaybeInstant,
                lastError: MaybeText,
                blockedUntil: MaybeInstant,
                lastResult: Type.Unknown(),
                notices: Type.Array(Type.String(), {
                  description: 'what a person should know of the last visit',
                }),
              }),
            ),
            {
              items: [
                {
                  name: 'arxiv',
                  enabled: true,
                  healthy: true,
                  lastAttemptAt: at,
                  lastSuccessAt: at,
                  lastError: null,
                  blockedUntil: null,
                  lastResult: found,
                  notices: [],
                },
              ],
            },
          ),
        },
        failures: ['invalid', 'forbidden', 'not_found'],
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
        notices: state.notices,
      })),
    }),
  );
}
