import type { SMTPServer } from 'smtp-server';

type Connection = SMTPServer['connections'] extends Set<infer One> ? One : never;

export type SessionLimits = {
  /** From the greeting to the end, whatever is said. */
  sessionMs: number;
  /**
   * Replies since the greeting, or since the last message that was taken: NOOPs, refused recipients, greetings over and
   * over. A message takes six with STARTTLS, and one more for each recipient.
   */
  replies: number;
};

/** What one client may do with its connection. */
export type LimitedSession = {
  /** A message was taken: replies are counted anew. */
  restart(): void;
  /** Answers and hangs up, in the middle of a message too. */
  hangUp(code: number, words: string): void;
  end(): void;
};

/** Ends the connection with 421 (RFC 5321, 3.8) once it went on for too long, or had too many replies. */
export function limitSession(connection: Connection, limits: SessionLimits): LimitedSession {
  const say = connection.send.bind(connection);
  let replies = 0;
  connection.send = (code, data, context) => {
    replies += 1;
    if (replies <= limits.replies) say(code, data, context);
    else say(421, '4.7.0 too many commands, and no message', false);
  };
  const hangUp = (code: number, words: string) => {
    say(code, words, false);
    connection.close();
  };
  const timer = setTimeout(() => hangUp(421, '4.4.2 the session took too long'), limits.sessionMs);
  return {
    restart() {
      replies = 0;
    },
    hangUp,
    end: () => clearTimeout(timer),
  };
}
