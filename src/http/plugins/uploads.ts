import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import { errorCodes, type FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { App } from '../options.ts';

const largestUpload = 200 * 1024 * 1024;

/** Lets routes whose schema has a `rawBody` take files, as the body or in a form. */
export async function takeUploads(app: App): Promise<void> {
  await app.register(multipart, { limits: { fileSize: largestUpload, files: 1 } });
  for (const type of ['text/csv', 'application/x-ndjson', 'application/jsonl', 'text/plain']) {
    app.addContentTypeParser(type, { bodyLimit: largestUpload }, (request, payload, done) => {
      const takesFiles = request.routeOptions.schema?.rawBody !== undefined;
      if (takesFiles) done(null, payload instanceof Readable ? payload : Readable.from(payload));
      else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(type));
    });
  }
}

/** The file of an upload: the body itself, or the first file of a multipart form. */
export async function uploadedFile(request: FastifyRequest): Promise<Readable> {
  if (request.isMultipart()) {
    const part = await request.file();
    if (part !== undefined) return part.file;
  } else if (request.body instanceof Readable) {
    return request.body;
  }
  throw new DomainError('invalid', 'Send the file as the body, or in a multipart form.', {
    fields: [{ field: 'file', message: 'is missing' }],
  });
}
