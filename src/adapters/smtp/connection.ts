import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { OutgoingMail } from '../../app/mail.ts';
import type { Stage } from '../../domain/bounces/bounce-reason.ts';
import type { Handover } from '../../domain/sending/outcome.ts';
import { isLoopback } from '../../domain/subscribers/client-ip.ts';
import { bodyOf } from './body.ts';
import { type Failure, replyOf, stageOf } from './reply.ts';
import type { ServerSettings } from './server-url.ts';
import type { Timeouts } from './timeouts.ts';

/** What one conversation about a message came to. */
export type Exchange = {
  handover: Handover;
  /** The connection ended before the server said anything about this message: another one may be tried. */
  unheard: boolean;
  /** The connection itself failed, or was given up. */
  broken: boolean;
  /** The session can go on with another message, after a RSET if this one was refused. */
  usable: boolean;
};

/** How much of the body the kernel has taken from us. */
type Body = 'unbegun' | 'pending' | 'taken';
type Reply = (error: Failure | null, reply?: string) => void;

/**
 * nodemailer's SMTP session (RFC 5321), with a way of its own for the body: a prepared buffer goes straight to the
 * socket, and the socket says when it has taken the last byte. nodemailer's error codes cannot tell whether it has.
 */
export class Connection extends SMTPConnection {
  // nodemailer's own queue of what to do with the next replies.
  declare _responseActions: ((reply: string) => void)[];
  /** And what it keeps of the message on its way. */
  declare _envelope: { mailError?: unknown; rejectedErrors?: readonly unknown[] } | false;
  readonly #server: string;
  readonly #timeouts: Timeouts;
  #body: Body = 'unbegun';
  /** Until the turn of the event loop in which the socket would say that it took the body at once. */
  #fresh = false;
  #giveUp: ((reason: string) => void) | null = null;
  /** Messages handed over or refused so far. */
  messages = 0;
  /** When it was last used, on the clock of `performance.now`. */
  idleSince = 0;

  constructor(settings: ServerSettings, timeouts: Timeouts) {
    const { name, host, port, secure, tls, local, greeting } = settings;
    super({
      host,
      port,
      secure,
      requireTLS: !secure && tls === 'required',
      ignoreTLS: tls === 'off',
      ...(local ? { tls: { rejectUnauthorized: false } } : {}),
      ...(greeting === null ? {} : { name: greeting }),
      dnsTimeout: timeouts.connect,
      connectionTimeout: timeouts.connect + timeouts.greeting,
      greetingTimeout: timeouts.greeting,
      socketTimeout: timeouts.reply,
      socketCloseTimeout: timeouts.quit,
    });
    // Both are internals of nodemailer and not documented: better no mail than mail sent in an unknown way.
    if (!('_createSendStream' in SMTPConnection.prototype) || !Array.isArray(this._responseActions)) {
      throw new Error('the SMTPConnection of this version of nodemailer is not the one that is expected');
    }
    this.#timeouts = timeouts;
    this.#server = name;
    // Without a listener it would be thrown. Who waits for the connection hears of it otherwise.
    this.on('error', () => undefined);
  }

