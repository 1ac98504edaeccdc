import type { TextVector } from './text-vector.ts';

const none = -1;

/** The terms of a hash table with linear probing. Term numbers are hashes already. */
function slotOf(terms: Int32Array, term: number): number {
  const mask = terms.length - 1;
  let slot = term & mask;
  for (let held = terms[slot]; held !== term && held !== none; held = terms[slot]) slot = (slot + 1) & mask;
  return slot;
}

/**
 * Two sums of text vectors, to be compared with many others at once: a hash table, since a sorted merge would walk the
 * whole sum for each of them, and a Map takes several times as long. This is most of the time of choosing a reader's
 * papers.
 */
export class VoteSums {
  #terms = new Int32Array(4096).fill(none);
  /** For each slot the sum of `more`, then that of `less`. */
  #sums = new Float64Array(2 * 4096);
  #filled = 0;

  clear(): void {
    if (this.#filled === 0) return;
    this.#terms.fill(none);
    this.#sums.fill(0);
    this.#filled = 0;
  }

  add(vote: 'more' | 'less', { terms, weights }: TextVector): void {
    const side = vote === 'more' ? 0 : 1;
    for (let at = 0; at < terms.length; at++) {
      // Half empty, so that a term that is not there is known after a look or two.
      if (this.#filled * 2 >= this.#terms.length) this.#grow();
      const term = terms[at] ?? 0;
      const slot = slotOf(this.#terms, term);
      if (this.#terms[slot] === none) {
        this.#terms[slot] = term;
        this.#filled++;
      }
      this.#sums[2 * slot + side] = (this.#sums[2 * slot + side] ?? 0) + (weights[at] ?? 0);
    }
  }

  /** The length of each sum. */
  norms(): { more: number; less: number } {
    let more = 0;
    let less = 0;
    for (let at = 0; at < this.#sums.length; at += 2) {
      more += (this.#sums[at] ?? 0) ** 2;
      less += (this.#sums[at + 1] ?? 0) ** 2;
    }
    return { more: Math.sqrt(more), less: Math.sqrt(less) };
  }

  /** The product of a vector with each sum, written to `into`: more, less. */
  dot({ terms, weights }: TextVector, into: Float64Array): void {
    const [table, sums] = [this.#terms, this.#sums];
    const mask = table.length - 1;
    let more = 0;
    let less = 0;
    for (let at = 0; at < terms.length; at++) {
      const term = terms[at] ?? 0;
      let slot = term & mask;
      let held = table[slot];
      while (held !== term && held !== none) {
        slot = (slot + 1) & mask;
        held = table[slot];
      }
      if (held === none) continue;
      const weight = weights[at] ?? 0;
      more += (sums[2 * slot] ?? 0) * weight;
      less += (sums[2 * slot + 1] ?? 0) * weight;
    }
    into[0] = more;
    into[1] = less;
  }

  #grow(): void {
    const [terms, sums] = [this.#terms, this.#sums];
    this.#terms = new Int32Array(2 * terms.length).fill(none);
    this.#sums = new Float64Array(2 * sums.length);
    terms.forEach((term, at) => {
      if (term === none) return;
      const slot = slotOf(this.#terms, term);
      this.#terms[slot] = term;
      this.#sums[2 * slot] = sums[2 * at] ?? 0;
      this.#sums[2 * slot + 1] = sums[2 * at + 1] ?? 0;
    });
  }
}
