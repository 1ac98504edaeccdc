import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import { errorCodes, type FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { App } from '../options.ts';

const megabyte = 1024 * 1024;
/** Octets of the largest file. */
const largestUpload = 200 * megabyte;
/** What a multipart form may have beside its file. */
const formOctets = megabyte;

/** One octet more than we take: a file that reaches it is refused, where a lower limit would cut it in silence. */
export const multipartLimits = { fileSize: largestUpload + 1, files: 1, fields: 5 };

/** Lets routes whose schema has a `rawBody` take files, as the body or in a form. */
export async function takeUploads(app: App): Promise<void> {
  await app.register(multipart, { limits: multipartLimits });
  for (const type of ['text/csv', 'application/x-ndjson', 'application/jsonl', 'text/plain']) {
    app.addContentTypeParser(type, { bodyLimit: largestUpload }, (request, payload, done) => {
      const takesFiles = request.routeOptions.schema?.rawBody !== undefined;
      if (takesFiles) done(null, payload instanceof Readable ? payload : Readable.from(payload));
      else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(type));
    });
  }
}

/**
 * The file of an upload: the body itself, or the first file of a multipart form. Rejects with `too_large` when it is
 * announced as larger than we take; one that turns out to be is read up to there, and then throws that.
 */
export async function uploadedFile(request: FastifyRequest): Promise<Readable> {
  if (Number(request.headers['content-length'] ?? 0) > largestUpload + formOctets) throw tooLarge();
  if (request.isMultipart()) {
    const part = await request.file();
    if (part !== undefined) return boundedFile(part.file);
  } else if (request.body instanceof Readable) {
    return boundedFile(request.body);
  }
  throw new DomainError('invalid', 'Send the file as the body, or in a multipart form.', {
    fields: [{ field: 'file', message: 'is missing' }],
  });
}

/** A file as it comes; throws `too_large` where it is larger than we take. */
export function boundedFile(file: Readable): Readable {
  return Readable.from(upTo(largestUpload, file));
}

async function* upTo(limit: number, file: Readable): AsyncGenerator<Uint8Array> {
  let octets = 0;
  // Destroying a request would take the connection away before the answer.
  for await (const chunk of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    octets += chunk.length;
    if (octets > limit) throw tooLarge();
    yield chunk;
  }
}

function tooLarge(): DomainError {
  const most = `${largestUpload / megabyte} MB`;
  return new DomainError('too_large', `The file has more than ${most}: divide it, and send its parts.`, {
    fields: [{ field: 'file', message: `has more than ${most}` }],
  });
}
