import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Device, type Duty, type OpenedSession, sessionAdmin } from '../../app/accounts/sessions.ts';
import type { Admin } from '../../domain/accounts/admin-role.ts';
import { DomainError } from '../../domain/errors.ts';
import { field } from '../forms/form-body.ts';
import type { HttpOptions } from '../options.ts';

/** How long a browser is known that somebody signed in with. */
const browserSeconds = 90 * 86_400;

/** The console's cookies, and the tokens that its forms carry against forged requests (CSRF). */
export type AdminSessions = {
  /** The signed-in admin; null for anybody else. */
  admin(request: FastifyRequest): Promise<SignedIn | null>;
  open(reply: FastifyReply, opened: OpenedSession): void;
  /** What a visit before the sign-in is known by; '' when there is none. */
  visit(request: FastifyRequest): string;
  /** The browser of a request, as sessions are told apart by, and whether somebody has signed in with it before. */
  device(request: FastifyRequest): Device;
  close(reply: FastifyReply): void;
  /** The token for a form of somebody who is not signed in yet; sets the cookie that it belongs to. */
  visitorToken(request: FastifyRequest, reply: FastifyReply): string;
  /**
   * Rejects with `forbidden` unless the form carries the token of this session, or of the visit that signs in. `token`:
   * what it carries, when that does not stand in the body.
   */
  checkForm(request: FastifyRequest, kind: 'session' | 'visit', token?: string): void;
};

export function adminSessions(options: HttpOptions): AdminSessions {
  // `__Host-` binds a cookie to this host and to https; a browser takes it only there.
  const secure = options.publicUrl.startsWith('https://');
  const name = (base: string) => (secure ? `__Host-${base}` : base);
  const sessionCookie = name('offprint-session');
  const visitCookie = name('offprint-visit');
  const browserCookie = name('offprint-browser');
  const attributes = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const;
  const noCookie = secure
    ? `Your browser sent no cookie with this form. The console works at ${options.publicUrl}/admin only: over http, or under another name, browsers do not keep its cookies.`
    : 'Your browser sent no cookie with this form, and the console needs one. Please allow cookies for this site, load the page again and send the form once more.';
  const tokenFor = (secret: string) =>
    createHmac('sha256', options.secretKey).update(`csrf\0${secret}`).digest('base64url');

  return {
    async admin(request) {
      const secret = request.cookies[sessionCookie];
      if (secret === undefined) return null;
      const found = await sessionAdmin(options.deps, secret);
      if (found === null) return null;
      const { admin, sessionId, timezone, duty } = found;
      return { ...admin, sessionId, timezone, duty, csrf: tokenFor(secret), secret };
    },
    visit: (request) => request.cookies[visitCookie] ?? '',
    device(request) {
      const userAgent = request.headers['user-agent'] ?? '';
      const { [browserCookie]: known = null, [sessionCookie]: replaces = null } = request.cookies;
      return { userAgent, clientIp: request.client.address, known, replaces };
    },
    open(reply, { secret, expiresAt: expires, known }) {
      void reply
        .setCookie(sessionCookie, secret, { ...attributes, expires })
        .setCookie(browserCookie, known, { ...attributes, maxAge: browserSeconds })
        .clearCookie(visitCookie, attributes);
    },
    close(reply) {
      void reply.clearCookie(sessionCookie, attributes).header('clear-site-data', '"cache"');
    },
    visitorToken(request, reply) {
      const visit = request.cookies[visitCookie] ?? randomBytes(18).toString('base64url');
      void reply.setCookie(visitCookie, visit, attributes);
      return tokenFor(visit);
    },
    checkForm(request, kind, token = field(request.body, 'csrf')) {
      const secret = request.cookies[kind === 'session' ? sessionCookie : visitCookie];
      if (secret === undefined && Object.keys(request.cookies).length === 0)
        throw new DomainError('forbidden', noCookie);
      const given = Buffer.from(token);
      const expected = Buffer.from(secret === undefined ? '' : tokenFor(secret));
      if (secret === undefined || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw new DomainError(
          'forbidden',
          'This form is out of date. Please go back, load the page anew and try again.',
        );
      }
    },
  };
}

/**
 * An admin who is signed in: with the token of their forms, their cookie's secret, which session it is, the time zone
 * that they have set, and what they must do first.
 */
export type SignedIn = Admin & {
  csrf: string;
  secret: string;
  sessionId: number;
  timezone: string | null;
  duty: Duty | null;
};
