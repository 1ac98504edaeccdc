import { TLSSocket } from 'node:tls';
import type { SmtpServer } from '../../app/doctor/doctor-ports.ts';
import type { SmtpFailure, SmtpSession } from '../../domain/doctor/smtp-server.ts';
import { type Connection, openConnection } from './connection.ts';
import { readServerUrls, type ServerSettings } from './server-url.ts';
import { type Timeouts, usualTimeouts } from './timeouts.ts';
import { troubleOf } from './trouble.ts';

/** Shorter than for sending: a person waits. */
const patience: Timeouts = { ...usualTimeouts, connect: 10_000, greeting: 10_000, reply: 10_000 };
/** For all of it, in milliseconds. */
const limit = 25_000;

/** The servers in SMTP_URL, to be looked at. See `readServerUrls`, whose errors it throws. */
export function smtpServers(urls: readonly string[], greeting: string | null = null): SmtpServer[] {
  return readServerUrls(urls, greeting).map((settings) => {
    const { name, host } = settings;
    return { name, host, open: (signal) => openSession(settings, signal) };
  });
}

/** Opens a connection exactly as sending does, looks at it, and leaves without a message. Never rejects. */
async function openSession(
  settings: ServerSettings,
  signal: AbortSignal,
): Promise<SmtpSession | SmtpFailure> {
  try {
    const connection = await openConnection(settings, patience, { limit, signal });
    const session = sessionOf(connection, settings);
    await connection.leave();
    return session;
  } catch (error) {
    return { trouble: troubleOf(error), about: aboutWhat(error) };
  }
}

function sessionOf(connection: Connection, { auth, local }: ServerSettings): SmtpSession {
  const { _socket: socket, authenticated, name } = connection;
  return {
    greeting: name,
    tls: socket instanceof TLSSocket ? tlsOf(socket, !local) : null,
    login: authenticated ? 'accepted' : auth === null ? 'none' : 'not-offered',
    local: connection.isOnThisMachine,
  };
}

function tlsOf(socket: TLSSocket, checked: boolean): SmtpSession['tls'] {
  const { valid_from: from, valid_to: until } = socket.getPeerCertificate();
  const certificate = checked ? { from: new Date(from), until: new Date(until) } : null;
  return { protocol: socket.getProtocol() ?? 'TLS', certificate };
}

/** OpenSSL's words for certificates that it does not trust, and Node's for one of another name. */
const ofCertificates = /certificate|self.signed|altname|CERT|SIGNED|UNABLE_TO_/i;

function aboutWhat(error: unknown): SmtpFailure['about'] {
  const { code, originalCode, message } = error as Partial<
    Record<'code' | 'originalCode' | 'message', unknown>
  >;
  if (code === 'EAUTH') return 'login';
  if (originalCode === 'CERT_HAS_EXPIRED') return 'expired';
  if (ofCertificates.test(`${String(originalCode)} ${String(message)}`)) return 'certificate';
  return code === 'ETLS' ? 'tls' : 'connection';
}
