import type { FastifyCompressOptions } from '@fastify/compress';

/**
 * For what holds no secret: how well a page with one can be compressed tells of it, when what somebody else chose
 * stands on the page too (BREACH).
 */
export const compression = {
  encodings: ['br', 'gzip'],
  globalDecompression: false,
} satisfies FastifyCompressOptions;
