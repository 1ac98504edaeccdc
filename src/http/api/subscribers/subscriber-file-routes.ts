import { Readable } from 'node:stream';
import Type from 'typebox';
import { exportSubscribers } from '../../../app/subscribers/export-list.ts';
import { exportSubscriber } from '../../../app/subscribers/export-personal-data.ts';
import { importSubscribers } from '../../../app/subscribers/import-rows.ts';
import { readFilter } from '../../../app/subscribers/list/find-subscribers.ts';
import { textEncodings } from '../../../domain/subscribers/import-state.ts';
import { subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { uploadedFile } from '../../plugins/uploads.ts';
import { IdParams, oneOf, refusedLines } from '../../schemas/common.ts';
import { answer, fileBody, textAnswer } from '../../schemas/operation.ts';
import { tagParameter } from './subscriber.ts';

const tags = ['subscribers'];
const csv = 'email,topics,cadence,timezone,hour\r\nreader@example.org,cs.RO;math,weekly,Europe/Berlin,8\r\n';

// Whatever else there is goes out too: the shape is for the description.
const anything = Type.Object({}, { additionalProperties: true });
const PersonalData = Type.Object(
  {
    subscriber: anything,
    consent: Type.Array(anything),
    events: Type.Array(anything),
    votes: Type.Array(anything),
    mutes: Type.Array(anything),
    deliveries: Type.Array(anything),
    bounces: Type.Array(anything),
  },
  { additionalProperties: true },
);

/** Readers in files: imported, exported, and what is kept about one of them. */
export function subscriberFileRoutes(app: App, { deps }: HttpOptions): void {
  app.get(
    '/subscribers/:id/export',
    {
      schema: {
        operationId: 'exportSubscriber',
        summary: 'Everything kept about one subscriber',
        tags,
        params: IdParams,
        response: {
          200: answer('All that is kept about this person.', PersonalData, {
            subscriber: { id: 1, email: 'reader@example.org', status: 'active' },
            consent: [{ form: 'home', requestedAt: '2026-11-01T09:30:00.000Z' }],
            events: [{ kind: 'confirmed', actor: 'reader', at: '2026-11-01T09:34:00.000Z' }],
            votes: [],
            mutes: [],
            deliveries: [{ digestId: 1, state: 'sent', at: '2026-11-24T08:00:00.000Z', paperIds: [1] }],
            bounces: [],
          }),
        },
      },
    },
    async (request) => exportSubscriber(deps, request.params.id, callerOf(request)),
  );

  app.post(
    '/subscribers/import',
    {
      schema: {
        operationId: 'importSubscribers',
        summary: 'Import subscribers from CSV',
        description: 'The body is the file (text/csv), or a form with it (multipart/form-data).',
        tags,
        querystring: Type.Object({
          encoding: Type.Optional(
            oneOf(textEncodings, {
              description: 'what the file is in, unless a byte order mark says otherwise; UTF-8 unless given',
              examples: ['utf-8'],
            }),
          ),
        }),
        rawBody: fileBody('text/csv', 'the file', csv),
        response: {
          200: answer(
            'What came of it; a bad line stops nothing else.',
            Type.Object({
              rows: Type.Integer(),
              added: Type.Integer(),
              changed: Type.Integer({ description: 'known readers whose subscription the file has ended' }),
              existing: Type.Integer({ description: 'other known readers, who stay as they are' }),
              pending: Type.Integer(),
              ...refusedLines,
            }),
            {
              rows: 3,
              added: 1,
              changed: 0,
              existing: 1,
              pending: 0,
              refused: 1,
              errors: [{ line: 4, message: 'email: is not an address' }],
            },
          ),
        },
        failures: ['invalid', 'forbidden', 'not_found', 'conflict'],
      },
    },
    async (request) => {
      const { encoding } = request.query;
      const rows = deps.files.read(await uploadedFile(request), encoding === undefined ? {} : { encoding });
      return await importSubscribers(deps, rows, { actor: callerOf(request) });
    },
  );

  app.get(
    '/subscribers.csv',
    {
      schema: {
        operationId: 'exportSubscribers',
        summary: 'All subscribers as CSV',
        tags,
        querystring: Type.Object({
          status: Type.Optional(
            oneOf(subscriberStatuses, { description: 'only those in this state', examples: ['active'] }),
          ),
          tag: tagParameter,
          bom: Type.Optional(
            Type.Boolean({
              description: 'with a byte order mark, by which Excel knows that it is UTF-8',
              examples: [true],
            }),
          ),
        }),
        response: { 200: textAnswer('A file with a header.', 'text/csv', csv) },
      },
    },
    async (request, reply) => {
      const { status, tag } = request.query;
      const filter = await readFilter(deps.stores, { status, tag });
      const rows = exportSubscribers(deps, { actor: callerOf(request), filter });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="subscribers.csv"')
        .send(Readable.from(deps.files.write(rows, { bom: request.query.bom ?? false })));
    },
  );
}
