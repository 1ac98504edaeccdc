import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Whether one of the tags that the caller has is this one; weakly compared (RFC 9110, 13.1.2). */
function hasTag(header: string, tag: string): boolean {
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
}

/** Whether the caller says that it has what is known by this tag. */
export function isKnown(request: FastifyRequest, tag: string): boolean {
  const tags = request.headers['if-none-match'];
  return tags !== undefined && hasTag(tags, tag);
}

/**
 * Answers with a document that caches may keep for `maxAge` seconds, or with 304 and nothing when the caller has it
 * already (RFC 9110, 13.2.2: a tag counts more than a time).
 */
export function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  document: { type: string; body: string | Buffer; tag?: string; changedAt: Date; maxAge: number },
): FastifyReply {
  const { type, body, tag = tagOf(body), changedAt, maxAge } = document;
  // A time in HTTP has whole seconds.
  const changed = Math.floor(changedAt.getTime() / 1000) * 1000;
  void reply
    .header('etag', tag)
    .header('last-modified', new Date(changed).toUTCString())
    .header('cache-control', `public, max-age=${maxAge}`);
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  const same = request.headers['if-none-match'] === undefined ? since >= changed : isKnown(request, tag);
  return same ? reply.code(304).send() : reply.type(type).send(body);
}

/** Answers with a feed that is one reader's own, which no search engine shows, or with 304 when the caller has it. */
export function sendOwnFeed(request: FastifyRequest, reply: FastifyReply, body: string): FastifyReply {
  const tag = tagOf(body);
  void reply.header('etag', tag).header('x-robots-tag', 'noindex');
  if (isKnown(request, tag)) return reply.code(304).send();
  return reply.type('application/atom+xml; charset=utf-8').send(body);
}

/** The same for the same document. */
export function tagOf(body: string | Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}
