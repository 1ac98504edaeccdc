/** Milliseconds that things may take. */
export type Timeouts = {
  /** To find and reach the server. */
  connect: number;
  /** From then to its greeting. */
  greeting: number;
  /** To each reply up to that to DATA; RFC 5321, 4.5.3.2, would allow minutes. */
  reply: number;
  /** To the reply after the final dot. */
  afterDot: number;
  /** All of the conversations about one message, of which there can be several when connections are lost. */
  message: number;
  /** That a connection is kept without a message. */
  idle: number;
  /** To the reply to QUIT. */
  quit: number;
  /** That a single message waits for a place. */
  place: number;
  /** That closing waits for messages on their way. */
  drain: number;
};

/** A place and a message together stay below the five minutes after which nobody waits for the outcome any more. */
export const usualTimeouts: Timeouts = {
  connect: 20_000,
  greeting: 20_000,
  reply: 60_000,
  afterDot: 120_000,
  message: 200_000,
  idle: 5_000,
  quit: 1_000,
  place: 60_000,
  drain: 10_000,
};
