import type { Log } from '../../app/log.ts';
import type { OutgoingMail } from '../../app/mail.ts';
import type { Handover } from '../../domain/sending/outcome.ts';
import { newWindow, placesOf, type Sign, windowAfter } from './congestion-window.ts';
import { type Connection, type Exchange, openConnection } from './connection.ts';
import { type Failure, replyOf, stageOf } from './reply.ts';
import type { ServerSettings } from './server-url.ts';
import type { Timeouts } from './timeouts.ts';
import { inOneLine, troubleOf } from './trouble.ts';

/** Servers may close a session after some number of messages; better that we do. */
const messagesAConnection = 1_000;
/** Connections that one message may find closed. */
const closedOnes = 2;

/** `elsewhere`: the server could not be used and has nothing of the message, so another one may get it. */
export type Handing = { handover: Handover; elsewhere: boolean };

/** One mail server with its connections. A place at it is counted by `take` and given back exactly once. */
export type Server = {
  readonly name: string;
  readonly weight: number;
  /** Whether `take` may be called now. */
  free(): boolean;
  take(): void;
  /** A connection for a place that was taken; null, and the place is given back, when none comes about. */
  connect(): Connection | Promise<Connection | null>;
  /** Gives a place back unused, with its connection. */
  giveBack(connection: Connection): void;
  /** Hands a message over and gives the place back. `until`: on the clock of `performance.now`. Never rejects. */
  hand(mail: OutgoingMail, held: Connection | null, until: number): Promise<Handing>;
  /** Why it can take nothing now, in words for an admin; null while it can. */
  trouble(): string | null;
  close(): Promise<void>;
};

/** How often one that cannot be used, and is held, looks whether it is held yet. */
const heldLookMs = 1_000;

/**
 * `onFree` is called whenever a place may have become free; `onRefused` when the server refuses a session. While it is
 * held it is left alone, but for a place that is taken all the same.
 */
