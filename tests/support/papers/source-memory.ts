import type { NamedPaper, SourceHarvest, SourceMemory } from '../../../src/app/papers/paper-source.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import type { HttpValidators, SourceName } from '../../../src/domain/papers/paper-source.ts';

/** A SourceMemory in this process, on the test's own clock, which only sleeping moves. */
export function createSourceMemory(start: Date) {
  const validators = new Map<string, HttpValidators>();
  const next = new Map<SourceName, number>();
  const blocked = new Map<SourceName, Date>();
  const reserved: { source: SourceName; intervalMs: number; at: Date }[] = [];
  const slept: number[] = [];
  const newest: NamedPaper[] = [];
  let now = start.getTime();

  const memory: SourceMemory = {
    async reserve(source, intervalMs) {
      const until = blocked.get(source);
      if (until !== undefined && until.getTime() > now) {
        throw new DomainError('unavailable', `${source} is blocked until ${until.toISOString()}.`);
      }
      const at = Math.max(next.get(source) ?? 0, now);
      next.set(source, at + intervalMs);
      reserved.push({ source, intervalMs, at: new Date(at) });
      return new Date(at);
    },
    async block(source, until) {
      blocked.set(source, until);
    },
    async validators(url) {
      return validators.get(url) ?? null;
    },
    async newestPapers(limit) {
      return newest.slice(0, limit);
    },
  };
  return {
    memory,
    validators,
    blocked,
    reserved,
    slept,
    newest,
    clock: () => new Date(now),
    /** Takes no time; the clock goes on as if it had. */
    async sleep(ms: number, signal: AbortSignal) {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
    /** What the use case does when a harvest is stored. */
    remember(harvest: SourceHarvest) {
      for (const one of harvest.validators) validators.set(one.url, one);
    },
  };
}

/** Of a service without papers. */
export const nothingKnown = async (): Promise<ReadonlySet<string>> => new Set();
