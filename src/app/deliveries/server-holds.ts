import { inWords, type Outcome } from '../../domain/sending/outcome.ts';
import { afterHanding, noRefusals, type RefusalRun, settled } from '../../domain/sending/refusal-run.ts';
import {
  afterProbe,
  holdsServer,
  isProbeDue,
  isWaitForServer,
  needsAdmin,
  newHold,
  type ServerHold,
  singledOut,
  verdictOf,
  waitInWords,
} from '../../domain/sending/server-hold.ts';
import { hourMs, minuteMs } from '../../domain/time/units.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Stores } from '../persistence.ts';
import { keepRecent } from '../recent.ts';
import { singleFlight } from '../single-flight.ts';

/** What a refusal may say of a reader, withheld until it is known whom the server means. */
export type Withheld = {
  subscriberId: number;
  reply: string;
  /** The address is gone, if the server means what it says. */
  hard: boolean;
  /** The attempt at a digest's delivery; null: a mail about a subscription. */
  delivery: { id: string; attempt: number; digestId: number } | null;
};

/** Refusals that are judged: those that mean their readers, and those that mean us. */
export type Believed = { readers: readonly Withheld[]; us: readonly Withheld[] };

/** One message that was handed over. `probe`: the held server that it was to try; `begunAt`: when it was begun. */
export type HandedOver = {
  server: string | null;
  outcome: Outcome;
  domain: string;
  /** Null: it says nothing of a reader. */
  of: Withheld | null;
  begunAt: Date;
  probe: string | null;
  /** The server takes others: what it refuses here says nothing of the rest. */
  alone?: boolean;
};

/** How a message may go now: by any server that is not held, as a probe of one that is, or not at all. */
export type Way = { kind: 'open' } | { kind: 'probe'; server: string } | { kind: 'held' };

/** Why nothing can be sent, and when to look again. */
export type ServerPause = { until: Date; reason: string };

/** The mail servers that refuse us, for all processes, and what this one has seen of them. */
export interface ServerHolds {
  /** Whether nothing but a probe goes through a server, as far as this process knows. */
  isHeld(server: string): boolean;
  /** Why nothing can be sent, as far as this process knows; null: something can. */
  pause(): ServerPause | null;
  /** As `pause`, by what all processes have seen. */
  look(): Promise<ServerPause | null>;
  /** Knows what all processes know, not older than a second. */
  refresh(): Promise<void>;
  /** How the next message may go. A probe is this caller's alone: it ends with `learn`, or `giveBackProbe`. */
  way(): Promise<Way>;
  giveBackProbe(server: string): Promise<void>;
  /** No session with the server came about. */
  probeFailed(server: string): Promise<void>;
  /** Takes note of what came of a message, and says of which readers refusals are to be believed now. */
  learn(handed: HandedOver): Promise<Believed>;
  /** Takes note of a session that a server refused. */
  learnSession(outcome: Outcome): Promise<void>;
  /**
   * What a delivery's outcome counts as, when its server has taken others meanwhile (`singledOut`). `waived`: its
   * attempts before this one that do not count.
   */
  outcomeFor(delivery: { id: string; waived: number }, outcome: Outcome): Outcome;
  /** Somebody begins to send many; `end` says whom undecided refusals mean when nobody sends any more. */
  begin(): { end(): Believed };
}

const freshMs = 1_000;
/** Longer than one message may take: whoever was killed with a probe in hand holds up the next one no longer. */
const claimMs = 4 * minuteMs;
/** How often a job looks whether an admin has. */
const lookMs = hourMs;

/** Deliveries whose first refusal because of us is remembered. */
const remembered = 10_000;

const nobody: Believed = { readers: [], us: [] };

