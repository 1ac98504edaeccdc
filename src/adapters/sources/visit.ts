import type { Clock } from '../../app/clock.ts';
import type { SourceMemory } from '../../app/papers/paper-source.ts';
import type { HttpValidators, SourceName } from '../../domain/papers/paper-source.ts';
import {
  type Expected,
  type FetchRequest,
  fetchText,
  type HttpLimits,
  httpLimits,
  SourceRefusal,
  unavailable,
} from './http.ts';

/** What tests and mirrors may set otherwise. */
export type VisitOptions = Partial<HttpLimits> &
  Pick<FetchRequest, 'fetch' | 'anySite'> & {
    /** Milliseconds between two requests, over all processes. */
    intervalMs?: number;
    clock?: Clock;
  };

/**
 * What to do with an answer's validators: ask only for what changed since the remembered ones (`use`), ask for
 * everything but remember the new ones (`renew`), or neither (`ignore`), for addresses that are asked but once.
 */
export type ValidatorPolicy = 'use' | 'renew' | 'ignore';

/** One harvest's requests to one source. */
export type Visit = {
  /** The body; null when it is the one that was stored before. */
  get(url: string, accept: Expected, policy: ValidatorPolicy): Promise<string | null>;
  readonly validators: HttpValidators[];
  readonly requests: number;
  readonly notModified: number;
};

/**
 * Starts a visit: every request waits for its turn in `memory`, and a refusal for which `blockMs` names a time
 * blocks the source for that long, in every process, before `get` rejects.
 */
export function startVisit(input: {
  source: SourceName;
  label: string;
  memory: SourceMemory;
  userAgent: string;
  intervalMs: number;
  blockMs: (refusal: SourceRefusal) => number | null;
  options: VisitOptions;
  signal: AbortSignal;
}): Visit {
  const { source, label, memory, userAgent, signal } = input;
  const { intervalMs = input.intervalMs, clock = () => new Date(), ...given } = input.options;
  const limits = { ...httpLimits, ...given };
  const validators: HttpValidators[] = [];
  let requests = 0;
  let notModified = 0;

  const turn = async (url: string) => {
    const at = await memory.reserve(source, intervalMs);
    try {
      signal.throwIfAborted();
      const early = at.getTime() - clock().getTime();
      if (early > 0) await limits.sleep(early, signal);
    } catch (cause) {
      throw unavailable(url, { source: label }, 'was not asked: the visit was stopped', cause);
    }
    requests++;
  };

  return {
    async get(url, accept, policy) {
      try {
        const fetched = await fetchText(url, {
          ...limits,
          source: label,
          headers: { 'user-agent': userAgent },
          accept,
          signal,
          validators: policy === 'use' ? await memory.validators(url) : null,
          before: () => turn(url),
        });
        if (fetched.status === 'not-modified') {
          notModified++;
          return null;
        }
        if (policy !== 'ignore') validators.push(fetched.validators);
        return fetched.body;
      } catch (error) {
        const pause = error instanceof SourceRefusal ? input.blockMs(error) : null;
        if (pause !== null) await memory.block(source, new Date(clock().getTime() + pause));
        throw error;
      }
    },
    get validators() {
      return validators;
    },
    get requests() {
      return requests;
    },
    get notModified() {
      return notModified;
    },
  };
}
