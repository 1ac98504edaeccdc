import type { FastifyRequest } from 'fastify';
import type { Admin } from '../../app/ports.ts';
import type { PageHead } from '../pages/page.ts';

/** What the console's pages know of whoever is signed in. */
export type Console = {
  head(request: FastifyRequest, title: string): PageHead;
  who(request: FastifyRequest): Admin;
  /** As the audit names them. */
  actor(request: FastifyRequest): string;
};