/** `servers`: the names of those in SMTP_URL. `onChange`: one is held, or held no longer. */
export function createServerHolds(
  deps: { log: Log; now: Clock; stores: Pick<Stores, 'digests' | 'serverHolds'> },
  servers: readonly string[],
  onChange: () => void,
): ServerHolds {
  const { serverHolds: store, digests } = deps.stores;
  let held = new Map<string, ServerHold>();
  let readAt = Number.NEGATIVE_INFINITY;
  const runs = new Map<string, RefusalRun<Withheld>>();
  const takenAt = new Map<string, number>();
  /** When a delivery was first refused because of us. */
  const refusedAt = keepRecent<string, number>(remembered);
  let sending = 0;

  const read = singleFlight(async () => {
    const found = await store.list();
    readAt = performance.now();
    const before = held;
    held = new Map(found.filter(({ server }) => servers.includes(server)).map((one) => [one.server, one]));
    for (const server of before.keys()) if (!held.has(server)) forgetJudged(server);
    if (before.size !== held.size || [...before.keys()].some((server) => !held.has(server))) onChange();
  });

  async function refresh(): Promise<void> {
    if (servers.length === 0 || performance.now() - readAt < freshMs) return;
    try {
      await read();
    } catch (error) {
      if (readAt === Number.NEGATIVE_INFINITY) throw error;
    }
  }

  /** A hold that ended says that what was ours is over: the same words would have to be seen again. */
  function forgetJudged(server: string): void {
    const run = runs.get(server) ?? noRefusals;
    runs.set(server, { byWords: new Map([...run.byWords].filter(([, { waiting }]) => waiting.length > 0)) });
  }

  async function hold(told: Pick<ServerHold, 'server' | 'cause' | 'reply'>): Promise<void> {
    const { server } = told;
    if (!servers.includes(server) || held.has(server)) return;
    const one = newHold(told, deps.now());
    held.set(server, one);
    onChange();
    if (await store.hold(one)) deps.log.warn({ ...told }, 'a mail server is held: it refuses us');
    // It may have been read just before.
    held.set(server, one);
  }

  async function release(server: string, begunAt: Date | null): Promise<void> {
    if (!(await store.release(server, begunAt))) return;
    held.delete(server);
    forgetJudged(server);
    onChange();
    deps.log.info({ server }, 'a mail server takes mail again; it is held no longer');
    for (const { id, problem } of await digests.unfinished())
      if (isWaitForServer(problem)) await digests.setProblem(id, null);
    await store.hastenHeldJobs();
  }

  async function probed(server: string, outcome: Outcome): Promise<void> {
    const one = held.get(server);
    if (one === undefined) return;
    if (verdictOf(one, outcome) === 'accepted') return await release(server, null);
    const now = deps.now();
    const after = afterProbe(one, outcome, now);
    held.set(server, after);
    await store.update(after);
    const about = { server, cause: after.cause, reply: after.reply };
    deps.log.warn(about, 'a mail server is still held: another message was not taken');
  }

  async function giveBackProbe(server: string): Promise<void> {
    const one = held.get(server);
    if (one === undefined) return;
    const after = { ...one, nextProbeAt: deps.now() };
    held.set(server, after);
    await store.update(after);
  }

  async function probeFailed(server: string): Promise<void> {
    await probed(server, { kind: 'unknown', reply: '' });
  }

  /** What a message that was to try a held server says of it. */
  async function judgeProbe(probe: string, { server, outcome, alone = false }: HandedOver) {
    if (server === null) await giveBackProbe(probe);
    else if (alone) await release(probe, null);
    else await probed(probe, outcome);
  }

  function pause(): ServerPause | null {
    const holds = servers.flatMap((server) => held.get(server) ?? []);
    if (servers.length === 0 || holds.length < servers.length) return null;
    const now = deps.now();
    const looks = holds.map((one) =>
      needsAdmin(one, now)
        ? now.getTime() + lookMs
        : Math.max(one.nextProbeAt.getTime(), now.getTime() + freshMs),
    );
    return { until: new Date(Math.min(...looks)), reason: waitInWords(holds, now) };
  }

  /** Whom the refusals of a server mean, by their number. */
  async function byNumber(server: string, { outcome, domain }: HandedOver, of: Withheld): Promise<Believed> {
    const recipient = String(of.subscriberId);
    const judged = afterHanding(runs.get(server) ?? noRefusals, { recipient, domain, outcome, of });
    runs.set(server, judged.run);
    if (judged.reply !== null) await hold({ server, cause: 'everybody', reply: judged.reply });
    return judged;
  }

  return {
    isHeld: (server) => held.has(server),
    pause,
    refresh,
    async look() {
      if (servers.length > 0) {
        // Once: those that are not in SMTP_URL any more are nobody's concern.
        if (readAt === Number.NEGATIVE_INFINITY) await store.forgetOthers(servers);
        await read();
      }
      return pause();
    },
    async way() {
      await refresh();
      const now = deps.now();
      for (const one of held.values()) {
        if (!isProbeDue(one, now)) continue;
        const until = new Date(now.getTime() + claimMs);
        // At once, so that nobody else in this process asks for it.
        held.set(one.server, { ...one, nextProbeAt: until });
        if (await store.claimProbe(one.server, now, until)) return { kind: 'probe', server: one.server };
        readAt = Math.min(readAt, performance.now() - freshMs);
      }
      return pause() === null ? { kind: 'open' } : { kind: 'held' };
    },
    giveBackProbe,
    probeFailed,
    async learn(handed) {
      const { server, outcome, probe, begunAt, of } = handed;
      if (outcome.kind === 'sent' && server !== null) takenAt.set(server, performance.now());
      const doubted = probe !== null && held.get(probe)?.cause === 'everybody';
      if (probe !== null) await judgeProbe(probe, handed);
      else if (outcome.kind === 'sent' && server !== null && held.has(server)) await release(server, begunAt);
      if (outcome.kind === 'about-us' && holdsServer(outcome) && outcome.server !== null)
        await hold({ server: outcome.server, cause: outcome.trouble, reply: inWords(outcome) });
      const refused = outcome.kind === 'failed' || outcome.kind === 'retry';
      if (of === null || server === null) return nobody;
      if (doubted && refused && server === probe) return { readers: [], us: [of] };
      return await byNumber(server, handed, of);
    },
    async learnSession(outcome) {
      if (outcome.kind !== 'about-us' || outcome.server === null || !holdsServer(outcome)) return;
      // A server that is busy for a moment is tried again by the connections.
      if (!outcome.reply.startsWith('5') && outcome.trouble !== 'quota') return;
      await hold({ server: outcome.server, cause: outcome.trouble, reply: inWords(outcome) });
    },
    outcomeFor({ id, waived }, outcome) {
      if (outcome.kind !== 'about-us' || outcome.server === null) return outcome;
      const since = refusedAt.of(id, () => performance.now());
      return singledOut(outcome, waived, (takenAt.get(outcome.server) ?? Number.NEGATIVE_INFINITY) > since);
    },
    begin() {
      sending++;
      return {
        end() {
          if (--sending > 0) return nobody;
          const readers = [...runs.values()].flatMap((run) => settled(run).readers);
          for (const [server, { byWords }] of runs)
            runs.set(server, {
              byWords: new Map([...byWords].filter(([, one]) => one.waiting.length === 0)),
            });
          return { readers, us: [] };
        },
      };
    },
  };
}
