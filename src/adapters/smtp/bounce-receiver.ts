import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Log } from '../../app/log.ts';
import { messageOf } from '../../domain/errors.ts';
import { networkOf } from '../../domain/ip-address.ts';
import { minuteMs } from '../../domain/time/units.ts';
import { type CertificateFiles, openCertificate } from './certificate.ts';
import { type LimitedSession, limitSession, type SessionLimits } from './session-limits.ts';

export type BounceReceiverOptions = {
  host: string;
  port: number;
  /** How it calls itself. */
  name: string;
  /** Null: STARTTLS is not offered. */
  tls: CertificateFiles | null;
  /** Whether a recipient is one of our return paths, or the postmaster. */
  isOurs(address: string): boolean;
  /** Records a message; when it rejects, the sender is told to come again. */
  receive(message: { raw: Uint8Array; sentTo: string[] }): Promise<void>;
  log: Log;
  limits?: Partial<BounceReceiverLimits>;
};

export type BounceReceiverLimits = {
  /** Of a message; larger ones are refused. A digest that comes back whole has about 150,000. */
  octets: number;
  /** Connections at once, and of them from one network: an address of IPv4, a /64 of IPv6. */
  connections: number;
  connectionsOfOne: number;
  /** Connections of one network in a minute. */
  connectionsAMinute: number;
  /** Recipients of a message. A report has one. */
  recipients: number;
  /** Without a byte. */
  idleMs: number;
} & SessionLimits;

const usualLimits: BounceReceiverLimits = {
  octets: 1024 * 1024,
  connections: 100,
  connectionsOfOne: 20,
  connectionsAMinute: 300,
  recipients: 5,
  idleMs: 60_000,
  sessionMs: 5 * minuteMs,
  replies: 20,
};

/** What is read of a message beyond its limit, to say so at its end; whoever sends more is cut off. */
const overhang = 64 * 1024;

/** How long a closing receiver waits for messages in hand. */
const closeMs = 5_000;

export type BounceReceiver = { port: number; close(): Promise<void> };

/**
 * An SMTP server that takes nothing but mail to our return paths and to the postmaster, and says 250 only after it is
 * recorded. It offers no login, and STARTTLS (RFC 3207) when there is a certificate, which may be replaced at any time.
 * Rejects when it cannot listen, and with a DomainError `invalid` when the certificate cannot be used.
 */
export async function startBounceReceiver(options: BounceReceiverOptions): Promise<BounceReceiver> {
  const limits = { ...usualLimits, ...options.limits };
  const networks = countNetworks(limits);
  const sessions = new Map<string, LimitedSession>();
  const certificate = options.tls === null ? null : await openCertificate(options.tls, options.log);
  const server = new SMTPServer({
    ...certificate?.pair,
    name: options.name,
    banner: 'bounces only',
    logger: false,
    disabledCommands: ['AUTH', ...(certificate === null ? ['STARTTLS'] : [])],
    disableReverseLookup: true,
    size: limits.octets,
    maxClients: limits.connections,
    socketTimeout: limits.idleMs,
    closeTimeout: closeMs,
    onConnect({ id, remoteAddress }, reply) {
      for (const connection of server.connections)
        if (connection.id === id) sessions.set(id, limitSession(connection, limits));
      if (!networks.enter(id, remoteAddress))
        return reply(refusal(421, '4.7.0 too many connections, come later'));
      if (certificate === null) return reply();
      void certificate.renewed().then((pair) => {
        if (pair !== null) server.updateSecureContext(pair);
        reply();
      });
    },
    onClose({ id }) {
      networks.leave(id);
      sessions.get(id)?.end();
      sessions.delete(id);
    },
    onRcptTo({ address }, { envelope }, reply) {
      if (!options.isOurs(address)) return reply(refusal(550, '5.1.1 no such address'));
      if (envelope.rcptTo.length >= limits.recipients)
        return reply(refusal(452, '4.5.3 too many recipients'));
      reply();
    },
    onData(stream, { id, envelope }, reply) {
      const session = sessions.get(id);
      read(stream, limits.octets)
        .then(async (raw) => {
          if (raw === 'endless') return session?.hangUp(552, '5.3.4 the message is too large');
          if (raw === 'too large') return reply(refusal(552, '5.3.4 the message is too large'));
          await options.receive({ raw, sentTo: envelope.rcptTo.map(({ address }) => address) });
          session?.restart();
          reply(null, '2.6.0 recorded');
        })
        .catch((error: unknown) => {
          options.log.error(
            { reason: messageOf(error) },
            'a bounce could not be recorded; its sender is told to come again',
          );
          reply(refusal(451, '4.3.0 come again later'));
        });
    },
  });
  // What a client does to its connection is its own business; everything else that goes wrong is not.
  server.on('error', (error: Error & { remote?: string }) => {
    if (error.remote === undefined)
      options.log.warn({ reason: error.message }, 'the bounce receiver has trouble');
  });
  await new Promise<void>((listening, failed) => {
    server.server.once('error', failed);
    server.listen(options.port, options.host, () => {
      server.server.off('error', failed);
      listening();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** The whole message, unless it is larger than may be; then the rest is let go, or not waited for. */
async function read(
  stream: SMTPServerDataStream,
  limit: number,
): Promise<Uint8Array | 'too large' | 'endless'> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    if (length > limit + overhang) return 'endless';
  }
  return length <= limit ? Buffer.concat(chunks) : 'too large';
}

function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}

/** What one sender has: an address of IPv4, a /64 of IPv6. */
const oneNetwork = { ipv4: 32, ipv6: 64 };

/** Who is connected, and who connected in this minute. */
function countNetworks(limits: Pick<BounceReceiverLimits, 'connectionsOfOne' | 'connectionsAMinute'>) {
  const open = new Map<string, string>();
  let minute = 0;
  let lately = new Map<string, number>();
  return {
    /** False when this network has too many. */
    enter(session: string, address: string): boolean {
      const network = networkOf(address, oneNetwork) ?? address;
      const now = Math.floor(performance.now() / minuteMs);
      if (now !== minute) {
        minute = now;
        lately = new Map();
      }
      const since = (lately.get(network) ?? 0) + 1;
      lately.set(network, since);
      open.set(session, network);
      const at = [...open.values()].filter((one) => one === network).length;
      return at <= limits.connectionsOfOne && since <= limits.connectionsAMinute;
    },
    leave(session: string): void {
      open.delete(session);
    },
  };
}
