import { cut, longest } from '../lengths.ts';
import { comparable } from './address.ts';
import type { Standing } from './import-outcome.ts';
import { subscriberStatuses } from './subscriber.ts';

/** Grown when more of it than this is taken. */
const fullest = 0.6;
const firstSize = 1 << 12;

/**
 * How the addresses of a file stand that was read so far, in nine octets and some room each: a map with the addresses
 * themselves would need ten times as much for a large file. They are told apart by 64 bits of a hash.
 */
export class AddressMemory {
  #high = new Uint32Array(firstSize);
  #low = new Uint32Array(firstSize);
  /** What is known of it; 0 where nothing is. */
  #known = new Uint8Array(firstSize);
  #count = 0;

  /** Undefined for an address that was not kept. */
  get(address: string): Standing | undefined {
    const known = this.#known[this.#placeOf(hashOf(address))] ?? 0;
    return known === 0 ? undefined : unpack(known);
  }

  keep(address: string, standing: Standing): void {
    const hash = hashOf(address);
    const place = this.#placeOf(hash);
    if (this.#known[place] === 0) this.#count++;
    this.#put(place, hash, pack(standing));
    if (this.#count > this.#known.length * fullest) this.#grow();
  }

  #put(place: number, [high, low]: Hash, known: number): void {
    this.#high[place] = high;
    this.#low[place] = low;
    this.#known[place] = known;
  }

  /** Where it stands, or would. */
  #placeOf([high, low]: Hash): number {
    const mask = this.#known.length - 1;
    let place = low & mask;
    while (this.#known[place] !== 0 && (this.#low[place] !== low || this.#high[place] !== high))
      place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const [high, low, known] = [this.#high, this.#low, this.#known];
    const size = known.length * 2;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#known = new Uint8Array(size);
    for (let at = 0; at < known.length; at++) {
      if (known[at] === 0) continue;
      const hash: Hash = [high[at] ?? 0, low[at] ?? 0];
      this.#put(this.#placeOf(hash), hash, known[at] ?? 0);
    }
  }
}

type Hash = readonly [high: number, low: number];

/** FNV-1a in two lanes that are mixed at the end (MurmurHash3's finalizer). */
function hashOf(address: string): Hash {
  const text = comparable(cut(address, longest.address));
  let high = 0x811c9dc5;
  let low = 0x9dc5811c;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) ^ (low >>> 15);
  }
  return [mixed(high ^ text.length), mixed(low)];
}

function mixed(number: number): number {
  let mix = number ^ (number >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

/** From 1: which status, twice as many for those that are suppressed. */
function pack({ status, suppressed }: Standing): number {
  const which = status === null ? 0 : subscriberStatuses.indexOf(status) + 1;
  return 1 + which * 2 + (suppressed ? 1 : 0);
}

function unpack(known: number): Standing {
  const which = (known - 1) >> 1;
  return {
    status: which === 0 ? null : (subscriberStatuses[which - 1] ?? null),
    suppressed: (known - 1) % 2 === 1,
  };
}
