/** A vector of length 1 in whole numbers from -127 to 127: a number of it is `scale` times the whole number. */
export type ScaledVector = { numbers: Int8Array; scale: number };

/** Of a query, whose numbers are kept finer, from -2,047 to 2,047. */
export type ScaledQuery = { numbers: Int16Array; scale: number };

/** Models that are in use have 256 to 4,096. Of more, sums of products could leave 32 bits: 8,192 × 127 × 2,047. */
export const mostDimensions = 8_192;

const mostInRow = 127;
const mostInQuery = 2_047;

/**
 * A vector as it is kept: at length 1, a byte a number. A cosine of two of these is off by some thousandths. Null for
 * one that says nothing: with a number that is not finite, or with nothing but zeros.
 */
export function scaledVector(vector: ArrayLike<number>): ScaledVector | null {
  const numbers = new Int8Array(vector.length);
  const scale = scaleInto(numbers, vector, mostInRow);
  return scale === null ? null : { numbers, scale };
}

/** As `scaledVector`, for what is compared with many. */
export function scaledQuery(vector: ArrayLike<number>): ScaledQuery | null {
  const numbers = new Int16Array(vector.length);
  const scale = scaleInto(numbers, vector, mostInQuery);
  return scale === null ? null : { numbers, scale };
}

/** Puts the vector's numbers there, the largest as `most`, and tells what each is to be multiplied with. */
function scaleInto(numbers: Int8Array | Int16Array, vector: ArrayLike<number>, most: number): number | null {
  let [largest, squares] = [0, 0];
  for (let at = 0; at < vector.length; at++) {
    const value = vector[at] ?? 0;
    largest = Math.max(largest, Math.abs(value));
    squares += value * value;
  }
  // Not a number stays that in a sum; squares of very small numbers are 0, of very large ones infinite.
  if (!Number.isFinite(squares) || squares === 0) return null;
  const step = largest / most;
  for (let at = 0; at < vector.length; at++) numbers[at] = Math.round((vector[at] ?? 0) / step);
  return step / Math.sqrt(squares);
}
