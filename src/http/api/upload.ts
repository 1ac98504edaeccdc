import { Readable } from 'node:stream';
import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';

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
