import type { Log } from '../../app/log.ts';
import type { MailTransport, OutgoingMail, SendingPlace } from '../../app/mail.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import type { Handover } from '../../domain/sending/outcome.ts';
import type { Connection } from './connection.ts';
import { createServer, notGiven, type Server } from './server.ts';
import { readServerUrls } from './server-url.ts';
import { type Timeouts, usualTimeouts } from './timeouts.ts';
import { createTurns } from './turns.ts';

/**
 * Sends over connections that are kept open, to as many mail servers as `urls` has (see `readServerUrls`, also for
 * `greeting`; throws its errors). Servers take turns by their weights, each with as many messages at once as it bears;
 * while one cannot be used the others get its share.
 */
export function createSmtpTransport({
  urls,
  greeting = null,
  isHeld = () => false,
  onRefused = () => undefined,
  log,
  ...options
}: {
  urls: readonly string[];
  greeting?: string | null;
  /** Whether nothing but a probe may go through a server. */
  isHeld?: (server: string) => boolean;
  /** Told when a server refuses a session with us. */
  onRefused?: (handover: Handover) => void;
  log: Log;
  timeouts?: Partial<Timeouts>;
}): MailTransport {
  const timeouts: Timeouts = { ...usualTimeouts, ...options.timeouts };
  if (urls.length === 0) throw invalid([{ field: 'SMTP_URL', message: 'must name a mail server' }]);
  const servers = readServerUrls(urls, greeting).map((settings) =>
    createServer(settings, { timeouts, log, isHeld, onRefused, onFree: serve }),
  );
  const turn = createTurns<Server>();
  /** Those that wait for a place, first come, first served. */
  const waiting = new Set<{ take(server: Server): void; fail(error: unknown): void }>();
  let closing = false;
  let sending = 0;
  let onDrained = () => {};

  function choose(except?: ReadonlySet<Server>): Server | undefined {
    const chosen = turn(
      servers.filter((server) => server.free() && !isHeld(server.name) && except?.has(server) !== true),
    );
    chosen?.take();
    return chosen;
  }

  function serve(): void {
    for (const waiter of waiting) {
      const server = choose();
      if (server === undefined) return;
      waiting.delete(waiter);
      waiter.take(server);
    }
  }

  const areAllHeld = () => servers.every(({ name }) => isHeld(name));
  const allHeld = () => new DomainError('unavailable', 'every mail server is held, as it refuses us');

  function look(): void {
    if (areAllHeld()) for (const waiter of waiting) waiter.fail(allHeld());
    serve();
  }

  function nextTurn(signal: AbortSignal | undefined): Promise<Server> {
    return new Promise((resolve, reject) => {
      const over = () => {
        waiting.delete(waiter);
        signal?.removeEventListener('abort', abort);
      };
      const waiter = {
        take(server: Server) {
          over();
          resolve(server);
        },
        fail(error: unknown) {
          over();
          reject(error);
        },
      };
      const abort = () => waiter.fail(signal?.reason);
      signal?.addEventListener('abort', abort);
      waiting.add(waiter);
    });
  }

  async function reserve(signal?: AbortSignal, probe?: string): Promise<SendingPlace> {
    for (;;) {
      signal?.throwIfAborted();
      if (closing) throw new DomainError('unavailable', 'the mail transport is closing');
      if (probe !== undefined) return await placeForProbe(probe, signal);
      if (areAllHeld()) throw allHeld();
      const server = (waiting.size === 0 ? choose() : undefined) ?? (await nextTurn(signal));
      const connection = await readyUnlessAborted(server, signal);
      if (connection !== null) return placeAt(server, connection);
    }
  }

  async function placeForProbe(name: string, signal: AbortSignal | undefined): Promise<SendingPlace> {
    const server = servers.find((one) => one.name === name);
    if (server === undefined) throw new DomainError('unavailable', `${name} is not in SMTP_URL`);
    server.take();
    const connection = await readyUnlessAborted(server, signal);
    if (connection !== null) return placeAt(server, connection, false);
    throw new DomainError('unavailable', server.trouble() ?? `${name} cannot be used`);
  }

  /** `elsewhere`: whether another server may get a message that this one has nothing of. */
  function placeAt(server: Server, connection: Connection, elsewhere = true): SendingPlace {
    let used = false;
    return {
      server: server.name,
      async send(mail) {
        if (used) return notGiven('this place was given back');
        used = true;
        if (closing) {
          server.giveBack(connection);
          return notGiven('the mail transport is closing');
        }
        return handOver(server, connection, mail, elsewhere);
      },
      release() {
        if (!used) server.giveBack(connection);
        used = true;
      },
    };
  }

  async function handOver(
    first: Server,
    connection: Connection,
    mail: OutgoingMail,
    elsewhere: boolean,
  ): Promise<Handover> {
    const until = performance.now() + timeouts.message;
    const tried = new Set<Server>();
    sending++;
    try {
      let server: Server | undefined = first;
      let handing = notTried;
      while (server !== undefined) {
        handing = await server.hand(mail, tried.size === 0 ? connection : null, until);
        tried.add(server);
        const inTime = until - performance.now() > timeouts.afterDot;
        server = elsewhere && handing.elsewhere && inTime && !closing ? choose(tried) : undefined;
      }
      return handing.handover;
    } finally {
      if (--sending === 0) onDrained();
    }
  }

  async function send(mail: OutgoingMail): Promise<Handover> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), timeouts.place);
    try {
      const place = await reserve(patience.signal);
      return await place.send(mail);
    } catch {
      return notGiven(outage() ?? (closing ? 'the mail transport is closing' : 'every mail server is busy'));
    } finally {
      clearTimeout(timer);
    }
  }

  function outage(): string | null {
    const troubles = servers
      .map((server) => server.trouble() ?? (isHeld(server.name) ? `${server.name} is held` : null))
      .filter((words) => words !== null);
    return troubles.length < servers.length ? null : `${troubles.join('; ')}; trying again`;
  }

  async function close(): Promise<void> {
    closing = true;
    const error = new DomainError('unavailable', 'the mail transport is closing');
    for (const waiter of waiting) waiter.fail(error);
    if (sending > 0) {
      await new Promise<void>((drained) => {
        const timer = setTimeout(drained, timeouts.drain);
        onDrained = () => {
          clearTimeout(timer);
          drained();
        };
      });
    }
    await Promise.all(servers.map((server) => server.close()));
  }

  return { reserve, send, outage, look, close };
}

const notTried = { handover: notGiven('no mail server was asked'), elsewhere: true };

/**
 * The connection of a place that was taken. When `signal` is aborted first, it is given back as soon as it is there.
 */
async function readyUnlessAborted(
  server: Server,
  signal: AbortSignal | undefined,
): Promise<Connection | null> {
  const ready = server.connect();
  if (!(ready instanceof Promise) || signal === undefined) return ready;
  return new Promise((resolve, reject) => {
    const abort = () => {
      void ready.then((late) => late !== null && server.giveBack(late));
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    void ready.then((connection) => {
      signal.removeEventListener('abort', abort);
      if (!signal.aborted) resolve(connection);
    });
  });
}
