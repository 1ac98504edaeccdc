import type { FastifyRequest } from 'fastify';
import type { Admin } from '../../app/ports.ts';
import type { PageHead, Pages } from '../pages/page.ts';
import type { AdminSessions } from './session.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route checks its form's token itself, since that does not stand in a parsed body. */
    checksForm?: true;
  }
}

/** What the routes of the console share. */
export type ConsoleContext = {
  pages: Pages;
  head(request: FastifyRequest, title: string): PageHead;
  who(request: FastifyRequest): Admin;
  /** Who asks, for the audit. */
  actor(request: FastifyRequest): string;
  checkForm: AdminSessions['checkForm'];
};
