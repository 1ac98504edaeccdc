/**
 * Sums by the numbers of terms, for some thousand of them: a table with open addressing. Numbers of terms are hashes
 * (`termNumber`), so that their last bits are evenly spread. A Map takes twice as long.
 */
export class TermSums {
  readonly #places: Int32Array;
  readonly #sums: Float64Array;
  readonly #mask: number;
  readonly #terms: Int32Array;
  #count = 0;

  /** `most`: as many terms at most. */
  constructor(most: number) {
    // Three quarters of it stay free: looking for what is not there ends at the first free place.
    const places = 2 ** Math.ceil(Math.log2(4 * most + 4));
    this.#places = new Int32Array(places).fill(-1);
    this.#sums = new Float64Array(places);
    this.#mask = places - 1;
    this.#terms = new Int32Array(most);
  }

  #placeOf(term: number): number {
    let place = term & this.#mask;
    while (this.#places[place] !== term && this.#places[place] !== -1) place = (place + 1) & this.#mask;
    return place;
  }

  add(term: number, weight: number): void {
    const place = this.#placeOf(term);
    if (this.#places[place] === -1) this.#terms[this.#count++] = term;
    this.#places[place] = term;
    this.#sums[place] = (this.#sums[place] ?? 0) + weight;
  }

  /** 0 for a term that nothing was added for. */
  of(term: number): number {
    return this.#sums[this.#placeOf(term)] ?? 0;
  }

  /** The terms, ascending. */
  terms(): Int32Array {
    return this.#terms.slice(0, this.#count).sort();
  }
}