  /** Instead of a stream that looks at every byte; called by nodemailer when the server has answered DATA. */
  _createSendStream(reply: Reply) {
    const socket = this._socket;
    const taken = (error?: Error | null) => {
      if (!error) this.#body = 'taken';
    };
    this._responseActions.push((text) => {
      if (text.startsWith('2')) reply(null, text);
      else reply(Object.assign(new Error(`Message failed: ${text}`), { response: text, command: 'DATA' }));
    });
    return {
      outByteCount: 0,
      write: (message: Buffer) => {
        if (!socket) return;
        socket.setTimeout(this.#timeouts.afterDot);
        this.#body = 'pending';
        this.#fresh = true;
        setImmediate(() => {
          this.#fresh = false;
        });
        socket.cork();
        const pieces = bodyOf(message);
        pieces.forEach((piece, at) => void socket.write(piece, at === pieces.length - 1 ? taken : undefined));
        socket.uncork();
      },
      end: () => undefined,
    };
  }

  /** Hands over one message within `limit` milliseconds. Never rejects. */
  exchange(mail: OutgoingMail, limit: number): Promise<Exchange> {
    this.#body = 'unbegun';
    this.lastServerResponse = false;
    if (this._socket) this._socket.setTimeout(this.#timeouts.reply);
    return new Promise((resolve) => {
      let over = false;
      const settle = (exchange: () => Exchange) => {
        if (over) return;
        over = true;
        clearTimeout(timer);
        this.#giveUp = null;
        this.messages++;
        resolve(exchange());
      };
      this.#giveUp = (reason) => settle(() => this.#failed(new Error(reason), true));
      const timer = setTimeout(() => this.abandon('it took too long'), limit);
      this.send({ from: mail.envelopeFrom, to: mail.envelopeTo }, mail.raw, (error, info) => {
        const judge = () =>
          settle(() => {
            if (error) return this.#failed(error, error.code === 'ETIMEDOUT');
            return this.#accepted(info?.response ?? '');
          });
        // Over TLS the socket says a turn later that the kernel took the body; a reply can be quicker.
        if (this.#body === 'pending' && !this.destroyed) setImmediate(judge);
        else judge();
      });
    });
  }

  #accepted(reply: string): Exchange {
    if (this.#body === 'taken') {
      const handover = this.#handover({ reply, stage: 'data', accepted: true, bodyGiven: true });
      return { handover, unheard: false, broken: false, usable: !this.destroyed };
    }
    // Whatever this answers, it is not the message.
    this.abandon('a reply came early');
    const error = `a reply came before the message was given: ${reply}`;
    const handover = this.#handover({ bodyGiven: true, error });
    return { handover, unheard: false, broken: true, usable: false };
  }

  #failed(error: Failure, gaveUp: boolean): Exchange {
    const reply = replyOf(error);
    const stage = reply === null ? null : this.#stageOf(error);
    // Pending: what the kernel had not taken when the connection ended it never will, unless it has and we have not
    // heard of it, or it could have taken it while we gave up.
    const bodyGiven = this.#body === 'taken' || (this.#body === 'pending' && (gaveUp || this.#fresh));
    // 421: "closing transmission channel", whatever it answers (RFC 5321, 4.2.2).
    const closing = reply?.startsWith('421') === true;
    const ended = closing || gaveUp || this.destroyed || !this._socket || !this._socket.writable;
    // A server that has grown tired of an idle session may say so when the next message begins.
    const tired = closing && error.command === 'MAIL FROM' && this.messages > 1;
    return {
      handover: this.#handover({ reply, stage, bodyGiven, error: error.message }),
      unheard: ended && !gaveUp && this.#body === 'unbegun' && (this.lastServerResponse === false || tired),
      broken: ended && reply === null,
      usable: !ended && this.#body !== 'pending' && (reply !== null || error.command === 'API'),
    };
  }

  #handover(seen: Partial<Handover>): Handover {
    const nothing = { reply: null, stage: null, accepted: false, bodyGiven: false, error: null };
    return { ...nothing, ...seen, server: this.#server };
  }

  /** What the reply in an error answered; null when that cannot be known. */
  #stageOf(error: Failure): Stage | null {
    if (this.#body !== 'unbegun') return 'data';
    const stage = stageOf(error);
    if (stage !== 'connect') return stage;
    // 421 ends the session, and nodemailer no longer says which command it answered.
    if (this._envelope && (this._envelope.rejectedErrors ?? []).length > 0) return 'rcpt';
    return null;
  }

  get isOnThisMachine(): boolean {
    const remote = this._socket ? this._socket.remoteAddress : undefined;
    return remote !== undefined && isLoopback(remote);
  }

  /** Ends the session at once; a message on its way ends with `reason`. */
  abandon(reason: string): void {
    this.#giveUp?.(reason);
    if (this._socket) this._socket.destroy();
    this.close();
  }

  /** Ends an idle session in good order (RFC 5321, 4.1.1.10), within `timeouts.quit`. */
  leave(): Promise<void> {
    return new Promise((resolve) => {
      if (this.destroyed) return resolve();
      const timer = setTimeout(() => this.abandon('no reply to QUIT'), this.#timeouts.quit);
      this.once('end', () => {
        clearTimeout(timer);
        resolve();
      });
      this.quit();
    });
  }

  /** Makes the session ready for the next message after a refusal; false when it is lost. */
  renew(): Promise<boolean> {
    return new Promise((resolve) => {
      // A connection that ends does not call back.
      const lost = () => resolve(false);
      this.once('end', lost);
      if (this._socket) this._socket.setTimeout(this.#timeouts.reply);
      this.reset((error) => {
        this.off('end', lost);
        resolve(!error);
      });
    });
  }
}

/**
 * Connects, greets, goes over to TLS and logs in, within `limit` milliseconds. Rejects with the reason, or when
 * `signal` is aborted; then nothing is left open.
 */
export async function openConnection(
  settings: ServerSettings,
  timeouts: Timeouts,
  { limit, signal }: { limit: number; signal: AbortSignal },
): Promise<Connection> {
  signal.throwIfAborted();
  const connection = new Connection(settings, timeouts);
  const timers: NodeJS.Timeout[] = [];
  const stop = () => connection.abandon('closing');
  signal.addEventListener('abort', stop);
  try {
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(error) : resolve());
      const late = () => done(Object.assign(new Error('Connection timeout'), { code: 'ETIMEDOUT' }));
      timers.push(setTimeout(late, limit));
      timers.push(setTimeout(() => connection.stage === 'init' && late(), timeouts.connect));
      connection.once('error', done);
      connection.once('end', () => done(new Error('Connection closed')));
      connection.connect((error) => {
        const { auth } = settings;
        if (!error && settings.local && !connection.isOnThisMachine) {
          return done(new Error('its name leads to another machine'));
        }
        if (error || auth === null || !connection.allowsAuth) return done(error);
        connection.login({ credentials: auth }, done);
      });
    });
    return connection;
  } catch (error) {
    connection.abandon('it could not be opened');
    throw error;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