export function createServer(
  settings: ServerSettings,
  {
    timeouts,
    log,
    isHeld,
    onRefused,
    onFree,
  }: {
    timeouts: Timeouts;
    log: Log;
    isHeld: (server: string) => boolean;
    onRefused: (handover: Handover) => void;
    onFree: () => void;
  },
): Server {
  const { name, weight } = settings;
  const closing = new AbortController();
  const open = new Set<Connection>();
  const idle: Connection[] = [];
  let pace = newWindow(settings.connections);
  let busy = 0;
  /** Set while no connection to it comes about: since when. A probe finds out when it ends. */
  let downSince: number | null = null;
  let reason = '';
  let waking: NodeJS.Timeout | undefined;
  let sweeping: NodeJS.Timeout | undefined;
  const now = () => performance.now();

  function observe(sign: Sign, begunAt: number, why: string): void {
    const before = pace;
    const moment = { begunAt, now: now(), busy, open: open.size, dice: Math.random() };
    pace = windowAfter(pace, sign, moment);
    if (pace.pausedUntil === before.pausedUntil || closing.signal.aborted) return;
    reason = why;
    if (sign === 'unreachable' && downSince === null) {
      downSince = now();
      log.warn({ server: name, reason }, 'an SMTP server could not be used');
    }
    clearTimeout(waking);
    wakeLater();
  }

  function wakeLater(): void {
    waking = setTimeout(wake, Math.ceil(pace.pausedUntil - now()));
  }

  function wake(): void {
    // A timer may be a little early, and nobody would look again.
    if (now() < pace.pausedUntil) wakeLater();
    else if (downSince === null) onFree();
    else if (isHeld(name)) waking = setTimeout(wake, heldLookMs);
    // Without a message: a message that is refused a connection again and again would use up its attempts.
    else void connectWithin(Number.POSITIVE_INFINITY).then(keep, stillDown);
  }

  /** Whatever else happened since the probe was begun: somebody has to try again. */
  function stillDown(error: unknown): void {
    tellRefused(error);
    observe('unreachable', Number.POSITIVE_INFINITY, troubleOf(error));
  }

  function tellRefused(error: unknown): void {
    const handover = notConnected(name, error);
    if (handover.reply !== null && !closing.signal.aborted) onRefused(handover);
  }

  async function dial(limit: number): Promise<Connection> {
    const begunAt = now();
    try {
      return await connectWithin(limit);
    } catch (error) {
      tellRefused(error);
      observe('unreachable', begunAt, troubleOf(error));
      throw error;
    }
  }

  async function connectWithin(limit: number): Promise<Connection> {
    const longest = timeouts.connect + timeouts.greeting + timeouts.reply;
    const { signal } = closing;
    const connection = await openConnection(settings, timeouts, { limit: Math.min(limit, longest), signal });
    open.add(connection);
    connection.once('end', () => forget(connection));
    back();
    return connection;
  }

  function back(): void {
    if (downSince === null) return;
    log.info(
      { server: name, downSeconds: Math.round((now() - downSince) / 1_000) },
      'an SMTP server can be used again',
    );
    downSince = null;
  }

  function forget(connection: Connection): void {
    open.delete(connection);
    const at = idle.indexOf(connection);
    if (at !== -1) idle.splice(at, 1);
  }

  /** Keeps a connection that nobody uses. The one used last is used next, so that the others can be closed. */
  function keep(connection: Connection): void {
    if (!connection.destroyed) {
      connection.idleSince = now();
      idle.push(connection);
      sweeping ??= setTimeout(sweep, timeouts.idle).unref();
    }
    onFree();
  }

  function sweep(): void {
    const old = idle.findIndex(({ idleSince }) => now() - idleSince < timeouts.idle);
    for (const connection of idle.splice(0, old === -1 ? idle.length : old)) void connection.leave();
    sweeping = idle.length > 0 ? setTimeout(sweep, timeouts.idle).unref() : undefined;
  }

  function giveUpPlace(): void {
    busy--;
    onFree();
  }

  /** Gives a place back after a message. The place stays taken until the connection is ready again, or closed. */
  async function settle(connection: Connection, { usable, handover }: Exchange): Promise<void> {
    const ready = usable && (handover.accepted || (await connection.renew()));
    if (!ready) connection.abandon('it failed');
    else if (connection.messages >= messagesAConnection) await connection.leave();
    busy--;
    keep(connection);
  }

  async function hand(mail: OutgoingMail, held: Connection | null, until: number): Promise<Handing> {
    const left = () => until - now();
    let connection = held === null || held.destroyed ? idle.pop() : held;
    for (let closed = 0; ; closed++) {
      const begunAt = now();
      try {
        connection ??= await dial(left());
      } catch (error) {
        giveUpPlace();
        return { handover: notConnected(name, error), elsewhere: true };
      }
      const exchange = await connection.exchange(mail, left());
      if (exchange.unheard && closed < closedOnes && left() > timeouts.afterDot) {
        connection.abandon('it was closed');
        // The other idle ones are likely to be closed too.
        connection = undefined;
        continue;
      }
      const { handover, broken } = exchange;
      const sign = signOf(exchange);
      if (sign !== null) observe(sign, begunAt, wordsFor(sign, handover));
      void settle(connection, exchange);
      return { handover, elsewhere: broken && !handover.bodyGiven };
    }
  }

  return {
    name,
    weight,
    hand,
    free: () => downSince === null && busy < placesOf(pace, now()),
    take: () => void busy++,
    connect() {
      return (
        idle.pop() ??
        dial(Number.POSITIVE_INFINITY).catch(() => {
          giveUpPlace();
          return null;
        })
      );
    },
    giveBack(connection) {
      busy--;
      keep(connection);
    },
    trouble: () => (downSince !== null || now() < pace.pausedUntil ? `${name} ${reason}` : null),
    async close() {
      closing.abort();
      clearTimeout(waking);
      clearTimeout(sweeping);
      const resting = idle.splice(0);
      for (const connection of open) if (!resting.includes(connection)) connection.abandon('closing');
      await Promise.all(resting.map((connection) => connection.leave()));
    },
  };
}

/** What an exchange says of the server; null when it says nothing, because the message never left us. */
function signOf({ handover, broken }: Exchange): Sign | null {
  const { reply, accepted } = handover;
  if (broken) return 'broken';
  if (accepted || reply?.startsWith('5') === true) return 'answered';
  if (reply?.startsWith('421') === true) return 'closing';
  return reply === null ? null : 'deferred';
}

function wordsFor(sign: Sign, { reply, error }: Handover): string {
  const words = inOneLine(reply ?? error ?? '');
  return sign === 'closing' ? `asks us to wait (${words})` : `breaks off conversations (${words})`;
}

/** The answer about a message of which no server has seen anything. */
export function notGiven(error: string): Handover {
  return { reply: null, stage: null, accepted: false, bodyGiven: false, error, server: null };
}

/** The answer about a message for which no session with a server came about. */
function notConnected(server: string, error: unknown): Handover {
  const failure: Failure = error instanceof Error ? error : new Error(String(error));
  const seen = { reply: replyOf(failure), stage: stageOf(failure) ?? 'connect', server };
  return { ...notGiven(`${server} ${troubleOf(error)}`), ...seen };
}
