// How many messages may be on their way to one server: additive increase, multiplicative decrease, as TCP does it
// (Chiu and Jain, 1989). Pure: the clock and the dice are arguments; instants and durations are milliseconds.

export type CongestionWindow = {
  /** The most that is ever allowed. */
  readonly limit: number;
  /** How many at once the server seems to bear; grows by parts of one. */
  readonly window: number;
  /** More than these proved too much; not tried again before `ceilingUntil`. */
  readonly ceiling: number;
  readonly ceilingUntil: number;
  /** When the window was cut. What began before says nothing about the time after. */
  readonly cutAt: number;
  /** Pauses in a row, without a message that was answered in between. */
  readonly pauses: number;
  readonly pausedUntil: number;
  /** Answers since the last look at the share of refusals, and the temporary refusals (4xx) among them. */
  readonly answers: number;
  readonly deferred: number;
};

/**
 * What became of something that was tried: a message `answered` with 2xx or 5xx, `deferred` with 4xx, `closing` for
 * 421, `broken` for a connection lost in a conversation, `unreachable` for one that did not come about.
 */
export type Sign = 'answered' | 'deferred' | 'closing' | 'broken' | 'unreachable';

/**
 * `begunAt`: when it was begun. `busy`: how many are on their way, this one included. `open`: how many connections
 * stand. `dice`: 0 to 1.
 */
export type Moment = { begunAt: number; now: number; busy: number; open: number; dice: number };

const firstWindow = 4;
/** Fewer answers are too few to judge a share by. */
const fewestAnswers = 10;
const firstPause = 1_000;
const longestPause = 60_000;
const ceilingLasts = 60_000;

export function newWindow(limit: number): CongestionWindow {
  const never = Number.NEGATIVE_INFINITY;
  return {
    limit,
    window: Math.min(firstWindow, limit),
    ceiling: limit,
    ceilingUntil: never,
    cutAt: never,
    pauses: 0,
    pausedUntil: never,
    answers: 0,
    deferred: 0,
  };
}

/** How many may be on their way at this moment: none in a pause, one after it until a message is answered. */
export function placesOf(pace: CongestionWindow, now: number): number {
  if (now < pace.pausedUntil) return 0;
  return pace.pauses > 0 ? 1 : Math.floor(pace.window);
}

/** The pace after `sign`. The same object when the sign comes too late to mean anything. */
export function windowAfter(pace: CongestionWindow, sign: Sign, moment: Moment): CongestionWindow {
  // At most one cut a round: of what was on its way at the cut, the rest is expected to fail too.
  if (moment.begunAt <= pace.cutAt) return pace;
  switch (sign) {
    case 'answered':
      return judged(grown(pace, moment), false, moment);
    case 'deferred':
      return judged({ ...pace, pauses: 0 }, true, moment);
    case 'closing':
    case 'unreachable':
      return paused(lowered(cut(pace, moment), moment), moment);
    case 'broken':
      // With nothing left to halve, waiting is all that remains.
      return pace.window < 2 ? paused(cut(pace, moment), moment) : cut(pace, moment);
  }
}

/** One more for each window full of answers, and only while the window is used: otherwise they prove nothing. */
function grown(pace: CongestionWindow, { busy, now }: Moment): CongestionWindow {
  const most = now < pace.ceilingUntil ? Math.min(pace.ceiling, pace.limit) : pace.limit;
  const used = busy >= Math.floor(pace.window);
  const window = used ? Math.max(pace.window, Math.min(most, pace.window + 1 / pace.window)) : pace.window;
  return { ...pace, window, pauses: 0 };
}

/** Halves the window when most of a window's answers were temporary refusals; a few are normal (greylisting). */
function judged(pace: CongestionWindow, deferral: boolean, moment: Moment): CongestionWindow {
  const answers = pace.answers + 1;
  const deferred = pace.deferred + (deferral ? 1 : 0);
  if (answers < Math.max(fewestAnswers, Math.floor(pace.window))) return { ...pace, answers, deferred };
  return deferred * 2 > answers ? cut(pace, moment) : { ...pace, answers: 0, deferred: 0 };
}

function cut(pace: CongestionWindow, { now }: Moment): CongestionWindow {
  return { ...pace, window: Math.max(1, pace.window / 2), cutAt: now, answers: 0, deferred: 0 };
}

/**
 * A server that refuses one more connection while others stand bears as many as stand: to try more at once would end
 * in pause after pause. When none stands it is down, and that says nothing of how many it bears.
 */
function lowered(pace: CongestionWindow, { now, open }: Moment): CongestionWindow {
  return open === 0 || pace.pauses > 0 ? pace : { ...pace, ceiling: open, ceilingUntil: now + ceilingLasts };
}

/** Pauses of 1 s, 2 s, 4 s … 60 s, each up to a quarter shorter, so that processes do not come back all at once. */
function paused(pace: CongestionWindow, { now, dice }: Moment): CongestionWindow {
  const length = Math.min(longestPause, firstPause * 2 ** pace.pauses) * (1 - dice / 4);
  return { ...pace, pauses: Math.min(pace.pauses + 1, 30), pausedUntil: now + length };
}
